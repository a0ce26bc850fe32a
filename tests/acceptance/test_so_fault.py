"""Walks every branch of the fault report."""

import pytest

from tests.acceptance.stories import Book


@pytest.fixture(scope="module")
def book() -> Book:
    """Return the stories of the diagram, each called process a stub."""
    return Book("so_fault")


STORIES = [
    ("known_outage", {"end_linked"}),
    ("second_crew_repairs", {"end_done"}),
    ("customers_own_equipment", {"end_done"}),
    ("dissatisfied_twice_becomes_a_complaint", {"end_complaint"}),
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
