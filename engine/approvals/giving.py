"""Giving a task that is open again to whoever did it before."""

from engine.db import UnitOfWork
from engine.staff import queries as staff
from engine.tasks.model import UserTask
from engine.tasks.service import add_candidates, set_claimable


def give_again(
    uow: UnitOfWork, task: UserTask, former: UserTask, *, is_present: bool = False
) -> None:
    """Give a task to whoever did it, with what he wrote then.

    What somebody did for another he gets while he still stands in for him, afterwards the
    other one. Whoever has a deputy by now is away, unless he `is_present`: it goes to that
    deputy; to the first who claims it when there are several.
    """
    own, acting_for = _holder(task, former, is_present=is_present)
    people = staff.users_by_ids(uow.session, [own, acting_for])
    person, principal = people.get(own), people.get(acting_for)
    if person is None or not person.is_active:
        return
    uow.store(
        task,
        assignee_id=person.id,
        assignee_name=person.name,
        acting_for_id=principal.id if principal else None,
        acting_for_name=principal.name if principal else None,
        claimed_at=uow.now,
        draft=former.form_data,
    )
    set_claimable(uow, task, claimable=False)
    if principal is not None:
        add_candidates(uow, task, [f"user:{principal.id}"])


def _holder(task: UserTask, former: UserTask, *, is_present: bool) -> tuple[str, str]:
    """Return the id of who gets a task, and of whom he acts for; nothing for nobody."""
    handler = former.completed_by or ""
    owner = former.acting_for_id or handler
    agents = [agent for agent, (whom, _) in (task.stand_ins or {}).items() if whom == owner]
    if former.acting_for_id and handler in agents:
        return handler, owner
    if agents and (former.acting_for_id or not is_present):
        return (agents[0], owner) if len(agents) == 1 else ("", "")
    return owner, ""
