"""Copies 抄送 that a node or a process asks for."""

import pytest

from engine.approvals import queries
from engine.bootstrap import Container
from engine.kernel.settings import Settings
from engine.processes.administration import cancel_process
from tests.integration.approvals.bureau import Bureau, line, task

LAST = (
    '<bpmn:extensionElements><camunda:properties><camunda:property name="cc" value="GM@city"/>'
    "</camunda:properties></bpmn:extensionElements>"
)


def _case(bureau: Bureau, wanted: str, **data: object) -> str:
    bureau.deploy(LAST + line(("a", task("a", "zhao", cc=wanted)), ("b", task("b", "qian"))))
    return bureau.start("wang", **data)


def _readers(bureau: Bureau, case: str) -> list[str]:
    Container(Settings(), bureau.clock, bureau.database).worker().run_due()
    with bureau.database.reading(bureau.clock) as uow:
        return sorted(row.reader_name for row in queries.circulations_of(uow.session, case))


@pytest.mark.parametrize(
    ("wanted", "readers"),
    [
        ("li, TEAM_LEAD@county", ["Li", "Zhao"]),
        ("=[manager, assistant]", ["Sun", "Wu"]),
        ('=if result = "agree" then "BUSINESS_CLERK@county" else null', ["Li", "Wang"]),
        ("nobody, SAFETY_HEAD@county", []),
    ],
)
def test_a_node_sends_its_copies_when_it_is_done(
    bureau: Bureau, wanted: str, readers: list[str]
) -> None:
    case = _case(bureau, wanted, manager="sun", assistant="wu")
    assert _readers(bureau, case) == []

    bureau.agree("zhao", case, "a")

    assert _readers(bureau, case) == readers
    assert bureau.nodes(case) == ["b"]


def test_nobody_gets_a_case_twice_and_the_end_has_copies_of_its_own(bureau: Bureau) -> None:
    case = _case(bureau, "zhou,li")
    bureau.agree("zhao", case, "a")
    assert _readers(bureau, case) == ["Li", "Zhou"]

    bureau.agree("qian", case, "b")

    assert bureau.case(case).status == "completed"
    assert _readers(bureau, case) == ["Li", "Zhou"]
    (fact,) = bureau.facts("CaseCirculated")
    assert fact["kind"] == "copy"


def test_the_end_of_a_case_is_copied_unless_it_was_cancelled(bureau: Bureau) -> None:
    done, cancelled = _case(bureau, ""), bureau.start("wang")
    for who, node in (("zhao", "a"), ("qian", "b")):
        bureau.agree(who, done, node)
    bureau.act("admin", cancel_process, cancelled, "作废")

    assert _readers(bureau, done) == ["Zhou"]
    assert _readers(bureau, cancelled) == []
