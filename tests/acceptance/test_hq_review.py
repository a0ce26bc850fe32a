"""Walks every branch of the headquarters review."""

import pytest

from tests.acceptance.stories import Book


@pytest.fixture(scope="module")
def book() -> Book:
    """Return the stories of the diagram, each called process a stub."""
    return Book("hq_review")


STORIES = [
    ("agreed_by_three_departments", {"end_concluded"}),
    ("supplemented_late_then_vote", {"end_concluded", "end_supervised"}),
    ("withdrawn_before_the_check", {"end_concluded"}),
    ("refused_then_appealed_once", {"end_concluded"}),
    ("refusal_accepted", {"end_concluded"}),
    ("appeal_period_over", {"end_concluded"}),
    ("one_province_department", {"end_concluded"}),
    ("one_province_department_disagrees", {"end_concluded"}),
    ("province_countersigns", {"end_concluded"}),
    ("overdue_case_needs_no_departments", {"end_concluded"}),
    ("project_goes_to_the_meeting_always", {"end_concluded"}),
    ("city_decides_a_small_project", {"end_concluded"}),
    ("city_refusal_appealed_to_headquarters", {"end_concluded"}),
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
