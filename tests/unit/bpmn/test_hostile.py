"""Whatever comes in, a report goes out: never a traceback, never a rule that gives up."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bpmn.lint import check
from tests.unit.bpmn.sketch import END, START, TASK, file, raw
from tests.unit.bpmn.test_defects import ALL as DEFECTIVE
from tests.unit.bpmn.test_valid import ALL as VALID

FILES = [*VALID.values(), *(data for _, data in DEFECTIVE)]
PIECES = [
    b"<task",
    b'id="',
    b'"',
    b"</",
    b"/>",
    b"sourceRef",
    b"&amp;",
    b"\xff",
    b"]]>",
    b"P1D",
    b"((",
]
calm = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def codes(data: bytes) -> set[str]:
    return {problem.code for problem in check({"a.bpmn": data})[0].problems}


@calm
@given(st.sampled_from(FILES), st.data())
def test_a_file_cut_and_pasted_at_random_gets_a_report(data: bytes, draw: st.DataObject) -> None:
    place = draw.draw(st.integers(0, len(data)))
    width = draw.draw(st.integers(0, 40))
    piece = draw.draw(st.sampled_from(PIECES))

    assert "check-failed" not in codes(data[:place] + piece + data[place + width :])


@calm
@given(st.binary(max_size=200))
def test_noise_gets_a_report(data: bytes) -> None:
    assert not check({"a.bpmn": data})[0].executable


@calm
@given(st.sampled_from(FILES), st.sampled_from(FILES), st.data())
def test_ids_swapped_at_random_get_a_report(data: bytes, other: bytes, draw: st.DataObject) -> None:
    words = sorted(set(data.split(b'"')[1::2]) | set(other.split(b'"')[1::2]))
    old, new = draw.draw(st.sampled_from(words)), draw.draw(st.sampled_from(words))

    assert "check-failed" not in codes(data.replace(b'"' + old + b'"', b'"' + new + b'"'))


def test_a_chain_of_two_thousand_steps_is_checked() -> None:
    steps = "".join(f'<task id="t{number}"/>' for number in range(1_900))
    arrows = " ".join(f"t{number}-t{number + 1}" for number in range(1_899))

    assert codes(file(START + steps + END, f"s-t0 {arrows} t1899-e")) == {"no-layout"}


def test_more_steps_than_anybody_can_read_are_refused() -> None:
    steps = "".join(f'<task id="t{number}"/>' for number in range(4_900))
    arrows = " ".join(f"t{number}-t{number + 1}" for number in range(4_899))

    assert "too-many-elements" in codes(file(START + steps + END, f"s-t0 {arrows} t4899-e"))


def test_a_maze_of_inclusive_gateways_is_checked_within_its_budget() -> None:
    count = 200
    steps = "".join(f'<inclusiveGateway id="g{number}"/>' for number in range(count))
    arrows = " ".join(
        f"g{number}-g{(number * 7 + step) % count}?x>{step}"
        for number in range(count)
        for step in range(2, 8)
    )

    assert "check-failed" not in codes(file(START + steps + END, f"s-g0 {arrows} g7-e?x>99"))


def test_a_process_that_calls_itself_through_a_ring_of_files_is_told_so() -> None:
    ring = {
        f"p{number}.bpmn": file(
            START + f'<callActivity id="c" calledElement="p{(number + 1) % 30}"/>' + END, "s-c c-e"
        ).replace(b'<process id="p"', f'<process id="p{number}"'.encode())
        for number in range(30)
    }

    assert all(report.errors[0].code == "call-cycle" for report in check(ring))


def test_deep_expressions_get_a_report() -> None:
    deep = "(" * 5_000 + "1" + ")" * 5_000
    script = f'<scriptTask id="t" scriptFormat="feel"><script>{deep}</script></scriptTask>'

    assert "expression-invalid" in codes(file(START + script + END, "s-t t-e"))


def test_a_form_or_decision_of_noise_does_not_harm_the_diagram() -> None:
    diagram = file(START + TASK + END, "s-t t-e")

    reports = check(
        {"a.bpmn": diagram, "f.form": b"[" * 100_000, "d.dmn": b"<!DOCTYPE x>", "x.json": b"3"}
    )

    assert [report.executable for report in reports] == [True]


def test_two_processes_with_one_id_in_one_file_are_checked() -> None:
    process = '<process id="p" isExecutable="true"><startEvent id="s"/></process>'

    assert "duplicate-id" in codes(raw(process + process))


WORD = "a" * 1_000_000
GIANTS = {
    "a giant name": file(f'<task id="t" name="{WORD}"/>' + START + END, "s-e"),
    "a giant element": file(f"<{WORD}/>" + START + END, "s-e"),
    "a giant attribute": file(f'<task id="t" {WORD}="1"/>' + START + END, "s-e"),
    "a giant id": file(f'<task id="{WORD}"/>' + START + END, "s-e"),
    "a million commas": file(
        START + f'<userTask id="t" camunda:candidateGroups="{"," * 1_000_000}"/>' + END, "s-t t-e"
    ),
    "a million blanks": file(
        START + '<exclusiveGateway id="g" default="f_g_e"/>' + END,
        f"s-g;g-e?{'x ' * 500_000};g-s?{' ' * 900_000}",
    ),
    "fifty thousand attributes": file(
        START
        + "<task id='t' "
        + " ".join(f'isExecutabl{n}="1"' for n in range(50_000))
        + "/>"
        + END,
        "s-t t-e",
    ),
    "five thousand calls": file(
        START + "".join(f'<callActivity id="c{n}" calledElement="p"/>' for n in range(4_000)) + END,
        "s-e",
    ),
    "four thousand handlers": file(
        START
        + "".join(f'<task id="t{n}" isForCompensation="true"/>' for n in range(3_000))
        + "".join(f'<association id="a{n}" sourceRef="s" targetRef="t{n}"/>' for n in range(3_000))
    ),
}


@pytest.mark.timeout(20)
@pytest.mark.parametrize("data", GIANTS.values(), ids=GIANTS)
def test_giants_are_answered_in_time_and_in_few_words(data: bytes) -> None:
    (report,) = check({"a.bpmn": data})

    assert "check-failed" not in {problem.code for problem in report.problems}
    assert all(len(problem.message.en) < 1_000 for problem in report.problems)
