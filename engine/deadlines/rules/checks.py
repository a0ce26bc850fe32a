"""What is wrong with a limit, a pattern or a special day before it is kept."""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from engine.deadlines.rules.days import OFFICE, SHIFT, Pattern
from engine.deadlines.rules.limits import Policy, read_warn_rule

CODE = re.compile(r"[A-Z][A-Z0-9_]*(\.[A-Z0-9_]+)*")
LONGEST = 9999
LONGEST_TURN = 60
Found = dict[str, str]


def problem(field: str, code: str, message: str) -> Found:
    """Return a finding: the field, a stable code, and what is wrong in words."""
    return {"field": field, "code": code, "message": message}


def policy_problems(policy: Policy) -> list[Found]:
    """Return what makes a limit impossible."""
    found = []
    if not 1 <= policy.amount <= LONGEST:
        found.append(problem("amount", "sla_amount", f"must be between 1 and {LONGEST}"))
    found += _rule_problems("warn_rule", policy.warn_rule)
    found += _rule_problems("yellow_rule", policy.yellow_rule)
    if "," in policy.yellow_rule:
        found.append(problem("yellow_rule", "one_moment", "names one moment only"))
    if policy.effective_from and policy.effective_to:
        if policy.effective_to < policy.effective_from:
            found.append(problem("effective_to", "date_order", "ends before it begins"))
    return found


def missing_of(policy: Policy) -> list[Found]:
    """Return what somebody who writes a limit on the page must not leave out."""
    named = {"item_zh": policy.item_zh, "basis_doc": policy.basis_doc}
    found = [problem(name, "required", "is needed") for name, value in named.items() if not value]
    if policy.effective_from is None:
        found.append(problem("effective_from", "required", "is needed"))
    if not CODE.fullmatch(policy.code) or len(policy.code) > 64:
        found.append(problem("code", "sla_code", "capital letters, digits, dots and underscores"))
    return found


def edition_problems(policy: Policy, known: Iterable[Policy]) -> list[Found]:
    """Return how a new edition collides with those there are for the same cases."""
    begins = policy.effective_from or date.min
    for each in known:
        other = each.effective_from or date.min
        if not same_cases(policy, each):
            continue
        if other == begins:
            return [problem("effective_from", "edition_exists", "an edition begins on this day")]
        if other > begins and (policy.effective_to is None or policy.effective_to >= other):
            return [problem("effective_to", "edition_follows", f"an edition begins on {other}")]
    return []


def replaced_by(policy: Policy, known: Iterable[Policy]) -> Policy | None:
    """Return the edition in force when a new one begins, which then ends."""
    begins = policy.effective_from
    if begins is None:
        return None
    older = [each for each in known if same_cases(policy, each) and each.is_valid(begins)]
    return max(older, key=lambda each: each.effective_from or date.min, default=None)


def same_cases(one: Policy, other: Policy) -> bool:
    """Tell whether two editions are of one limit: same code, same cases, same scope."""
    return _identity(one) == _identity(other)


def _identity(policy: Policy) -> tuple[object, ...]:
    scope = policy.scope_org_id or policy.scope
    return (policy.code, policy.sla_class, policy.region, scope)


def pattern_problems(patterns: Sequence[Pattern]) -> list[Found]:
    """Return what is wrong with the patterns of a unit, each named by its row from 1."""
    found = []
    for number, each in enumerate(patterns, start=1):
        found += [{**one, "field": f"row {number}"} for one in _pattern_problems(each)]
    return found


def _pattern_problems(pattern: Pattern) -> list[Found]:
    found = []
    if pattern.kind == SHIFT and not pattern.name:
        found.append(problem("", "shift_name", "a shift needs a name"))
    if pattern.kind == OFFICE and pattern.cycle_length:
        found.append(problem("", "office_turn", "an office has weekdays, no turns"))
    if pattern.kind == OFFICE and pattern.hours.spans[-1][1] <= pattern.hours.spans[-1][0]:
        found.append(problem("", "office_night", "the hours of an office end before midnight"))
    if pattern.cycle_length and not _turn_fits(pattern):
        found.append(problem("", "turn", "a turn needs its first day and days within its length"))
    if not pattern.cycle_length and not pattern.weekdays:
        found.append(problem("", "weekdays", "choose at least one weekday"))
    if pattern.valid_from and pattern.valid_to and pattern.valid_to < pattern.valid_from:
        found.append(problem("", "date_order", "ends before it begins"))
    return found


def _turn_fits(pattern: Pattern) -> bool:
    days, length = pattern.cycle_days, pattern.cycle_length
    fits = bool(days) and min(days) >= 1 and max(days) <= length <= LONGEST_TURN
    return fits and pattern.anchor is not None


def _rule_problems(field: str, text: str) -> list[Found]:
    try:
        read_warn_rule(text)
    except ValueError as error:
        return [problem(field, "warn_rule", str(error))]
    return []
