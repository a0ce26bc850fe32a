"""Filling an empty database with the invented company."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

from engine.access.queries import actor_for
from engine.access.service import STRONG, Passwords, define_roles
from engine.bootstrap import Container
from engine.complaints.model import CLOSED, ServiceOrder
from engine.customers.model import GridLine, GridTransformer
from engine.customers.queries import (
    first_account_at,
    transformers_below,
    transformers_of_lines,
)
from engine.customers.rules import supply_mode
from engine.customers.service import (
    NewAccount,
    NewCustomer,
    create_customer,
    end_interruption,
    open_account,
    plan_interruption,
    preopen_account,
)
from engine.db import UnitOfWork
from engine.demo import rules
from engine.demo.jobs import play_stories
from engine.demo.leaders import act_as_leaders
from engine.kernel.actor import SYSTEM
from engine.kernel.clock import COMPANY_ZONE
from engine.kernel.errors import Conflict, Misconfigured, NotFound
from engine.kernel.ids import new_id
from engine.oversight.sampling import Wanted, draw_sample
from engine.oversight.spots import finished_cases
from engine.projects.service import set_budget
from engine.staff import posts as staff_posts
from engine.staff import queries as staff
from engine.staff import service as staff_service
from engine.staff.service import NewUnit, NewUser

PASSWORD = "gridflow-demo"
HOUSEHOLDS = 200
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
# Who is worth signing in as, in the order of a case.
FACES = (
    "xu.zhixing",
    "wen.yining",
    "shen.qinghe",
    "cheng.yanqiu",
    "jiang.wanyue",
    "shao.nanqiao",
    "zhou.yubai",
    "song.shiyu",
    "he.tinglan",
    "liang.xiting",
    "xie.yunzhou",
    "qin.wangshu",
    "fang.jingxing",
    "luo.xiyue",
)

Say = Callable[[str], None]


def load_demo(parts: Container, say: Say = print) -> None:
    """Fill an empty database with the invented company and its running cases."""
    if parts.settings.host not in LOOPBACK:
        raise Misconfigured("demo data has a known password and is for the loopback address only")
    with parts.database.unit_of_work(parts.clock) as uow:
        if staff.user_by_username(uow.session, FACES[0]):
            say("the demo company is there already")
            return
        if staff.count_users(uow.session):
            raise Conflict("the database is not empty", kind="user")
        say("units and people")
        load_company(uow)
        say("lines, transformers, customers")
        load_grid(uow)
        load_customers(uow)
        load_complaints(uow)
    say("running cases")
    play_stories(parts, say)
    with parts.database.unit_of_work(parts.clock) as uow:
        draw_spot_checks(uow)
    act_as_leaders(parts)


def describe_demo() -> str:
    """Return who may sign in, for the terminal."""
    people = {row["username"]: row for row in rules.rows("people")}
    units = {row["code"]: row["name"] for row in rules.rows("units")}
    lines = [f"Sign in as any of these; the password of all is {PASSWORD}"]
    for username in FACES:
        row = people[username]
        who = f"{row['name']} {row['name_en']}"
        lines.append(f"  {username:<16} {who}, {units[row['org_id']]}, {row['post']}")
    return "\n".join(lines)


def load_company(uow: UnitOfWork, passwords: Passwords = STRONG) -> None:
    """Create all units and people, each with the roles at the company he works for."""
    define_roles(uow)
    for row in rules.rows("units"):
        parent_id = row.pop("parent_id") or None
        staff_service.create_unit(uow, SYSTEM, NewUnit(**row, parent_id=parent_id))
    posts = _define_posts(uow)
    # One hash for all: hashing it two hundred times would make the start slow.
    hashed = passwords.hash(PASSWORD)
    for row in rules.rows("people"):
        user_id = _employ(uow, row, hashed)
        staff_posts.appoint(uow, SYSTEM, user_id, posts[row["post"]], row["org_id"])


def load_grid(uow: UnitOfWork) -> None:
    """Create lines and transformers, and an interruption in the recent past."""
    lines: dict[str, str] = {}
    for row in rules.rows("lines"):
        line = GridLine(id=new_id(), voltage="10kV", **row)
        uow.session.add(line)
        lines[row["code"]] = line.id
    uow.session.flush()
    for row in rules.rows("transformers"):
        manager = staff.user_by_username(uow.session, row["manager"]) if row["manager"] else None
        uow.session.add(
            GridTransformer(
                id=new_id(),
                code=row["code"],
                name=row["name"],
                line_id=lines[row["line"]],
                org_id=row["station"],
                capacity=Decimal(row["capacity"]),
                is_public=row["is_public"] == "1",
                households=int(row["households"]),
                manager_id=manager.id if manager else None,
                areas=[row["area"]],
            )
        )
    uow.session.flush()
    _interrupt_lately(uow, lines["L103"])
    for company in ("200101", "200102", "200201", "210101"):
        for year in _years(uow.now):
            set_budget(uow, company, year, Decimal(60_000_000))


def load_customers(uow: UnitOfWork) -> None:
    """Create customers with supplied accounts."""
    places = {place.code: place for place in _transformers(uow)}
    opened_at = uow.now - timedelta(days=400)
    meters = 0
    for row in rules.rows("companies"):
        meters += 1
        new = NewCustomer(
            name=row["name"],
            org_id=places[row["transformer"]].org_id,
            type=row["type"],
            phone=row["phone"],
            address=row["address"],
            important_level=row["important_level"],
        )
        size = (Decimal(row["capacity"]), row["voltage"])
        _supply(uow, new, places[row["transformer"]], size, meters, opened_at)
    for home in rules.households(HOUSEHOLDS):
        meters += 1
        place = places[home.transformer]
        new = NewCustomer(
            name=home.name, org_id=place.org_id, phone=home.phone, address=home.address
        )
        _supply(uow, new, place, (home.capacity, "220V"), meters, opened_at)


def load_complaints(uow: UnitOfWork) -> None:
    """Create three earlier complaints of the household in the story of the fourth."""
    account = first_account_at(uow.session, "T10301")
    if account is None:
        raise NotFound("supply_account", "T10301")
    for number, days in enumerate((50, 31, 12), 1):
        at = uow.now - timedelta(days=days)
        uow.session.add(
            ServiceOrder(
                id=new_id(),
                number=f"GD-EARLIER-{number}",
                instance_id="",
                org_id=account.org_id,
                org_path=account.org_path,
                kind="COMPLAINT",
                category="OUTAGE",
                caller_name="夏知秋",
                account_no=account.account_no,
                place=account.account_no,
                home_org_id=account.org_id,
                content="停电未提前通知。",
                status=CLOSED,
                conclusion="yes",
                is_satisfied=number < 3,
                created_at=at,
                replied_at=at + timedelta(days=2),
                closed_at=at + timedelta(days=3),
            )
        )


def draw_spot_checks(uow: UnitOfWork) -> None:
    """Let a reviewer of headquarters draw one of the connections that are finished."""
    reviewer = staff.user_by_username(uow.session, "qin.wangshu")
    if reviewer is None:
        raise NotFound("user", "qin.wangshu")
    actor = actor_for(uow.session, reviewer.id, uow.now)
    today = uow.now.astimezone(COMPANY_ZONE).date()
    period = (today - timedelta(days=60), today)
    if finished_cases(uow.session, "/", "CONNECTION", period):
        seed = f"{today:%Y-%m}"
        draw_sample(uow, actor, Wanted("10", "CONNECTION", *period, "NUMBER", 1, seed))


def _supply(
    uow: UnitOfWork,
    new: NewCustomer,
    place: GridTransformer,
    size: tuple[Decimal, str],
    meter: int,
    opened_at: datetime,
) -> None:
    customer = create_customer(uow, SYSTEM, new)
    capacity, voltage = size
    account = preopen_account(
        uow,
        NewAccount(
            customer_id=customer.id,
            org_id=place.org_id,
            address=new.address,
            capacity=capacity,
            category="RESIDENTIAL" if new.type == "RESIDENT" else "COMMERCIAL",
            voltage=voltage,
            supply_mode=supply_mode(voltage, is_dual=False),
            transformer_id=place.id,
            line_id=place.line_id,
        ),
    )
    open_account(uow, SYSTEM, account, (f"M{meter:08d}", Decimal(0)), opened_at)


def _employ(uow: UnitOfWork, row: dict[str, str], hashed: str) -> str:
    new = NewUser(
        username=row["username"],
        name=row["name"],
        name_en=row["name_en"],
        org_id=row["org_id"],
        email=f"{row['username']}@example.com",
    )
    user = staff_service.create_user(uow, SYSTEM, new)
    user.password_hash, user.password_set_at = hashed, uow.now
    company = rules.company_of(row["org_id"])
    for role in row["roles"].split():
        staff_service.grant_role(uow, SYSTEM, user.id, role, company)
    return user.id


def _define_posts(uow: UnitOfWork) -> dict[str, str]:
    names = dict.fromkeys(row["post"] for row in rules.rows("people"))
    codes = {name: f"P{number:03d}" for number, name in enumerate(names, 1)}
    for name, code in codes.items():
        staff_posts.define_post(uow, SYSTEM, code, name, "")
    return codes


def _interrupt_lately(uow: UnitOfWork, line_id: str) -> None:
    # The second outage of a line within two months goes to headquarters; this is the first.
    ids = [place.id for place in transformers_of_lines(uow.session, [line_id])]
    begin = uow.now - timedelta(days=40)
    plan_interruption(uow, "TD-EARLIER", ids, (begin, begin + timedelta(hours=6)))
    end_interruption(uow, "TD-EARLIER", begin + timedelta(hours=6))


def _transformers(uow: UnitOfWork) -> list[GridTransformer]:
    return transformers_below(uow.session, "/")


def _years(now: datetime) -> tuple[int, int]:
    year = now.astimezone(COMPANY_ZONE).year
    return year, year + 1
