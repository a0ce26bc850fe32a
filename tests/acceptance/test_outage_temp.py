"""Walks every branch of the temporary outage."""

import pytest

from tests.acceptance.stories import Book


@pytest.fixture(scope="module")
def book() -> Book:
    """Return the stories of the diagram, each called process a stub."""
    return Book("outage_temp")


STORIES = [
    ("approved_by_the_county", {"end_done"}),
    ("less_than_a_day_needs_the_general_manager", {"end_done", "end_delayed"}),
    ("extension_not_needed", {"end_done"}),
    ("every_return_mends_the_request", {"end_dropped"}),
    ("rescheduled", {"end_done", "end_changed"}),
    ("change_refused", {"end_done", "end_unchanged"}),
    ("cancelled", {"end_cancelled"}),
]


@pytest.mark.parametrize(("story", "ends"), STORIES)
def test_a_story_reaches_its_end(book: Book, story: str, ends: set[str]) -> None:
    told = book.tell(story)

    assert told.errors == ()
    # An outage that is over ends whatever is still being asked, such as an extension.
    assert (told.life == "terminated") == ("end_done" in ends)
    assert ends <= told.ends


def test_the_stories_walk_every_arrow(book: Book) -> None:
    stories = [story for story, _ in STORIES]

    assert book.arrows_left(stories) == set()
