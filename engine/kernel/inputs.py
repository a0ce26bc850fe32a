"""Values that forms and diagrams hand over, made exact or refused with the field's name."""

import re
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

from engine.kernel.clock import COMPANY_ZONE
from engine.kernel.errors import Invalid


def to_text(field: str, value: Any, limit: int = 200) -> str:
    """Return a text without blanks around it; nothing becomes the empty text."""
    text = "" if value is None else str(value).strip()
    if len(text) > limit:
        _refuse(field, "too_long", limit=limit)
    return text


def to_decimal(field: str, value: Any, default: Decimal | None = None) -> Decimal:
    """Return an exact finite number; nothing becomes the default, when there is one."""
    if value in (None, "") and default is not None:
        return default
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        _refuse(field, "not_a_number")
    if isinstance(value, bool) or not number.is_finite():
        _refuse(field, "not_a_number")
    return number


def to_int(field: str, value: Any, default: int | None = None) -> int:
    """Return a whole number; nothing becomes the default, when there is one."""
    number = to_decimal(field, value, None if default is None else Decimal(default))
    if number != int(number):
        _refuse(field, "not_a_whole_number")
    return int(number)


def to_flag(value: Any) -> bool:
    """Return a yes or no; the words of forms and JSON are understood."""
    if isinstance(value, str):
        return value.strip().lower() in {"true", "yes", "1", "是"}
    return bool(value)


def to_moment(field: str, value: Any) -> datetime | None:
    """Return an aware moment; without a zone the company's wall clock is meant."""
    if value in (None, ""):
        return None
    if isinstance(value, datetime):
        moment = value
    elif isinstance(value, date):
        moment = datetime.combine(value, time.min)
    else:
        try:
            moment = datetime.fromisoformat(str(value).strip())
        except ValueError:
            _refuse(field, "not_a_moment")
    return moment if moment.tzinfo else moment.replace(tzinfo=COMPANY_ZONE)


def to_needed_moment(field: str, value: Any) -> datetime:
    """Return an aware moment that must be there."""
    moment = to_moment(field, value)
    if moment is None:
        _refuse(field, "required")
    return moment


def to_list(value: Any) -> list[Any]:
    """Return a list; a text is split at its commas, semicolons and line ends."""
    if value is None:
        return []
    if isinstance(value, str):
        parts = re.split(r"[,，、;；\n]", value)
        return [part.strip() for part in parts if part.strip()]
    return list(value) if isinstance(value, (list, tuple)) else [value]


def to_plain(value: Any) -> Any:
    """Return a value as JSON can hold it, numbers as exact text."""
    if isinstance(value, dict):
        return {str(key): to_plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_plain(item) for item in value]
    if value is None or isinstance(value, (bool, int, str)):
        return value
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)


def _refuse(field: str, code: str, **facts: Any) -> NoReturn:
    raise Invalid([{"field": field, "message": code, **facts}])
