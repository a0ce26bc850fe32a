"""Whether one value fits its field; what comes back is how it is kept."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from engine.kernel.clock import COMPANY_ZONE
from engine.kernel.feel import Expression, FeelError, equals
from engine.kernel.feel.regex import PatternError, compile_pattern
from engine.kernel.feel.temporal import read_date, read_date_time, read_time
from forms.component import Component, Setting
from forms.formulas import worked_out
from forms.options import options_of, value_of

TEXT_LENGTH = {"textfield": 2_000, "textarea": 50_000}
DIGITS = 15
CHOICES = 500
FILES = 50
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_FILE_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_EMAIL = compile_pattern(r"^[^\s@<>,;]+@[^\s@<>,;.]+(\.[^\s@<>,;.]+)+$")
_PHONE = compile_pattern(r"^(\+|00)?[0-9]([ -]?[0-9]){4,18}$")


class Wrong(Exception):
    """The value does not fit; code and limit make the message."""

    def __init__(self, code: str, limit: object = "") -> None:
        super().__init__(code)
        self.code = code
        self.limit = limit


@dataclass(frozen=True, slots=True)
class Field:
    """A field with the data its settings are worked out from."""

    component: Component
    scope: Mapping[str, Any]
    functions: Mapping[str, Callable[..., Any]]

    def work_out(self, setting: Setting) -> Any:
        """Return a setting's value; what FEEL cannot work out is not set."""
        if isinstance(setting, Expression):
            return worked_out(setting, self.scope, self.functions)
        return setting

    def limit(self, name: str) -> Any:
        """Return a limit as a number, None if there is none."""
        value = self.work_out(self.component.limits.get(name))
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
            return None
        return as_json_number(Decimal(str(value)))


def as_json_number(value: Decimal) -> int | float:
    """Return whole numbers as int, others as the float that is written the same."""
    return int(value) if value == value.to_integral_value() else float(value)


def is_blank(component: Component, value: Any) -> bool:
    """Tell whether nothing was filled in."""
    if isinstance(value, str):
        return not value.strip()
    if component.type == "checkbox":
        return value is not True
    return value is None or value == [] or value == {}


def checked(field: Field, value: Any) -> Any:
    """Return the value as it is kept, or raise Wrong."""
    return _CHECKS[field.component.type](field, value)


def _text(field: Field, value: Any) -> str:
    if not isinstance(value, str):
        raise Wrong("text")
    if _CONTROL.search(value):
        raise Wrong("characters")
    length = len(value.strip())
    least, most = field.limit("minLength"), field.limit("maxLength")
    ceiling = TEXT_LENGTH[field.component.type]
    most = ceiling if most is None else min(most, ceiling)
    if least is not None and length < least:
        raise Wrong("min_length", least)
    if length > most:
        raise Wrong("max_length", most)
    _check_pattern(field.component, value)
    return value


def _check_pattern(component: Component, value: str) -> None:
    validate = component.raw.get("validate")
    kind = validate.get("validationType") if isinstance(validate, Mapping) else None
    known = {"email": _EMAIL, "phone": _PHONE}.get(str(kind))
    try:
        if known and known.search(value.strip()) is None:
            raise Wrong(str(kind))
        if component.pattern and component.pattern.search(value) is None:
            raise Wrong("pattern")
    except PatternError:
        raise Wrong("pattern") from None


def _number(field: Field, value: Any) -> int | float | str:
    as_text = field.component.raw.get("serializeToString") is True
    number = _decimal(value, as_text)
    _check_digits(field.component, number)
    least, most = field.limit("min"), field.limit("max")
    if least is not None and number < Decimal(str(least)):
        raise Wrong("min", least)
    if most is not None and number > Decimal(str(most)):
        raise Wrong("max", most)
    return format(number.normalize(), "f") if as_text else as_json_number(number)


