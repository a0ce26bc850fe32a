"""What matters, states and results are called."""

from typing import Any

from engine.access.rules import ROLES
from web.context import language
from web.texts import lazy_gettext as _

MATTERS: dict[str, Any] = {
    "CONNECTION": _("Service connection"),
    "OUTAGE": _("Planned outage"),
    "OUTAGE_TEMP": _("Temporary outage"),
    "FEEDBACK": _("Feedback and complaints"),
    "PROJECT": _("Engineering project"),
}
STATES: dict[str, Any] = {
    "OPEN": _("Under way"),
    "SUBMITTED": _("With the reviewers"),
    "SUPPLEMENT": _("With the unit, to be supplemented"),
    "APPEALABLE": _("Refused, may be appealed"),
    "APPEALED": _("Under appeal"),
    "CONCLUDED": _("Concluded"),
}
RESULTS: dict[str, Any] = {
    "agree": _("Agreed"),
    "conditional": _("Agreed with conditions"),
    "return": _("Returned"),
    "refuse": _("Refused"),
    "withdrawn": _("Withdrawn by the unit"),
    "redraft": _("To be redrafted"),
    "oppose": _("Against"),
    "abstain": _("Abstained"),
    "pass": _("Package complete"),
    "supplement": _("To be supplemented"),
    "appeal": _("Appealed"),
    "accept": _("Accepted"),
}
RESULT_COLOURS = {"agree": "green", "conditional": "yellow", "return": "yellow", "refuse": "red"}
STATE_COLOURS = {"SUPPLEMENT": "yellow", "APPEALABLE": "red", "APPEALED": "yellow"}
CHECKS: dict[str, Any] = {"pass": _("Pass"), "fail": _("Fail"), "na": _("Not applicable")}
CONDITIONS: dict[str, Any] = {
    "OPEN": _("To be fulfilled"),
    "REPORTED": _("Reported, to be confirmed"),
    "FULFILLED": _("Fulfilled"),
}
SPOT_STATES: dict[str, Any] = {
    "DRAWN": _("To be checked"),
    "OK": _("In order"),
    "DEFECT": _("Defect, answer awaited"),
    "ANSWERED": _("Defect, answered"),
    "SILENT": _("Defect, no answer"),
    "APPEALED": _("Defect, under appeal"),
    "UPHELD": _("Defect, appeal refused"),
    "WITHDRAWN": _("Finding withdrawn"),
}
SPOT_COLOURS = {"OK": "green", "WITHDRAWN": "green", "DRAWN": "blue"}
SEVERITIES: dict[str, Any] = {
    "MINOR": _("Minor"),
    "MAJOR": _("Major"),
    "CRITICAL": _("Critical"),
}
TABLES = {
    "matters": MATTERS,
    "review_states": STATES,
    "results": RESULTS,
    "result_colours": RESULT_COLOURS,
    "state_colours": STATE_COLOURS,
    "check_results": CHECKS,
    "condition_states": CONDITIONS,
    "spot_states": SPOT_STATES,
    "spot_colours": SPOT_COLOURS,
    "severities": SEVERITIES,
}


def seat_name(seat: str) -> str:
    """Return what a seat of a review is called: its role in the reader's language."""
    role = seat.partition("@")[0]
    names = ROLES.get(role)
    return names[language() == "en"] if names else role
