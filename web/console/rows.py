"""Doing the same with many cases: each in a transaction of its own, none stops another."""

from collections.abc import Callable, Sequence

from engine.bulk.rules import MOST_ROWS
from engine.bulk.service import Result, keep_batch
from engine.db import UnitOfWork
from engine.escalations.instructing import NewInstruction, instruct_case
from engine.instances.queries import get_instance
from engine.kernel.actor import Actor
from engine.kernel.errors import GridFlowError, Invalid, NotFound
from engine.supervision.service import NewOrder, supervise_case
from engine.tasks.service import may_see
from web import context
from web.errors import known_code
from web.escalations.fields import typed, typed_moment

INSTRUCT, SUPERVISE = "instruct", "supervise"
Act = Callable[[UnitOfWork, Actor, str], object]


def chosen_act(name: str) -> Act:
    """Return what is done with each case; raises when what was typed is wrong for all of them."""
    if name == INSTRUCT:
        new = NewInstruction(typed("text"), typed_moment("due_at"))
        _check(new.text)
        return lambda uow, actor, case_id: instruct_case(uow, actor, case_id, new)
    if name != SUPERVISE:
        raise NotFound("verb", name)
    order = NewOrder("", typed("colour"), typed("text"), typed_moment("due_at"))
    _check(order.reason)
    return lambda uow, actor, case_id: supervise_case(uow, actor, case_id, order)


def check_rows(case_ids: Sequence[str]) -> list[str]:
    """Return the chosen cases, each once; raises when there are none or too many."""
    ids = list(dict.fromkeys(case_ids))
    if not 0 < len(ids) <= MOST_ROWS:
        raise Invalid([{"field": "case", "code": "case_rows", "message": "1 to 100 cases"}])
    return ids


def run(actor: Actor, name: str, case_ids: Sequence[str], act: Act) -> str:
    """Do it with each case; return the id of what is kept of it."""
    results = [_one(actor, case_id, act) for case_id in case_ids]
    with context.open_uow() as uow:
        return keep_batch(uow, actor, name, results)


def _one(actor: Actor, case_id: str, act: Act) -> Result:
    name, title = "", case_id
    try:
        with context.open_uow() as uow:
            case = get_instance(uow.session, case_id)
            if not may_see(uow, actor, case_id):
                raise NotFound("process instance", case_id)
            name, title = case.business_key, case.title
            act(uow, actor, case_id)
    except GridFlowError as error:
        return Result(case_id, name, title, known_code(error), error.facts)
    return Result(case_id, name, title)


def _check(text: str) -> None:
    if not text:
        raise Invalid([{"field": "text", "code": "required", "message": "a text is needed"}])
