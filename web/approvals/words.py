"""What was done with a case, in words: the operations and outcomes of approvals, moments."""

from datetime import datetime
from typing import Any

from engine.approvals.sheet import Line
from engine.kernel.clock import COMPANY_ZONE
from web.texts import lazy_gettext as _

# What somebody did, with whom it concerned.
OPERATIONS = {
    "date_reckoned": _("Due by its limit again: %(people)s"),
    "date_set": _("Due date set by hand: %(people)s"),
    "delegate": _("Lent for an opinion to %(people)s"),
    "hand_back": _("Handed the task back"),
    "hand_over": _("Handed over to %(people)s"),
    "reassign": _("Passed on to %(people)s"),
    "reclaim": _("Took the task back from %(people)s"),
    "recall": _("Took back what was lent to %(people)s"),
    "reply": _("Answered %(people)s"),
    "resolve": _("Gave an opinion to %(people)s"),
    "return": _("Sent back to %(people)s"),
    "send_circulate": _("Circulated to %(people)s"),
    "send_copy": _("Copy sent to %(people)s"),
    "sign_after": _("Added signers after: %(people)s"),
    "sign_before": _("Added signers before: %(people)s"),
    "sign_parallel": _("Added signers beside: %(people)s"),
    "sign_removed": _("Took out the signer %(people)s"),
    "signed_after": _("Signed as an added signer"),
    "signed_before": _("Signed as an added signer"),
    "signed_parallel": _("Signed as an added signer"),
    "stand_in": _("%(people)s stands in from now on"),
    "take_over": _("Took the task over"),
    "unsaid": _("Took back the answer"),
    "urge": _("Urged"),
    "withdraw": _("Withdrew the step"),
}
# How a decision is said when its form has no words for it.
OUTCOMES = {
    "abstain": _("Abstained"),
    "agree": _("Agreed"),
    "approve": _("Agreed"),
    "refuse": _("Refused"),
    "reject": _("Refused"),
    "returned": _("Sent back"),
}


def outcome_words(outcome: str) -> str:
    """Return an outcome in words, itself when there are none."""
    return str(OUTCOMES.get(outcome, outcome))


def operation_words(line: Line, people: str) -> str:
    """Return what somebody did besides deciding; nothing for a plain decision."""
    known: Any = OPERATIONS.get(line.operation)
    if known is None:
        return ""
    return str(known) % {"people": people}


def clock(at: datetime | None) -> str:
    """Return a moment in company time, as it stands on paper."""
    return at.astimezone(COMPANY_ZONE).strftime("%Y-%m-%d %H:%M") if at else ""
