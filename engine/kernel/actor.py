"""Who acts: a person, a customer with a signed link, or the system itself."""

from dataclasses import dataclass, field

from engine.kernel.errors import Forbidden


@dataclass(frozen=True)
class Actor:
    """Somebody who acts, with everything that decides what he may do.

    `groups` are his roles at units, `"ROLE@<unit id>"`; `permissions` are names such as
    `"task:reassign"`; `scopes` are the organisation paths whose data he may see.
    """

    user_id: str
    name: str
    org_id: str = ""
    org_path: str = ""
    permissions: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    scopes: tuple[str, ...] = ()
    language: str = "zh"
    is_system: bool = field(default=False)

    def may(self, permission: str) -> bool:
        """Tell whether a permission is granted."""
        return self.is_system or permission in self.permissions

    def sees(self, org_path: str) -> bool:
        """Tell whether the data of a unit lies within the actor's scopes."""
        return self.is_system or any(org_path.startswith(scope) for scope in self.scopes)


SYSTEM = Actor(user_id="system", name="系统", is_system=True)


def require(actor: Actor, permission: str, org_path: str | None = None) -> None:
    """Raise `Forbidden` unless the actor has the permission, within reach of the unit."""
    if not actor.may(permission):
        raise Forbidden(f"{actor.user_id} lacks {permission}", permission=permission)
    if org_path is not None and not actor.sees(org_path):
        raise Forbidden(f"{actor.user_id} has no reach to this unit", permission=permission)
