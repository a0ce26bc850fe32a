"""Walks every branch of the planned outage."""

import pytest

from tests.acceptance.stories import Book

# The guard before publication finds less than seven days left.
TOO_LATE = ("outages.check_publish", "TOO_LATE")
LATE = {"too_late_made_temporary": TOO_LATE, "too_late_rescheduled": TOO_LATE}


@pytest.fixture(scope="module")
def book() -> Book:
    """Return the stories of the diagram, each called process a stub."""
    return Book("outage_plan", refusals=LATE)


STORIES = [
    ("published_and_executed", {"end_done"}),
    ("critical_customers_reviewed_above", {"end_done"}),
    ("every_return_goes_back_to_the_request", {"end_done"}),
    ("extended_twice_and_not", {"end_done", "end_delayed"}),
    ("extension_not_needed", {"end_done", "end_delayed"}),
    ("rescheduled_after_publication", {"end_done", "end_changed"}),
    ("change_refused", {"end_done", "end_unchanged"}),
    ("cancelled_after_publication", {"end_cancelled"}),
    ("too_late_made_temporary", {"end_temporary"}),
    ("too_late_rescheduled", {"end_done"}),
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
