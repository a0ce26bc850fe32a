"""The bureau random plays take place in: its processes in two versions, and its people."""

from dataclasses import dataclass, field

from sqlalchemy import select

from engine.definitions.queries import versions_of
from engine.kernel.actor import SYSTEM, Actor
from engine.staff.model import ACTIVE, Deputy, User
from engine.staff.service import dismiss_deputy, set_status
from tests.integration.approvals.bureau import Bureau
from tests.property.approvals.diagrams import DIAGRAMS, INNER, MESSAGE, body

CREW = ("wang", "li", "zhao", "qian", "sun", "wu")
KEYS = tuple(DIAGRAMS)


@dataclass
class Company(Bureau):
    """A bureau that asks what somebody is entitled to only when that has changed."""

    known: dict[str, Actor] = field(default_factory=dict)

    def actor(self, name: str) -> Actor:
        """Return somebody as he is entitled now."""
        if name not in self.known:
            self.known[name] = super().actor(name)
        return self.known[name]


class Stage:
    """A bureau with two versions of each process."""

    def __init__(self, bureau: Bureau) -> None:
        """Deploy the process the others call; these follow when they are played."""
        self.bureau = Company(bureau.database, bureau.clock, bureau.people)
        self.versions: dict[str, tuple[str, str]] = {}
        self.is_changed = False
        bureau.deploy(INNER, "inner")

    def prepare(self, key: str) -> None:
        """Deploy both versions of a process, unless it is there."""
        if key in self.versions:
            return
        for ending in (("last",), ("last", "filed")):
            self.bureau.deploy(body(key, *ending), key, roots=MESSAGE)
        with self.bureau.database.reading(self.bureau.clock) as uow:
            new, old = versions_of(uow.session, key)[:2]
            self.versions[key] = (old.id, new.id)

    def set_status(self, name: str, status: str) -> None:
        """Let somebody leave or come back."""
        with self.bureau.database.unit_of_work(self.bureau.clock) as uow:
            set_status(uow, SYSTEM, self.bureau.people[name], status)
        self.is_changed = True
        self.bureau.known.clear()

    def clear(self) -> None:
        """Let everybody be there and nobody stand in for anybody."""
        if not self.is_changed:
            return
        with self.bureau.database.unit_of_work(self.bureau.clock) as uow:
            for deputy in uow.session.scalars(select(Deputy).where(Deputy.is_enabled)):
                dismiss_deputy(uow, SYSTEM, deputy.id)
            away = select(User.id).where(User.status != ACTIVE)
            for user_id in uow.session.scalars(away).all():
                set_status(uow, SYSTEM, user_id, ACTIVE)
        self.is_changed = False
        self.bureau.known.clear()
