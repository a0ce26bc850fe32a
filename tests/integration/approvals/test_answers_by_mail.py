"""Which answers of a case came through a mail, also when they were taken back meanwhile."""

import pytest

from engine.approvals.signing import Addition, add_signers
from engine.approvals.withdrawing import withdraw_task
from engine.db import UnitOfWork
from engine.kernel.actor import Actor
from engine.processes.service import complete_task
from engine.tasks.queries import answered_by_mail, get_task
from engine.tasks.records import BY_MAIL
from engine.tasks.service import Remark, add_note
from tests.integration.approvals.bureau import AGREE, Bureau, line, task


@pytest.fixture
def case(bureau: Bureau) -> str:
    bureau.deploy(line(("a", task("a", "zhao")), ("b", task("b", "sun"))))
    return bureau.start("wang")


def by_mail(uow: UnitOfWork, actor: Actor, task_id: str) -> None:
    """Answer a task as the link of a mail does."""
    add_note(uow, actor, get_task(uow.session, task_id), Remark(BY_MAIL))
    complete_task(uow, actor, task_id, AGREE)


def mailed(bureau: Bureau, case: str) -> list[str]:
    with bureau.database.reading(bureau.clock) as uow:
        found = answered_by_mail(uow.session, case)
    return [one.activity_id for one in bureau.tasks(case) if one.id in found]


def test_only_what_was_answered_by_mail_is_marked(bureau: Bureau, case: str) -> None:
    bureau.do("zhao", case, "a", by_mail)
    bureau.agree("sun", case, "b")

    assert mailed(bureau, case) == ["a"]


def test_a_step_taken_back_keeps_its_mark_and_the_new_one_has_none(
    bureau: Bureau, case: str
) -> None:
    first = bureau.task(case, "a").id
    bureau.do("zhao", case, "a", by_mail)
    bureau.act("zhao", withdraw_task, first)
    bureau.agree("zhao", case, "a")

    assert mailed(bureau, case) == ["a"]


def test_an_answer_given_anew_while_signers_wait_counts_as_it_was_given(
    bureau: Bureau, case: str
) -> None:
    own = bureau.task(case, "a").id
    bureau.act(
        "zhao", add_signers, own, Addition("after", [bureau.people["qian"]], "请会审", "all")
    )
    bureau.act("zhao", by_mail, own)
    assert mailed(bureau, case) == ["a"]

    bureau.act("zhao", withdraw_task, own)
    bureau.act("zhao", complete_task, own, AGREE)

    assert mailed(bureau, case) == []
