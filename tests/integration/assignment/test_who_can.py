"""Who may do a task, on both databases."""

from engine.access.service import define_roles
from engine.assignment.queries import resolve_all, who_can
from engine.assignment.rules import Wanted
from engine.db import UnitOfWork
from engine.kernel.actor import SYSTEM
from engine.staff import service
from engine.staff.service import NewUnit, NewUser


def test_resolved_groups_lead_to_people(uow: UnitOfWork):
    define_roles(uow)
    service.create_unit(uow, SYSTEM, NewUnit("10", "总公司", "GROUP"))
    service.create_unit(uow, SYSTEM, NewUnit("20", "省公司", "PROVINCE", "10"))
    wang = service.create_user(uow, SYSTEM, NewUser("wang", "王", "20"))
    service.grant_role(uow, SYSTEM, wang.id, "GM", "20")

    [found] = resolve_all(uow.session, [Wanted(["GM@province"], ["20"])], uow.now)

    assert [user.username for user in who_can(uow.session, found.groups, uow.now)] == ["wang"]
