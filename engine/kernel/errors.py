"""Everything that can go wrong, as one tree with stable codes.

GridFlowError
├── NotFound            the thing asked for does not exist (or may not be known)
├── Forbidden           the actor may not do this
├── Conflict            someone or something was faster; the state has changed
├── Invalid             the input is wrong; `problems` says which field and why
├── Refused             a document cannot be accepted; `problems` lists what is wrong in it
├── Unavailable         something we depend on is away; trying again later may help
└── Misconfigured       a setting is wrong; nothing runs until it is mended

An error carries facts, not sentences: the door (web page, JSON, command line) turns
`code` and `facts` into the reader's language.
"""

from collections.abc import Mapping, Sequence
from typing import Any


class GridFlowError(Exception):
    """An error with a stable code and facts as attributes."""

    code = "error"

    def __init__(self, message: str = "", **facts: Any) -> None:
        super().__init__(message or self.code)
        self.message = message
        self.facts = facts


class NotFound(GridFlowError):
    """The thing asked for does not exist, or the actor may not know of it."""

    code = "not_found"

    def __init__(self, kind: str, key: object) -> None:
        super().__init__(f"{kind} {key} does not exist", kind=kind, key=str(key))


class Forbidden(GridFlowError):
    """The actor may not do this."""

    code = "forbidden"


class Conflict(GridFlowError):
    """The state has changed since it was read."""

    code = "conflict"


class Problems(GridFlowError):
    """An error made of several findings."""

    code = "problems"

    def __init__(
        self, problems: Sequence[Mapping[str, Any]], message: str = "", **facts: Any
    ) -> None:
        text = message or "; ".join(str(problem.get("message", problem)) for problem in problems)
        super().__init__(text, **facts)
        self.problems = list(problems)


class Invalid(Problems):
    """The input is wrong; each problem names its field and says how to mend it."""

    code = "invalid"


class Refused(Problems):
    """A document cannot be accepted; each problem has file, line, element and reason."""

    code = "refused"


class Unavailable(GridFlowError):
    """Something GridFlow depends on is away."""

    code = "unavailable"


class Misconfigured(GridFlowError):
    """A setting is wrong."""

    code = "misconfigured"
