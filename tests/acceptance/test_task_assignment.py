"""Walks every branch of the task assignment."""

import pytest

from tests.acceptance.stories import Book


@pytest.fixture(scope="module")
def book() -> Book:
    """Return the stories of the diagram, each called process a stub."""
    return Book("task_assignment")


STORIES = [
    ("done_at_first_try", {"end_done"}),
    ("change_then_return", {"end_done", "end_reminded", "end_check_reminded"}),
    ("withdrawn_after_refusal", {"end_withdrawn"}),
    ("two_extensions_at_most", {"end_done"}),
    ("extension_refused", {"end_done"}),
    ("cancelled_by_the_leader", {"end_cancelled"}),
]


@pytest.mark.parametrize(("story", "ends"), STORIES)
def test_a_story_reaches_its_end(book: Book, story: str, ends: set[str]) -> None:
    told = book.tell(story)

    assert told.errors == ()
    assert told.life == "completed"
    assert ends <= told.ends


def test_the_stories_walk_every_arrow(book: Book) -> None:
    stories = [story for story, _ in STORIES]

    assert book.arrows_left(stories) == set()
