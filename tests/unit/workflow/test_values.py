"""What variables may hold survives saving unchanged."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.kernel.feel import YearMonthDuration
from engine.workflow.problems import BadVariables
from engine.workflow.state import OPTIONS
from engine.workflow.values import clean_variables, read_special, write_special

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\u0000"), max_size=8)
LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), TEXT,
    st.floats(allow_nan=False, allow_infinity=False),
    st.decimals(allow_nan=False, allow_infinity=False, places=3),
    st.dates(), st.times(), st.timedeltas(min_value=timedelta(0)),
    st.datetimes(timezones=st.just(UTC)),
    st.builds(YearMonthDuration, st.integers(0, 10_000)),
)  # fmt: skip
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3)
)


def saved(value: Any) -> Any:
    return read_special(orjson.loads(orjson.dumps(value, default=write_special, option=OPTIONS)))


@given(value=VALUES)
def test_every_value_survives_saving(value: object) -> None:
    cleaned = clean_variables({"v": value})

    again = saved(cleaned)

    assert again == cleaned == {"v": value}
    assert clean_variables(again) == cleaned


def test_whole_decimals_become_integers_and_giants_stay_exact() -> None:
    cleaned = clean_variables({"a": Decimal("5.00"), "b": 2**80})

    assert (type(cleaned["a"]), saved(cleaned)) == (int, {"a": 5, "b": 2**80})


def test_a_moment_keeps_its_offset() -> None:
    cleaned = clean_variables({"at": datetime(2026, 11, 2, 9)})  # noqa: DTZ001 (the point)

    assert saved(cleaned)["at"].isoformat() == "2026-11-02T09:00:00+08:00"


def test_values_are_copied() -> None:
    inner = {"list": [1]}
    cleaned = clean_variables({"v": inner})

    inner["list"].append(2)

    assert cleaned == {"v": {"list": [1]}}


def nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "variables",
    [
        {"": 1}, {"a": b"x"}, {"a": {"b": float("inf")}}, {"a": Decimal("NaN")},
        {"a": nested(60)}, {"a": [0] * 300_000}, {"a": {1, 2}}, {"a\u0000": 1}, {"a": "\udfff"},
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused(variables: dict[str, Any]) -> None:
    with pytest.raises(BadVariables):
        clean_variables(variables)


def test_times_of_day_and_dates_are_values() -> None:
    variables = {"d": date(2026, 2, 28), "t": time(8, 30), "p": timedelta(days=3)}

    assert saved(clean_variables(variables)) == variables
