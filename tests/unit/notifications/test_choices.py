"""Which notices reach somebody on which channel."""

import pytest

from notifications.choices import (
    COPIES,
    DIGESTS,
    PROGRESS,
    REMINDERS,
    TASKS,
    Rules,
    checked_choices,
    checked_rules,
    chosen_channels,
    group_of,
)


@pytest.mark.parametrize(
    ("template", "group"),
    [
        ("task.opened", TASKS),
        ("task.escalated", REMINDERS),
        ("task.urged", REMINDERS),
        ("supervision.raised", REMINDERS),
        ("copy.sent", COPIES),
        ("comment.mentioned", COPIES),
        ("case.ended", PROGRESS),
        ("energised", PROGRESS),
        ("digest", DIGESTS),
        ("my.own.event", PROGRESS),
    ],
)
def test_every_text_belongs_to_a_group_of_events(template, group):
    assert group_of(template) == group


def test_without_any_choice_it_is_message_centre_and_mail():
    assert chosen_channels(TASKS, {}, Rules()) == ("inapp", "email")


def test_somebodys_own_choice_counts():
    assert chosen_channels(TASKS, {TASKS: ["dingtalk"]}, Rules()) == ("dingtalk",)


def test_a_group_of_events_can_be_switched_off():
    assert chosen_channels(COPIES, {COPIES: []}, Rules()) == ()


def test_escalations_cannot_be_switched_off_in_the_message_centre():
    rules = Rules(({REMINDERS: {"inapp": "never"}},))

    assert chosen_channels(REMINDERS, {REMINDERS: []}, rules) == ("inapp",)


def test_the_default_of_the_nearest_unit_counts():
    station, company = {TASKS: {"sms": "on"}}, {TASKS: {"sms": "off"}}

    assert "sms" in chosen_channels(TASKS, {}, Rules((station, company)))


def test_what_a_higher_unit_fixes_a_lower_one_does_not_loosen():
    station, company = {TASKS: {"email": "off"}}, {TASKS: {"email": "always"}}

    assert "email" in chosen_channels(TASKS, {TASKS: []}, Rules((station, company)))


def test_what_is_forbidden_is_not_kept_as_a_choice():
    rules = Rules(({TASKS: {"sms": "never", "email": "always"}},))

    kept = checked_choices({TASKS: ["sms", "email", "inapp", "pigeon"]}, rules)

    assert kept[TASKS] == ["inapp"]


def test_rules_keep_only_what_is_known():
    given = {TASKS: {"sms": "on", "pigeon": "on", "email": "perhaps"}, REMINDERS: {"inapp": "off"}}

    assert checked_rules(given) == {TASKS: {"sms": "on"}}
