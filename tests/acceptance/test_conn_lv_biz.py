"""Walks every branch of the business connection at low voltage."""

import pytest

from tests.acceptance.stories import Book


@pytest.fixture(scope="module")
def book() -> Book:
    """Return the stories of the diagram, each called process a stub."""
    return Book("conn_lv_biz")


STORIES = [
    ("connected_without_works", {"end_done"}),
    ("approved_built_and_inspected", {"end_done"}),
    ("only_a_permit", {"end_done"}),
    ("plan_expired", {"end_expired", "end_reminded"}),
    ("refused", {"end_refused"}),
    ("not_supplemented_in_time", {"end_expired"}),
    ("withdrawn_by_the_customer", {"end_withdrawn"}),
    ("withdrawn_too_late_then_refused", {"end_refused", "end_not_withdrawn"}),
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
