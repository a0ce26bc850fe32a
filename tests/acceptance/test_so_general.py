"""Walks every branch of the other kinds of orders."""

import pytest

from tests.acceptance.stories import Book


@pytest.fixture(scope="module")
def book() -> Book:
    """Return the stories of the diagram, each called process a stub."""
    return Book("so_general")


STORIES = [
    ("enquiry_answered_at_once", {"end_done"}),
    ("enquiry_dispatched", {"end_done"}),
    ("opinion", {"end_done"}),
    ("suggestion_adopted", {"end_done"}),
    ("report_of_misconduct", {"end_done"}),
    ("praise", {"end_done"}),
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
