from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from bpmn.dmn import DecisionError, evaluate, read
from bpmn.dmn.model import AGGREGATIONS, HIT_POLICIES
from bpmn.safe_xml import ReadError
from tests.unit.dmn.tables import decision, file, table

# A busy machine is no reason to fail.
STEADY = settings(deadline=None)

SAMPLE = file(
    decision(table([(["> 1", '"a"'], ["1", "x"])], inputs=("a", "b"), outputs=("p", "q")), "e"),
    decision(table([(["1"], ["2"])], values="1,2", default="3"), "d", ["e"]),
)
cells = st.sampled_from(["-", "1", "> 5", '"x"', "[1..3]", "a", "? > 1", "not(1)", "1 +", "null"])
values = st.none() | st.integers(0, 6) | st.text(max_size=3) | st.booleans() | st.floats()
rows = st.lists(
    st.tuples(st.lists(cells, max_size=2), st.lists(cells, max_size=2)), max_size=4
)  # fmt: skip


@STEADY
@given(st.integers(0, len(SAMPLE) - 1), st.binary(max_size=6), st.integers(0, 12))
def test_a_damaged_file_is_read_or_refused(at, inserted, removed):
    data = SAMPLE[:at] + inserted + SAMPLE[at + removed :]

    with suppress(ReadError, DecisionError):
        model = read(data, "x.dmn")
        for key in model.decisions:
            evaluate(model, key, {"a": 5, "b": "a", "amount": 1})


@STEADY
@given(rows, st.sampled_from(HIT_POLICIES), st.sampled_from(["", *AGGREGATIONS]), values, values)
def test_any_table_decides_or_says_why_not(found, policy, aggregation, a, b):
    logic = table(found, inputs=("a", "b"), outputs=("p",), policy=policy, aggregation=aggregation)
    model = read(file(decision(logic)))

    with suppress(DecisionError):
        result = evaluate(model, "d", {"a": a, "b": b})
        assert result.mapped() is not None
