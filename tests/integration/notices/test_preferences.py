"""People choose how they are told, administrators what is fixed, and the night is quiet."""

from datetime import datetime

import pytest

from engine.kernel.errors import Forbidden, Invalid
from notifications.channels import DINGTALK, EMAIL, INAPP, SMS, WECOM, Later, Rejected
from notifications.choices import TASKS
from notifications.model import NoticeProfile
from notifications.preferences import save_rules

DING = "https://oapi.dingtalk.com/robot/send?access_token=hidden"


def test_a_task_reaches_somebody_where_he_chose(desk):
    desk.wish("li", {TASKS: [DINGTALK, SMS]}, phone="13900001234")
    desk.approval()

    desk.carry()

    assert desk.ways("li") == [DINGTALK, SMS]
    assert desk.channels[DINGTALK].letters[0].address == "13900001234"
    assert desk.channels[SMS].letters[0].body.startswith("您有新的待办")


def test_a_channel_without_an_address_is_left_out(desk):
    desk.wish("li", {TASKS: [INAPP, WECOM]})
    desk.approval()

    desk.carry()

    assert desk.ways("li") == [INAPP]


def test_work_for_a_group_disturbs_only_who_wishes_it(desk):
    desk.wish("li", also_claimable=True, phone="13900001234")
    desk.approval(group="yes")

    desk.carry()

    assert desk.ways("li") == [EMAIL, INAPP]
    assert desk.ways("wang") == [INAPP]


def test_what_an_administrator_fixes_nobody_switches_off(desk):
    desk.office.act("admin", save_rules, "10", {TASKS: {EMAIL: "always", SMS: "never"}}, {})
    desk.wish("li", {TASKS: [SMS]}, phone="13900001234")
    desk.approval()

    desk.carry()

    assert desk.ways("li") == [EMAIL]


def test_a_units_default_counts_for_who_has_not_chosen(desk):
    desk.office.act("admin", save_rules, "200101", {TASKS: {SMS: "on", EMAIL: "off"}}, {})
    desk.approval()

    desk.carry()

    assert desk.ways("li") == [INAPP, SMS]


def test_only_an_administrator_makes_rules(desk):
    with pytest.raises(Forbidden):
        desk.office.act("head", save_rules, "200101", {}, {})


def test_everything_wrong_is_named_and_nothing_is_kept(desk, database, clock):
    wrong = {
        "quiet": {"from": "x", "to": "07:00"},
        "digest": {"every": "daily", "at": "y"},
        "phone": "call me",
        "addresses": {WECOM: "../../x"},
        "robots": {DINGTALK: ("http://10.0.0.1/robot/send", "")},
    }

    with pytest.raises(Invalid) as caught:
        desk.wish("li", **wrong)

    fields = {problem["field"] for problem in caught.value.problems}
    assert fields == {"quiet_from", "digest_at", SMS, WECOM, "robot_dingtalk"}
    with database.reading(clock) as uow:
        assert uow.session.query(NoticeProfile).count() == 0


def test_a_robot_of_ones_own_is_kept_encrypted_and_used(desk, database, clock):
    desk.wish("li", {TASKS: [DINGTALK]}, robots={DINGTALK: (DING, "SECabc")})
    desk.wish("li", {TASKS: [DINGTALK]}, robots={DINGTALK: ("keep", "")})
    desk.settings = type(desk.settings)(
        **{**vars(desk.settings), "robot_hosts": "oapi.dingtalk.com"}
    )
    desk.approval()

    desk.carry()

    letter = desk.channels[DINGTALK].letters[0]
    with database.reading(clock) as uow:
        kept = uow.session.query(NoticeProfile).one().robots
    assert (letter.robot.url, letter.robot.secret) == (DING, "SECabc")
    assert "hidden" not in kept
    assert [row.address for row in desk.deliveries("li")] == [""]


def test_a_timer_that_rings_at_night_is_told_in_the_morning(desk, clock):
    # Scenario 22 of the domain: queued to 07:00, except faults.
    clock.set(datetime.fromisoformat("2026-11-02T23:30+08:00"))
    desk.wish("li", {TASKS: [EMAIL, SMS]}, phone="13900001234")
    desk.approval()

    desk.carry()
    assert [row.due_at.hour for row in desk.deliveries("li")] == [23, 23]
    assert desk.channels[SMS].letters == []

    clock.set(datetime.fromisoformat("2026-11-03T07:00+08:00"))
    desk.carry()
    assert len(desk.channels[SMS].letters) == len(desk.channels[EMAIL].letters) == 1


def test_somebodys_own_quiet_hours_count_by_channel(desk, clock):
    clock.set(datetime.fromisoformat("2026-11-02T20:30+08:00"))
    quiet = {"from": "20:00", "to": "08:00", "channels": [SMS]}
    desk.wish("li", {TASKS: [EMAIL, SMS]}, quiet=quiet, phone="13900001234")
    desk.approval()

    desk.carry()

    assert len(desk.channels[EMAIL].letters) == 1
    assert desk.channels[SMS].letters == []


def test_days_of_rest_are_those_of_the_calendar(desk, clock):
    # 1 October is a national holiday, the 8th the first working day after it.
    clock.set(datetime.fromisoformat("2026-10-01T10:00+08:00"))
    quiet = {"from": "22:00", "to": "07:00", "rest_days": True, "channels": [EMAIL]}
    desk.office.act("admin", save_rules, "20", {}, quiet)
    desk.approval()

    desk.carry()
    mail = desk.deliveries("li", channel=EMAIL)[0]

    assert mail.due_at == datetime.fromisoformat("2026-10-08T07:00+08:00")
    assert desk.ways("li") == [EMAIL, INAPP]


def test_a_channel_that_has_enough_is_left_alone_as_long_as_it_says(desk, clock):
    desk.wish("li", {TASKS: [DINGTALK]}, phone="13900001234")
    desk.channels[DINGTALK].troubles.append(Later("the service says 130101: too fast", 600))
    desk.approval()

    desk.carry()

    row = desk.deliveries("li")[0]
    assert row.state == "failed"
    assert (row.due_at - clock.now()).total_seconds() == 600


def test_a_refused_text_becomes_a_dead_letter(desk):
    desk.wish("li", {TASKS: [DINGTALK]}, phone="13900001234")
    desk.channels[DINGTALK].troubles.append(Rejected("the service says 310000: sign not match"))
    desk.approval()

    desk.carry()

    row = desk.deliveries("li")[0]
    assert (row.state, row.last_error) == ("dead", "the service says 310000: sign not match")
