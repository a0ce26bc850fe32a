"""Who acts: a person, a customer with a signed link, or the system itself."""

from dataclasses import dataclass, field

from engine.kernel.errors import Forbidden


@dataclass(frozen=True)
class Actor:
    """Somebody who acts, with everything that decides what he may do.

    `groups` are his roles at units, `"ROLE@<unit id>"`; `permissions` are names such as
    `"task:reassign"`; `scopes` are the organisation paths whose data he may see. `reach` are
    pairs of an administrator's permission and a path it was granted at.
    """

    user_id: str
    name: str
    org_id: str = ""
    org_path: str = ""
    permissions: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    scopes: tuple[str, ...] = ()
    reach: tuple[tuple[str, str], ...] = ()
    language: str = "zh"
    is_system: bool = field(default=False)

    def may(self, permission: str) -> bool:
        """Tell whether a permission is granted."""
        return self.is_system or permission in self.permissions

    def sees(self, org_path: str) -> bool:
        """Tell whether the data of a unit lies within the actor's scopes."""
        return self.is_system or any(org_path.startswith(scope) for scope in self.scopes)

    def reaches(self, permission: str, org_path: str) -> bool:
        """Tell whether a permission counts at a unit: below where it was granted, if that is
        known, else within the scopes.
        """
        granted_at = [path for name, path in self.reach if name == permission]
        if self.is_system or not granted_at:
            return self.sees(org_path)
        return any(org_path.startswith(path) for path in granted_at)


SYSTEM = Actor(user_id="system", name="系统", is_system=True)


def require(actor: Actor, permission: str, org_path: str | None = None) -> None:
    """Raise `Forbidden` unless the actor has the permission, within reach of the unit."""
    if not actor.may(permission):
        raise Forbidden(f"{actor.user_id} lacks {permission}", permission=permission)
    if org_path is not None and not actor.reaches(permission, org_path):
        raise Forbidden(f"{actor.user_id} has no reach to this unit", permission=permission)
