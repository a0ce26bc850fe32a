"""What is done with service orders."""

from dataclasses import dataclass
from datetime import datetime

from engine.complaints import events, queries, rules
from engine.complaints.model import REPLIED, ServiceOrder
from engine.customers import queries as customers
from engine.customers import rules as places
from engine.customers.model import GridTransformer, SupplyInterruption
from engine.db import UnitOfWork
from engine.escalations.model import REPEATED
from engine.escalations.raising import Matter, raise_matter
from engine.instances.model import ProcessInstance
from engine.kernel.actor import SYSTEM, Actor
from engine.kernel.errors import Invalid
from engine.kernel.ids import new_id
from engine.staff import queries as staff
from engine.staff.rules import Directory, UnitType, group_name


@dataclass(frozen=True)
class NewOrder:
    """What a caller said, and where the case belongs."""

    number: str
    instance_id: str
    org_id: str
    kind: str
    caller_name: str
    caller_phone: str
    account_no: str
    content: str
    address: str = ""
    secrecy: str = ""


@dataclass(frozen=True)
class Dispatch:
    """Who is responsible; an empty crew leaves it to the unit."""

    org_id: str
    crew_group: str = ""


def register_order(uow: UnitOfWork, actor: Actor, new: NewOrder) -> ServiceOrder:
    """Keep what a caller said."""
    problems = []
    if new.kind not in rules.KINDS:
        problems.append({"field": "kind", "message": "unknown"})
    if new.account_no and customers.account_by_no(uow.session, new.account_no) is None:
        problems.append({"field": "accountNo", "message": "unknown"})
    if problems:
        raise Invalid(problems)
    unit = staff.get_unit(uow.session, new.org_id)
    order = ServiceOrder(
        id=new_id(),
        number=new.number,
        instance_id=new.instance_id,
        org_id=unit.id,
        org_path=unit.path,
        kind=new.kind,
        caller_name=new.caller_name,
        caller_phone=new.caller_phone,
        account_no=new.account_no,
        place=rules.place_of(new.account_no, new.caller_phone),
        content=new.content,
        is_secret=rules.is_secret(new.kind, new.secrecy),
        home_org_id=_home(uow, new),
        created_at=uow.now,
    )
    uow.session.add(order)
    uow.session.flush()
    uow.record(events.OrderRegistered(**_facts(order), kind=new.kind), actor)
    return order


def region_of(uow: UnitOfWork, order: ServiceOrder) -> str:
    """Return the kind of area the caller lives in."""
    return staff.get_unit(uow.session, order.home_org_id or order.org_id).region


def known_outage(
    uow: UnitOfWork, order: ServiceOrder, account_no: str, address: str
) -> SupplyInterruption | None:
    """Return the interruption that explains why somebody has no supply."""
    account = customers.account_by_no(uow.session, account_no)
    if account is not None and account.transformer_id:
        return customers.open_interruption(uow.session, account.transformer_id, uow.now)
    if not address:
        return None
    found = _transformer_at(uow, address)
    return customers.open_interruption(uow.session, found.id if found else None, uow.now)


def count_repeats(uow: UnitOfWork, order: ServiceOrder, category: str) -> int:
    """Return how often the same customer came with the same matter lately; zero is the first."""
    order.category = category or order.category
    uow.session.flush()
    order.repeat_no = queries.count_repeats(uow.session, order, uow.now - rules.REPEAT_WITHIN)
    return order.repeat_no


def company_for(uow: UnitOfWork, order: ServiceOrder, base_org_id: str) -> str:
    """Return the county company that answers for an order, wherever it was taken.

    It is the one where the customer lives; who calls headquarters is no concern of theirs.
    """
    return _company(order.home_org_id or base_org_id, staff.directory(uow.session)).org_id


def raise_repeat(uow: UnitOfWork, instance_id: str, order: ServiceOrder, base_org_id: str) -> None:
    """Let the chain of command hear of a customer who came again, once for each case.

    The chain begins at the company that answers for him, not where he was heard.
    """
    case = uow.session.get(ProcessInstance, instance_id)
    if case is not None:
        # The words of the caller may be secret; how often he came is not.
        text = f"{order.number} ×{order.repeat_no + 1}"
        late = (group_name(rules.HANDLER_ROLE, company_for(uow, order, base_org_id)),)
        key = f"repeated:{instance_id}"
        repeat = Matter(key, REPEATED, "E1", text, code=order.category, late=late)
        raise_matter(uow, SYSTEM, case, repeat)


