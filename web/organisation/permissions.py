"""What permissions are called."""

from typing import Any

from web.texts import lazy_gettext as _

LABELS: dict[str, Any] = {
    "audit:read": _("Read the audit trail"),
    "calendar:edit": _("Change working calendars"),
    "case:cancel": _("Cancel cases"),
    "case:migrate": _("Move cases to another version"),
    "case:move": _("Move a case to another step"),
    "case:read": _("Read cases within reach"),
    "case:start": _("Start cases"),
    "case:suspend": _("Suspend and resume cases"),
    "clock:pause": _("Stop clocks for a reason"),
    "comment:write": _("Comment on cases"),
    "complaint:read": _("Read complaints"),
    "complaint:secret": _("Read who complained in confidence"),
    "console:read": _("Watch lights of units and escalations"),
    "customer:create": _("Create customers"),
    "customer:edit": _("Change customers"),
    "customer:export": _("Export customers"),
    "customer:read": _("Read customers"),
    "customer:unmask": _("See full identity and telephone numbers"),
    "definition:deploy": _("Deploy processes"),
    "definition:read": _("Read process definitions"),
    "escalation:handle": _("Handle escalations"),
    "grid:edit": _("Change lines and transformers"),
    "incident:read": _("Read incidents and sent messages"),
    "incident:retry": _("Retry after incidents"),
    "notice:edit": _("Write texts and rules of notices"),
    "outage:read": _("Read outages"),
    "payment:collect": _("Collect payments"),
    "payment:read": _("Read payments"),
    "payment:settle": _("Settle payments"),
    "project:read": _("Read projects"),
    "report:export": _("Export reports"),
    "report:read": _("Read reports"),
    "review:manage": _("Manage reviews of headquarters"),
    "review:read": _("Read reviews of headquarters"),
    "role:grant": _("Grant and revoke roles"),
    "session:end": _("Sign people out"),
    "sla:edit": _("Change time limits"),
    "sla:read": _("Read time limits"),
    "staff:edit": _("Administer units and people"),
    "staff:read": _("Look up units and people"),
    "supervision:open": _("Open supervisions"),
    "supervision:reply": _("Reply to supervisions"),
    "survey:read": _("Read surveys"),
    "task:assign": _("Assign tasks"),
    "task:claim": _("Claim tasks"),
    "task:complete": _("Complete tasks"),
    "task:delegate": _("Lend tasks for an opinion"),
    "task:reassign": _("Reassign tasks of others"),
    "task:release": _("Release tasks"),
    "task:urge": _("Urge"),
    "work_task:create": _("Create work tasks"),
    "work_task:read": _("Read work tasks"),
}


def permission_name(code: str) -> str:
    """Return what a permission is called; its code when it has no name."""
    return str(LABELS.get(code, code))
