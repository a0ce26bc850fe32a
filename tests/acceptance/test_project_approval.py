"""Walks every branch of the project approval."""

import pytest

from tests.acceptance.stories import Book


@pytest.fixture(scope="module")
def book() -> Book:
    """Return the stories of the diagram, each called process a stub."""
    return Book("project_approval")


STORIES = [
    ("county_decides", {"end_done"}),
    ("city_decides_at_the_lower_bound", {"end_done"}),
    ("returns_and_province", {"end_done"}),
    ("feasibility_below_sixty", {"end_rejected"}),
    ("headquarters_votes", {"end_done"}),
    ("vote_lost", {"end_rejected"}),
    ("no_quorum_then_carried", {"end_done"}),
    ("emergency", {"end_done"}),
    ("reports_late", {"end_done", "end_report", "end_reminded"}),
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
