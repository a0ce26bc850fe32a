"""Walks every branch of the refund approval."""

import pytest

from tests.acceptance.stories import Book


@pytest.fixture(scope="module")
def book() -> Book:
    """Return the stories of the diagram."""
    return Book("refund_approval")


STORIES = [
    ("team_lead_below_one_thousand", {"end_done"}),
    ("head_below_ten_thousand", {"end_done"}),
    ("county_countersigns", {"end_done"}),
    ("county_refuses_then_resubmitted", {"end_given_up"}),
    ("city_countersigns", {"end_done"}),
    ("city_refuses", {"end_given_up"}),
    ("headquarters_countersign", {"end_done"}),
    ("headquarters_refuse", {"end_given_up"}),
    ("amount_wrong_then_given_up", {"end_given_up"}),
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
