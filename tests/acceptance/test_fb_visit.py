"""Walks every branch of the rating and call-back."""

import pytest

from tests.acceptance.stories import Book


@pytest.fixture(scope="module")
def book() -> Book:
    """Return the stories of the diagram, each called process a stub."""
    return Book("fb_visit")


STORIES = [
    ("rated_well", {"end_rated"}),
    ("rated_badly_then_mended", {"end_rated"}),
    ("silent_and_not_sampled", {"end_not_sampled"}),
    ("called_three_times", {"end_rated"}),
    ("still_dissatisfied", {"end_reviewed"}),
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
