"""Scenarios 20 to 22: the trail shows a changed row, the sheet has everything, nights are quiet."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from engine.approvals import queries
from engine.approvals.deputies import appoint
from engine.bootstrap import Container
from engine.db.chain import verify
from engine.kernel.clock import COMPANY_ZONE
from engine.kernel.ids import new_id
from engine.kernel.settings import Settings
from engine.staff.model import Deputy
from engine.staff.queries import get_user
from notifications import relay, router
from notifications.channels import EMAIL
from notifications.dispatcher import Dispatcher
from notifications.relay import Relay
from tests.acceptance.scenarios.conftest import Doors
from tests.integration.approvals.bureau import Bureau, line, task
from tests.integration.notifications.conftest import Postbox
from tests.integration.processes.office import sequence

TWO = line(("a", task("a", "zhao")), ("b", task("b", "qian")), ("c", task("c", "sun")))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE event_log SET facts = '{}' WHERE name = 'TaskCompleted'",
        "UPDATE event_log SET actor_name = 'Li' WHERE name = 'TaskCompleted'",
        "DELETE FROM event_log WHERE name = 'TaskCompleted'",
    ],
)
def test_20_the_chain_shows_a_row_that_was_changed_or_taken_away(
    bureau: Bureau, change: str
) -> None:
    bureau.deploy(TWO)
    case = bureau.start("wang")
    bureau.agree("zhao", case, "a")
    assert _breaks(bureau) == ()

    with bureau.database.engine.begin() as connection:
        connection.execute(text(change))

    assert any(case in one for one in _breaks(bureau))


def _breaks(bureau: Bureau) -> tuple[str, ...]:
    with bureau.database.reading(bureau.clock) as uow:
        return verify(uow.session).breaks


def test_21_the_sheet_has_every_opinion_and_the_remarks_of_passing_on_and_copies(
    doors: Doors,
) -> None:
    bureau, people = doors.bureau, doors.bureau.people
    bureau.deploy(TWO)
    now = bureau.clock.now()
    names = {"principal_id": people["sun"], "agent_id": people["wu"]}
    bureau.act("sun", appoint, Deputy(
        id=new_id(), process_keys=[], valid_from=now, valid_to=now + timedelta(days=9),
        is_enabled=True, **names,
    ))  # fmt: skip
    case = bureau.start("wang")
    mine = bureau.task(case, "a").id
    doors.operate("zhao", mine, "delegate", user_id=people["qian"], reason="请提意见")
    doors.operate("qian", mine, "resolve", opinion="建议同意")
    doors.press("zhao", mine, "reassign", user_id=people["li"], reason="出差转办")
    doors.operate("li", mine, "addSign", position="after", user_id=people["sun"], mode="all",
                  reason="请会签")  # fmt: skip
    doors.operate("li", mine, "cc", user_id=people["zhou"], remark="抄送备查")
    doors.operate("li", mine, "circulate", user_id=people["wang"], remark="请传阅")
    doors.submit("li", mine, opinion="情况属实")
    doors.agree("sun", case, "a", opinion="会签同意")
    second = bureau.task(case, "b").id
    doors.operate("wang", second, "urge", remark="客户着急")
    doors.operate("qian", second, "return", to_activity="a", reason="金额有误", way="straight")
    doors.agree("li", case, "a", opinion="已更正")
    doors.agree("qian", case, "b", opinion="复核无误")
    doors.agree("wu", case, "c", opinion="同意签发")

    with bureau.database.reading(bureau.clock) as uow:
        found = queries.opinions(uow.session, case)
    said = {one.text for one in found}
    assert said >= {
        "请提意见", "建议同意", "出差转办", "请会签", "抄送备查", "请传阅", "情况属实",
        "会签同意", "客户着急", "金额有误", "已更正", "复核无误", "同意签发",
    }  # fmt: skip
    assert [one.acting_for for one in found if one.text == "同意签发"] == ["Sun"]
    assert [one.people for one in found if one.text == "出差转办"] == [("Li",)]
    assert bureau.case(case).status == "completed"


REMIND = (
    '<bpmn:startEvent id="start"/><bpmn:endEvent id="end"/>'
    '<bpmn:intermediateCatchEvent id="wait"><bpmn:timerEventDefinition><bpmn:timeDuration'
    ' xsi:type="bpmn:tFormalExpression">PT2H</bpmn:timeDuration></bpmn:timerEventDefinition>'
    "</bpmn:intermediateCatchEvent>"
    '<bpmn:serviceTask id="tell" camunda:type="external" camunda:topic="notify.send">'
    "<bpmn:extensionElements><camunda:inputOutput>"
    '<camunda:inputParameter name="event">=event</camunda:inputParameter>'
    '<camunda:inputParameter name="receivers">=["zhao"]</camunda:inputParameter>'
    '<camunda:inputParameter name="facts">={subject: "提醒", text: "请处理", areas: ["柳桥"]}'
    "</camunda:inputParameter></camunda:inputOutput></bpmn:extensionElements></bpmn:serviceTask>"
    + sequence(("start", "wait"), ("wait", "tell"), ("tell", "end"))
)


@pytest.mark.parametrize(
    ("event", "at_night", "in_the_morning"),
    [("festival.greeting", 0, 1), ("outage.restored", 1, 1)],
)
def test_22_what_a_timer_says_at_night_waits_until_seven_except_faults(
    bureau: Bureau, tmp_path: Path, event: str, at_night: int, in_the_morning: int
) -> None:
    postbox, carry = _post_office(bureau, tmp_path)
    bureau.deploy(REMIND)
    bureau.clock.set(datetime(2026, 11, 2, 21, 30, tzinfo=COMPANY_ZONE))
    bureau.start("wang", event=event)
    bureau.clock.advance(timedelta(hours=2))

    carry()
    sent = len(postbox.letters)
    bureau.clock.set(datetime(2026, 11, 3, 7, 0, tzinfo=COMPANY_ZONE))
    carry()

    assert (sent, len(postbox.letters)) == (at_night, in_the_morning)


def _post_office(bureau: Bureau, folder: Path) -> tuple[Postbox, Callable[[], None]]:
    """Return the mails that go out, and what carries them and does the jobs that are due."""
    settings = Settings(
        secret_key="s" * 40, data_dir=str(folder), public_url="https://gridflow.example",
        smtp_host="mail.example", mail_from="gridflow@mail.example",
    )  # fmt: skip
    bureau.database.subscribers = router.subscribers()
    with bureau.database.unit_of_work(bureau.clock) as uow:
        get_user(uow.session, bureau.people["zhao"]).email = "zhao@mail.example"
    postbox = Postbox()
    dispatcher = Dispatcher(settings, {EMAIL: postbox})
    jobs = relay.jobs(settings, dispatcher)
    worker = Container(settings, bureau.clock, bureau.database, extra_jobs=jobs).worker()
    carrier = Relay(bureau.database, bureau.clock, settings, dispatcher)

    def carry() -> None:
        worker.tick()
        carrier.run_due()
        worker.tick()

    return postbox, carry
