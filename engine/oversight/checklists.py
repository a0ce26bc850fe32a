"""The checklist beside a package: what each reviewer said about each item."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.db import UnitOfWork
from engine.instances.model import ProcessInstance
from engine.kernel.actor import Actor
from engine.kernel.errors import Invalid, NotFound
from engine.kernel.ids import new_id
from engine.kernel.inputs import to_text
from engine.oversight import queries, rules
from engine.oversight.model import HqReview, ReviewCheck
from engine.tasks.model import UserTask
from engine.tasks.queries import lock_task

FORMAL, REVIEW = "FORMAL", "REVIEW"
# Which items are looked at where.
STAGES = {
    "formal_check": FORMAL,
    "province_review": REVIEW,
    "department_review": REVIEW,
}


@dataclass(frozen=True)
class Item:
    """An item of a checklist, and what was said about it at a task so far."""

    code: str
    text: str
    text_en: str
    result: str = ""
    remark: str = ""


def review_of_task(uow: UnitOfWork, task: UserTask, case: ProcessInstance) -> HqReview | None:
    """Return the review a task belongs to; none when it belongs to no review."""
    if task.definition_key != queries.PROCESS:
        return None
    number = variables_of(task, case).get("reviewNo")
    return queries.review_with_number(uow.session, str(number)) if number else None


def variables_of(task: UserTask, case: ProcessInstance) -> dict[str, Any]:
    """Return what a task sees: the case's variables, and those of the called process."""
    return {**(case.variables or {}), **(task.local_variables or {})}


def items_of(uow: UnitOfWork, task: UserTask, case: ProcessInstance) -> list[Item]:
    """Return the checklist of a task with what was said; empty at steps without one."""
    stage = STAGES.get(task.activity_id)
    review = review_of_task(uow, task, case) if stage else None
    if review is None or stage is None:
        return []
    said = {
        one.code: one for one in queries.checks_of(uow.session, review.id) if one.task_id == task.id
    }
    rows = rules.items_of(variables_of(task, case).get("checklist"), stage)
    return [_item(row, said.get(str(row.get("code")))) for row in rows]


def judge_item(
    uow: UnitOfWork, actor: Actor, task_id: str, code: str, result: str, remark: str
) -> Item:
    """Say of an item of one's task: pass, fail or not applicable; a failed one needs a remark."""
    task, case = lock_task(uow, task_id)
    task.require_worker(actor)
    review = review_of_task(uow, task, case)
    known = {item.code: item for item in items_of(uow, task, case)}
    if review is None or code not in known:
        raise NotFound("check_item", code)
    said = to_text("remark", remark, 500)
    if result not in rules.CHECK_RESULTS:
        raise Invalid([{"field": "result", "code": "unknown", "message": "unknown"}])
    last = queries.last_revision(uow.session, review.id)
    row = next(
        (
            one
            for one in queries.checks_of(uow.session, review.id)
            if (one.task_id, one.code) == (task.id, code)
        ),
        None,
    )
    if row is None:
        row = ReviewCheck(
            id=new_id(),
            review_id=review.id,
            task_id=task.id,
            revision=last.number if last else 1,
            stage=STAGES[task.activity_id],
            code=code,
            item=known[code].text,
            item_en=known[code].text_en,
        )
        uow.session.add(row)
    row.result, row.remark = result, said
    row.judged_by, row.judged_by_name, row.judged_at = actor.user_id, actor.name, uow.now
    return Item(code, row.item, row.item_en, result, said)


def _item(row: Mapping[str, Any], said: ReviewCheck | None) -> Item:
    text = str(row.get("item", ""))[:200]
    return Item(
        code=str(row.get("code", ""))[:40],
        text=text,
        text_en=str(row.get("itemEn") or text)[:200],
        result=said.result if said else "",
        remark=said.remark if said else "",
    )
