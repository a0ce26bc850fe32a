"""Walks every branch of a spot check."""

import pytest

from tests.acceptance.stories import Book


@pytest.fixture(scope="module")
def book() -> Book:
    """Return the stories of the diagram."""
    return Book("spot_check")


STORIES = [
    ("in_order", {"end_ok"}),
    ("defect_accepted", {"end_answered"}),
    ("defect_appealed", {"end_decided"}),
    ("unit_keeps_silent", {"end_silent"}),
]


@pytest.mark.parametrize(("story", "ends"), STORIES)
def test_a_story_reaches_its_end(book: Book, story: str, ends: set[str]) -> None:
    told = book.tell(story)

    assert told.errors == ()
    assert told.life == "completed"
    assert ends <= told.ends


def test_the_stories_walk_every_arrow(book: Book) -> None:
    assert book.arrows_left([story for story, _ in STORIES]) == set()
