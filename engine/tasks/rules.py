"""Pure rules of the inbox."""

from dataclasses import dataclass
from datetime import UTC, datetime

from engine.kernel.actor import Actor

# Tasks without a due time come after all that have one.
NO_DUE_TIME = datetime(9999, 1, 1, tzinfo=UTC)
COUNT_LIMIT = 1000
PAGE_SIZE = 20
VIEWS = ("mine", "claimable", "done", "started")
# What the outcome of a decision means, in the words forms use for it.
AGREED = frozenset({"agree", "approve", "approved", "pass", "passed", "yes", "true", "同意"})
REFUSED = frozenset(
    {"refuse", "reject", "rejected", "disagree", "oppose", "fail", "no", "false", "不同意"}
)
SORTS = ("due", "priority", "newest", "follow_up")
# A sort by a column of the case's data: `field:capacity`, `field:-capacity` the largest first.
BY_FIELD = "field:"
MOST_COLUMNS = 4
LIGHTS = ("red", "yellow", "green")


@dataclass(frozen=True)
class InboxFilter:
    """What somebody wants to see of an inbox; pages count from 1."""

    view: str = "mine"
    text: str = ""
    definition_key: str = ""
    light: str = ""
    sort: str = "due"
    page: int = 1
    size: int = PAGE_SIZE
    columns: tuple[str, ...] = ()

    @property
    def offset(self) -> int:
        """Return how many rows come before the page."""
        return (max(self.page, 1) - 1) * self.size

    @property
    def sort_field(self) -> str:
        """Return the name of the variable the rows are sorted by, if they are."""
        return self.sort.removeprefix(BY_FIELD).lstrip("-") if self.is_by_field else ""

    @property
    def is_by_field(self) -> bool:
        """Tell whether a column of the case's data decides about the order."""
        return self.sort.startswith(BY_FIELD)

    @property
    def is_plain(self) -> bool:
        """Tell whether nothing but the page is chosen."""
        return not (self.text or self.definition_key or self.light) and self.sort == "due"


def candidate_keys(actor: Actor) -> list[str]:
    """Return the keys under which tasks wait for an actor."""
    return sorted({*actor.groups, f"user:{actor.user_id}"})


def sort_key(due_at: datetime | None) -> datetime:
    """Return the moment a task is sorted by."""
    return due_at or NO_DUE_TIME