def dispatch(uow: UnitOfWork, actor: Actor, order: ServiceOrder, base_org_id: str) -> Dispatch:
    """Choose who is responsible: a crew for a fault, the county company for all else."""
    order.require_open()
    base = order.home_org_id or base_org_id
    directory = staff.directory(uow.session)
    chosen = (
        _crew(uow, order, base, directory) if order.kind == "FAULT" else _company(base, directory)
    )
    unit = directory.units[chosen.org_id]
    order.org_id, order.org_path, order.crew_group = unit.id, unit.path, chosen.crew_group
    order.dispatches = [*(order.dispatches or []), unit.id]
    uow.record(
        events.OrderDispatched(
            **_facts(order),
            org_id=unit.id,
            crew_group=chosen.crew_group,
            round=len(order.dispatches),
        ),
        actor,
    )
    return chosen


def record_reply(
    uow: UnitOfWork,
    actor: Actor,
    order: ServiceOrder,
    text: str,
    at: datetime,
    *,
    is_satisfied: bool | None = None,
) -> None:
    """Keep what the caller was told, and whether he was satisfied."""
    order.require_open()
    if not text:
        raise Invalid([{"field": "replyText", "message": "required"}])
    order.reply_text, order.replied_at, order.status = text, at, REPLIED
    order.is_satisfied = is_satisfied
    uow.record(events.OrderReplied(**_facts(order), replied_at=at.isoformat()), actor)


def close_order(uow: UnitOfWork, actor: Actor, order: ServiceOrder, conclusion: str) -> None:
    """Close an order; closing it twice changes nothing."""
    if order.is_open:
        order.close(conclusion, uow.now)
        uow.record(events.OrderClosed(**_facts(order), conclusion=conclusion), actor)


def _home(uow: UnitOfWork, new: NewOrder) -> str:
    account = customers.account_by_no(uow.session, new.account_no)
    if account is not None:
        return account.org_id
    found = _transformer_at(uow, new.address) if new.address else None
    if found is not None:
        return found.org_id
    # Somebody known by his telephone only lives where he lived when he called before.
    return queries.home_of(uow.session, rules.place_of(new.account_no, new.caller_phone))


def _transformer_at(uow: UnitOfWork, address: str) -> GridTransformer | None:
    # The hotline answers for the whole company, so every transformer comes into question.
    found = places.best_place(address, customers.transformers_below(uow.session, "/"))
    return found if isinstance(found, GridTransformer) else None


def _company(base: str, directory: Directory) -> Dispatch:
    found = directory.ancestor(base, UnitType.COUNTY) or directory.company(base)
    return Dispatch(found.id if found else base)


def _crew(uow: UnitOfWork, order: ServiceOrder, base: str, directory: Directory) -> Dispatch:
    county = directory.ancestor(base, UnitType.COUNTY)
    station = directory.ancestor(base, UnitType.STATION)
    around = [
        unit.id
        for unit in directory.units.values()
        if county is not None
        and unit.path.startswith(county.path)
        and directory.holders(group_name(rules.CREW_ROLE, unit.id), uow.now)
    ]
    own = [station.id] if station and station.id in around else []
    stations = [*own, *(unit for unit in around if unit not in own)]
    groups = {group_name(rules.CREW_ROLE, unit): unit for unit in stations}
    load = queries.load_of_crews(uow.session, list(groups))
    by_unit = {groups[group]: number for group, number in load.items()}
    chosen = rules.next_crew(stations, by_unit, order.dispatches or [])
    if chosen is None:
        return _company(base, directory)
    return Dispatch(chosen, group_name(rules.CREW_ROLE, chosen))


def _facts(order: ServiceOrder) -> dict[str, str]:
    return {"instance_id": order.instance_id, "order_id": order.id, "number": order.number}