def _decimal(value: Any, as_text: bool) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        raise Wrong("number")
    if isinstance(value, str) and not as_text:
        raise Wrong("number")
    try:
        number = Decimal(str(value).strip()) if len(str(value)) <= 40 else Decimal("NaN")
    except (InvalidOperation, ValueError):
        raise Wrong("number") from None
    if not number.is_finite():
        raise Wrong("number")
    return number


def _check_digits(component: Component, number: Decimal) -> None:
    digits = number.normalize().as_tuple()
    exponent = int(digits.exponent)
    if len(digits.digits) + max(exponent, 0) > DIGITS or -exponent > DIGITS:
        raise Wrong("digits")
    places = component.raw.get("decimalDigits")
    if isinstance(places, int) and -exponent > places:
        raise Wrong("decimals", places)
    step = component.raw.get("increment") or component.raw.get("step")
    if isinstance(step, int | float | str) and not isinstance(step, bool):
        _check_step(number, str(step))


def _check_step(number: Decimal, step: str) -> None:
    try:
        size = Decimal(step)
        fits = not size.is_finite() or size <= 0 or number % size == 0
    except InvalidOperation:
        return
    if not fits:
        raise Wrong("step", step)


def _datetime(field: Field, value: Any) -> str:
    subtype = str(field.component.raw.get("subtype") or "date")
    reader = _MOMENTS.get(subtype, read_date)
    code = subtype if subtype in _MOMENTS else "date"
    if not isinstance(value, str) or len(value) > 40 or not value.isascii():
        raise Wrong(code)
    try:
        moment = reader(value)
    except FeelError:
        raise Wrong(code) from None
    if field.component.raw.get("disallowPassedDates") is True:
        _check_not_past(field, moment)
    return value


def _day_and_time(text: str) -> datetime:
    if "T" not in text:
        raise FeelError("temporal", "the time is missing")
    return read_date_time(text)


_MOMENTS: dict[str, Callable[[str], date | time]] = {
    "date": read_date,
    "time": read_time,
    "datetime": _day_and_time,
}


def _check_not_past(field: Field, moment: date | time) -> None:
    today = field.functions.get("today")
    if today is None or isinstance(moment, time):
        return
    day = moment.astimezone(COMPANY_ZONE).date() if isinstance(moment, datetime) else moment
    if day < today():
        raise Wrong("past")


def _one_of(field: Field, value: Any) -> Any:
    for option in map(value_of, options_of(field.component, field.scope)):
        if _same(option, value):
            return option
    raise Wrong("option")


def _same(left: Any, right: Any) -> bool:
    try:
        return equals(left, right)
    except FeelError:
        # Not a number, or infinite: JSON as Python reads it lets them in.
        return False


def _some_of(field: Field, value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise Wrong("list")
    if len(value) > CHOICES:
        raise Wrong("too_many", CHOICES)
    options = [value_of(option) for option in options_of(field.component, field.scope)]
    kept: list[Any] = []
    for one in value:
        if not any(_same(option, one) for option in options):
            raise Wrong("option")
        if any(_same(other, one) for other in kept):
            raise Wrong("duplicate")
        kept.append(one)
    return kept


def _checkbox(field: Field, value: Any) -> bool:
    if not isinstance(value, bool):
        raise Wrong("boolean")
    return value


def _files(field: Field, value: Any) -> list[str]:
    found = [value] if isinstance(value, str) else value
    if not isinstance(found, list) or not all(
        isinstance(one, str) and _FILE_ID.fullmatch(one) for one in found
    ):
        raise Wrong("files")
    most = FILES if field.work_out(field.component.raw.get("multiple")) else 1
    if len(found) > most:
        raise Wrong("too_many", most)
    return list(dict.fromkeys(found))


_CHECKS: dict[str, Callable[[Field, Any], Any]] = {
    "textfield": _text,
    "textarea": _text,
    "number": _number,
    "datetime": _datetime,
    "radio": _one_of,
    "select": _one_of,
    "checklist": _some_of,
    "taglist": _some_of,
    "checkbox": _checkbox,
    "filepicker": _files,
}
