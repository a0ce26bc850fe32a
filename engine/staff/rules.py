"""The organisation tree and who holds which role where, as plain values."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

READ = "staff:read"
EDIT = "staff:edit"
GRANT = "role:grant"
REASSIGN = "task:reassign"

# Whoever keeps accounts and roles at the headquarters; without one nobody could any more.
ADMINISTRATORS = ("SYS_ADMIN", "SEC_ADMIN")


class UnitType(StrEnum):
    """The levels of the company, the highest first, then its parts."""

    GROUP = "GROUP"
    PROVINCE = "PROVINCE"
    CITY = "CITY"
    COUNTY = "COUNTY"
    STATION = "STATION"
    DEPT = "DEPT"
    TEAM = "TEAM"


REGIONS = ("URBAN", "RURAL", "REMOTE")
LANGUAGES = ("zh", "en")
# A department or a team is part of the company above it, not a level of its own.
PARTS = frozenset({UnitType.DEPT, UnitType.TEAM})


@dataclass(frozen=True)
class Unit:
    """A unit of the organisation tree."""

    id: str
    code: str
    name: str
    name_en: str
    type: str
    parent_id: str | None
    path: str
    region: str
    leader_id: str | None

    @property
    def is_part(self) -> bool:
        """Tell whether it is a department or a team of the company above."""
        return self.type in PARTS


@dataclass(frozen=True)
class Grant:
    """A role somebody holds at a unit, with its window of validity."""

    user_id: str
    role: str
    org_id: str
    valid_from: datetime | None = None
    valid_to: datetime | None = None

    def is_valid(self, now: datetime) -> bool:
        """Tell whether the grant counts at a moment; the end itself no longer does."""
        begun = self.valid_from is None or self.valid_from <= now
        return begun and (self.valid_to is None or now < self.valid_to)


@dataclass(frozen=True)
class StandIn:
    """An agent who stands in for a principal in some processes, or in all of them."""

    principal_id: str
    principal_name: str
    agent_id: str
    agent_name: str
    process_keys: tuple[str, ...]
    valid_from: datetime
    valid_to: datetime

    def counts(self, process_key: str, now: datetime) -> bool:
        """Tell whether the agent stands in for work of a process at a moment."""
        in_scope = not self.process_keys or process_key in self.process_keys
        return in_scope and self.valid_from <= now < self.valid_to


@dataclass(frozen=True)
class Directory:
    """All active units, grants and deputies of all active people, at one moment."""

    units: Mapping[str, Unit]
    grants: Mapping[str, tuple[Grant, ...]] = field(default_factory=dict)
    stand_ins: Mapping[str, tuple[StandIn, ...]] = field(default_factory=dict)

    def chain(self, org_id: str) -> Iterator[Unit]:
        """Yield a unit and everything above it, the root last."""
        unit = self.units.get(org_id)
        while unit is not None:
            yield unit
            unit = self.units.get(unit.parent_id or "")

    def ancestor(self, org_id: str, type_: str) -> Unit | None:
        """Return the nearest unit of a type, the unit itself included."""
        return next((unit for unit in self.chain(org_id) if unit.type == type_), None)

    def company(self, org_id: str) -> Unit | None:
        """Return the nearest unit that is neither a department nor a team."""
        return next((unit for unit in self.chain(org_id) if not unit.is_part), None)

    def root(self) -> Unit | None:
        """Return the headquarters."""
        return next((unit for unit in self.units.values() if unit.parent_id is None), None)

    def holders(self, group: str, now: datetime) -> tuple[str, ...]:
        """Return who belongs to `ROLE@<unit id>` at a moment."""
        found = (grant.user_id for grant in self.grants.get(group, ()) if grant.is_valid(now))
        return tuple(dict.fromkeys(found))

    def leaders_above(self, org_id: str, besides: str = "") -> Iterator[str]:
        """Yield the leaders of a unit and of those above it, the nearest first, each once."""
        seen = {besides}
        for unit in self.chain(org_id):
            if unit.leader_id and unit.leader_id not in seen:
                seen.add(unit.leader_id)
                yield unit.leader_id


def last_of(directory: Directory, role: str, user_id: str, now: datetime) -> bool:
    """Tell whether somebody is the only one who holds a role at the root, without an end."""
    root = directory.root()
    grants = directory.grants.get(group_name(role, root.id if root else ""), ())
    lasting = {one.user_id for one in grants if one.is_valid(now) and one.valid_to is None}
    return lasting == {user_id}


def group_name(role: str, org_id: str) -> str:
    """Return the name of the group of people who hold a role at a unit."""
    return f"{role}@{org_id}"


def territory(code: str) -> str:
    """Return the four digits of a unit's code that appear in business numbers.

    Units of one city share them, so numbers are counted per territory, not per unit.
    """
    return code[:4].ljust(4, "0")


def business_number(prefix: str, day: str, place: str, number: int, digits: int) -> str:
    """Return a number such as `YK20261102200100001`."""
    return f"{prefix}{day}{place}{number:0{digits}d}"
