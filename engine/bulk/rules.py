"""Which tasks can be decided in a list: those whose form is a decision and an opinion."""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.processes.rules import OPINION_FIELDS
from forms.component import ONE_OF, TEXTS, Component
from forms.schema import Form

MOST_ROWS = 100


@dataclass(frozen=True)
class Decision:
    """The one question of a form: its field, the values to choose from, where to say why."""

    form_id: str
    field: Component
    values: tuple[str, ...]
    opinion: str = ""


def plain_decision(form: Form | None, field: str) -> Decision | None:
    """Return the decision a form consists of; None when it asks for anything more."""
    if form is None:
        return None
    lists = any(one.is_list for one in form.walk())
    asked = [one for one in form.fields if one.type != "expression"]
    deciding = [one for one in asked if one.key == field and one.type in ONE_OF]
    opinions = [one for one in asked if one.key in OPINION_FIELDS and one.type in TEXTS]
    is_plain = len(deciding) == 1 and len(opinions) < 2 and len(asked) == 1 + len(opinions)
    values = _values(deciding) if is_plain and not lists else ()
    if not values:
        return None
    return Decision(form.id, deciding[0], values, opinions[0].key if opinions else "")


def _values(deciding: Sequence[Component]) -> tuple[str, ...]:
    """Return the values written in the form; those worked out from data cannot be listed."""
    listed = deciding[0].raw.get("values") or ()
    return tuple(str(one["value"]) for one in listed if isinstance(one, dict) and "value" in one)
