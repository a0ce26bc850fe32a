"""A small company for tests: one unit of each level, and people who hold roles."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from engine.access.service import define_roles
from engine.customers.model import Customer, GridLine, GridTransformer, SupplyAccount
from engine.customers.service import NewAccount, NewCustomer, create_customer, preopen_account
from engine.db import UnitOfWork
from engine.db.audit import ChainHead, EventRow
from engine.kernel.actor import SYSTEM, Actor
from engine.kernel.ids import new_id
from engine.processes.topics import ServiceContext, call_handler, handler_for
from engine.staff import queries as staff
from engine.staff.service import NewUnit, NewUser, create_unit, create_user, grant_role

UNITS = [
    NewUnit("10", "集团总公司", "GROUP"),
    NewUnit("20", "省公司", "PROVINCE", "10"),
    NewUnit("2001", "市公司", "CITY", "20", short_name="云泽"),
    NewUnit("200101", "望溪区公司", "COUNTY", "2001", short_name="望溪"),
    NewUnit("2001011", "溪口供电所", "STATION", "200101", region="URBAN"),
    NewUnit("2001012", "柳桥供电所", "STATION", "200101", region="RURAL"),
]


def found_company(uow: UnitOfWork) -> None:
    """Create the units and the roles."""
    define_roles(uow)
    for unit in UNITS:
        create_unit(uow, SYSTEM, unit)


def employ(uow: UnitOfWork, username: str, org_id: str, *roles: str) -> str:
    """Create somebody who holds roles at his unit; return his id."""
    user = create_user(uow, SYSTEM, NewUser(username, username.title(), org_id))
    for role in roles:
        grant_role(uow, SYSTEM, user.id, role, org_id)
    return user.id


def string_line(uow: UnitOfWork, name: str, org_id: str = "200101") -> GridLine:
    """Create a line."""
    line = GridLine(id=new_id(), code=f"L-{name}", name=name, org_id=org_id)
    uow.session.add(line)
    uow.session.flush()
    return line


def hang_transformer(uow: UnitOfWork, line: GridLine, name: str, **more: Any) -> GridTransformer:
    """Create a transformer on a line."""
    values = {"capacity": Decimal(400), "households": 100, "org_id": "2001011", "areas": [name]}
    transformer = GridTransformer(
        id=new_id(), code=f"T-{name}", name=name, line_id=line.id, **{**values, **more}
    )
    uow.session.add(transformer)
    uow.session.flush()
    return transformer


def supply(
    uow: UnitOfWork, name: str, transformer: GridTransformer, level: str = "NONE"
) -> tuple[Customer, SupplyAccount]:
    """Create a customer with an account at a transformer."""
    new = NewCustomer(name, transformer.org_id, important_level=level, phone="13900001234")
    customer = create_customer(uow, SYSTEM, new)
    place = NewAccount(
        customer.id,
        transformer.org_id,
        f"{transformer.areas[0]}1号",
        Decimal(8),
        transformer_id=transformer.id,
        line_id=transformer.line_id,
    )
    return customer, preopen_account(uow, place)


def hold_chain(uow: UnitOfWork, instance_id: str) -> None:
    """Hold the chain of a case that has no row of its own, as the lock of one would."""
    rows = select(EventRow.seq, EventRow.hash).where(EventRow.stream == instance_id)
    last = uow.session.execute(rows.order_by(EventRow.seq.desc()).limit(1)).first()
    uow.adopt_chain(instance_id, ChainHead(*last) if last else ChainHead())


def case(
    uow: UnitOfWork, org_id: str, instance_id: str = "case-1", **variables: Any
) -> ServiceContext:
    """Return the surroundings of a service task in a case of a unit."""
    unit = staff.get_unit(uow.session, org_id)
    hold_chain(uow, instance_id)
    return ServiceContext(
        uow=uow,
        actor=Actor("u-wang", "王", org_id, unit.path),
        instance_id=instance_id,
        definition_key="test",
        business_key="",
        org_id=org_id,
        org_path=unit.path,
        now=uow.now,
        starter_id="u-wang",
        activity_id="ST_1",
        title="",
        variables=variables,
    )


def call(context: ServiceContext, topic: str, **inputs: Any) -> dict[str, Any]:
    """Call a handler as a diagram does."""
    found = handler_for(topic)
    assert found is not None, topic
    return call_handler(found.handler, inputs, context)


def at(text: str) -> datetime:
    """Return a moment from its ISO text."""
    return datetime.fromisoformat(text)
