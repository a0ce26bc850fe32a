"""Walks every branch of the complaint."""

import pytest

from tests.acceptance.stories import Book


@pytest.fixture(scope="module")
def book() -> Book:
    """Return the stories of the diagram, each called process a stub."""
    return Book("so_complaint")


STORIES = [
    ("justified_and_mended", {"end_done"}),
    ("returned_once_then_taken", {"end_done"}),
    ("return_not_justified", {"end_done"}),
    ("major_with_high_compensation", {"end_done"}),
    ("dissatisfied_three_times", {"end_done"}),
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
