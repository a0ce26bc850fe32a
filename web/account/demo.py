"""The people of the demonstration, for its sign-in page."""

from dataclasses import dataclass

from engine.demo.service import FACES
from engine.staff import queries as staff
from engine.staff.rules import Directory
from web import context
from web.names import role_name


@dataclass(frozen=True)
class DemoPerson:
    """Somebody to sign in as."""

    username: str
    name: str
    name_en: str
    post: str


def demo_people() -> list[DemoPerson]:
    """Return who is worth signing in as, in the order of a case, with what he does."""
    with context.open_reading() as uow:
        found = [staff.user_by_username(uow.session, name) for name in FACES]
        roles = _roles_by_user(staff.directory(uow.session))
        return [
            DemoPerson(one.username, one.name, one.name_en, "; ".join(roles.get(one.id, ())[:2]))
            for one in found
            if one is not None and one.is_active
        ]


def _roles_by_user(directory: Directory) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    english = context.language() == "en"
    for grants in directory.grants.values():
        for grant in grants:
            unit = directory.units.get(grant.org_id)
            name = ((english and unit.name_en) or unit.name) if unit else ""
            found.setdefault(grant.user_id, []).append(f"{name} {role_name(grant.role)}".strip())
    return found
