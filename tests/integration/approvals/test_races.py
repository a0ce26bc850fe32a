"""Two act at the same moment: one of two defined ends, on both databases, never a third."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from engine.access.queries import actor_for
from engine.approvals.returning import WayBack, return_task
from engine.approvals.signing import Addition, add_signers
from engine.approvals.withdrawing import withdraw_task
from engine.db import UnitOfWork
from engine.db.chain import verify
from engine.kernel.actor import SYSTEM, Actor
from engine.kernel.errors import GridFlowError, NotFound
from engine.processes.service import complete_task
from engine.staff.model import DISABLED
from engine.staff.service import set_status
from tests.integration.approvals.bureau import AGREE, Bureau, countersign, line, task

Act = Callable[[UnitOfWork], Any]
THREE = line(("a", task("a", "zhao")), ("b", task("b", "qian")), ("c", task("c", "sun")))


def _at_once(bureau: Bureau, *acts: Act) -> list[str]:
    """Let all act on the same moment; return how each attempt ended, in their order."""
    gate = Barrier(len(acts))

    def attempt(act: Act) -> str:
        gate.wait()
        try:
            bureau.database.transact(bureau.clock, act)
        except GridFlowError as error:
            return error.code
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(attempt, acts))


def _as(bureau: Bureau, who: str, verb: Any, *arguments: Any) -> Act:
    actor = bureau.actor(who)
    return lambda uow: verb(uow, actor, *arguments)


def _complete(uow: UnitOfWork, actor: Actor, task_id: str) -> None:
    complete_task(uow, actor, task_id, AGREE)


def _is_whole(bureau: Bureau) -> bool:
    with bureau.database.reading(bureau.clock) as uow:
        return verify(uow.session).breaks == ()


@pytest.mark.parametrize("_round", range(2))
def test_a_step_is_taken_back_or_the_next_one_is_completed(bureau: Bureau, _round: int) -> None:
    bureau.deploy(THREE)
    case = bureau.start("wang")
    done = bureau.agree("zhao", case, "a")
    following = bureau.task(case, "b").id

    ends = _at_once(
        bureau,
        _as(bureau, "zhao", withdraw_task, done),
        _as(bureau, "qian", _complete, following),
    )

    assert (ends, bureau.nodes(case)) in [
        (["done", "task_not_open"], ["a"]),
        (["cannot_withdraw", "done"], ["c"]),
    ]
    assert _is_whole(bureau)


TOO_LATE = (["task_not_open", "done"], ["Qian"])


@pytest.mark.parametrize(
    ("position", "in_time"),
    [
        ("before", (["done", "task_on_hold"], ["", "Sun"])),
        ("after", (["done", "done"], ["", "Sun"])),
    ],
)
def test_a_signer_is_added_first_or_the_task_is_done_without_him(
    bureau: Bureau, position: str, in_time: tuple[list[str], list[str]]
) -> None:
    bureau.deploy(THREE)
    case = bureau.start("wang")
    mine = bureau.task(case, "a").id
    new = Addition(position, [bureau.people["sun"]], "请会审")

    found = _at_once(
        bureau,
        _as(bureau, "zhao", add_signers, mine, new),
        _as(bureau, "zhao", _complete, mine),
    )

    assert (found, bureau.waits_for(case)) in [in_time, TOO_LATE]
    assert _is_whole(bureau)


def test_an_approver_is_disabled_before_or_after_his_answer_never_amid_it(bureau: Bureau) -> None:
    bureau.deploy(THREE)
    case = bureau.start("wang")
    mine, zhao = bureau.task(case, "a").id, bureau.people["zhao"]

    def answer(uow: UnitOfWork) -> None:
        _complete(uow, actor_for(uow.session, zhao, uow.now), mine)

    ends = _at_once(bureau, answer, lambda uow: set_status(uow, SYSTEM, zhao, DISABLED))

    assert (ends, bureau.nodes(case)) in [
        (["done", "done"], ["b"]),
        (["not_found", "done"], ["a"]),
    ]
    with pytest.raises(NotFound):
        bureau.actor("zhao")
    assert _is_whole(bureau)


def test_a_vote_counts_before_the_case_is_sent_back_or_is_refused(bureau: Bureau) -> None:
    loop = countersign('["zhao","qian"]', "false")
    bureau.deploy(line(("a", task("a", "wang")), ("m", task("m", "${person}", inner=loop))))
    case = bureau.start("wang")
    bureau.agree("wang", case, "a")
    one, other = (bureau.task(case, "m", who).id for who in ("zhao", "qian"))

    ends = _at_once(
        bureau,
        _as(bureau, "zhao", return_task, one, WayBack("a", "重办")),
        _as(bureau, "qian", _complete, other),
    )

    assert ends in [["done", "done"], ["done", "task_not_open"]]
    assert (bureau.nodes(case), bureau.waits_for(case)) == (["a"], ["Wang"])
    assert _is_whole(bureau)


def test_two_signers_of_any_answer_at_once_and_the_task_goes_back_once(bureau: Bureau) -> None:
    bureau.deploy(THREE)
    case = bureau.start("wang")
    people = [bureau.people["sun"], bureau.people["li"]]
    bureau.do("zhao", case, "a", add_signers, Addition("before", people, "请先看", "any"))
    one, other = (bureau.task(case, "a", who).id for who in ("sun", "li"))

    ends = _at_once(bureau, _as(bureau, "sun", _complete, one), _as(bureau, "li", _complete, other))

    assert sorted(ends) == ["done", "task_not_open"]
    assert bureau.waits_for(case) == ["Zhao"]
