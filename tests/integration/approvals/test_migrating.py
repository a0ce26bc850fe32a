"""Approvals go on when a case is carried over to another version of its process."""

from engine.approvals.returning import WayBack, return_task
from engine.approvals.signing import Addition, add_signers
from engine.definitions.queries import versions_of
from engine.processes.migration import Plan, migrate_case
from tests.integration.approvals.bureau import Bureau, line, task
from tests.integration.approvals.test_returning import FOUR

FIVE = line(
    ("draft", task("draft", "wang")),
    ("check", task("check", "zhao")),
    ("examine", task("examine", "qian")),
    ("sign", task("sign", "sun")),
    ("file", task("file", "li")),
)


def _migrate(bureau: Bureau, case: str) -> None:
    bureau.deploy(FIVE)
    with bureau.database.reading(bureau.clock) as uow:
        new, old = versions_of(uow.session, "leave")[:2]
    bureau.act("admin", migrate_case, case, Plan(old.id, new.id, {"approve": "examine"}))


def test_added_signers_go_with_their_task(bureau: Bureau) -> None:
    bureau.deploy(FOUR)
    case = bureau.start("wang")
    bureau.agree("wang", case, "draft")
    bureau.agree("zhao", case, "check")
    new = Addition("before", [bureau.people["li"]], "请会审")
    bureau.do("qian", case, "approve", add_signers, new)

    _migrate(bureau, case)

    bureau.agree("li", case, "examine")
    bureau.do("qian", case, "examine", return_task, WayBack("draft", "重办"))
    assert bureau.nodes(case) == ["draft"]


def test_a_case_sent_back_comes_straight_to_the_renamed_node(bureau: Bureau) -> None:
    bureau.deploy(FOUR)
    case = bureau.start("wang")
    bureau.agree("wang", case, "draft")
    bureau.agree("zhao", case, "check")
    way = WayBack("draft", "补充", is_straight=True)
    bureau.do("qian", case, "approve", return_task, way)

    _migrate(bureau, case)

    bureau.agree("wang", case, "draft")
    assert bureau.nodes(case) == ["examine"]
