"""The names of permissions, and which role permits what."""

from collections.abc import Iterable
from datetime import timedelta
from enum import StrEnum

LOCK_AFTER = 5
LOCK_FOR = timedelta(minutes=15)


class Permission(StrEnum):
    """Everything that can be permitted, in the order of the alphabet."""

    AUDIT_READ = "audit:read"
    CALENDAR_EDIT = "calendar:edit"
    CASE_CANCEL = "case:cancel"
    CASE_MIGRATE = "case:migrate"
    CASE_MOVE = "case:move"
    CASE_READ = "case:read"
    CASE_START = "case:start"
    CASE_SUSPEND = "case:suspend"
    CLOCK_PAUSE = "clock:pause"
    COMMENT_WRITE = "comment:write"
    COMPLAINT_READ = "complaint:read"
    COMPLAINT_SECRET = "complaint:secret"
    CONSOLE_READ = "console:read"
    CUSTOMER_CREATE = "customer:create"
    CUSTOMER_EDIT = "customer:edit"
    CUSTOMER_EXPORT = "customer:export"
    CUSTOMER_READ = "customer:read"
    CUSTOMER_UNMASK = "customer:unmask"
    DEFINITION_DEPLOY = "definition:deploy"
    DEFINITION_READ = "definition:read"
    ESCALATION_HANDLE = "escalation:handle"
    GRID_EDIT = "grid:edit"
    INCIDENT_READ = "incident:read"
    INCIDENT_RETRY = "incident:retry"
    NOTICE_EDIT = "notice:edit"
    OUTAGE_READ = "outage:read"
    PAYMENT_COLLECT = "payment:collect"
    PAYMENT_READ = "payment:read"
    PAYMENT_SETTLE = "payment:settle"
    PROJECT_READ = "project:read"
    REPORT_EXPORT = "report:export"
    REPORT_READ = "report:read"
    REVIEW_MANAGE = "review:manage"
    REVIEW_READ = "review:read"
    ROLE_GRANT = "role:grant"
    SESSION_END = "session:end"
    SLA_EDIT = "sla:edit"
    SLA_READ = "sla:read"
    STAFF_EDIT = "staff:edit"
    STAFF_READ = "staff:read"
    SUPERVISION_OPEN = "supervision:open"
    SUPERVISION_REPLY = "supervision:reply"
    SURVEY_READ = "survey:read"
    TASK_ASSIGN = "task:assign"
    TASK_CLAIM = "task:claim"
    TASK_COMPLETE = "task:complete"
    TASK_DELEGATE = "task:delegate"
    TASK_REASSIGN = "task:reassign"
    TASK_RELEASE = "task:release"
    TASK_URGE = "task:urge"
    WORK_TASK_CREATE = "work_task:create"
    WORK_TASK_READ = "work_task:read"


P = Permission

# What everybody who is employed may do; being a candidate decides about single tasks.
EVERYBODY = frozenset(
    {
        P.CASE_READ,
        P.CASE_START,
        P.COMMENT_WRITE,
        P.SLA_READ,
        P.STAFF_READ,
        P.TASK_CLAIM,
        P.TASK_COMPLETE,
        P.TASK_DELEGATE,
        P.TASK_RELEASE,
        P.TASK_URGE,
        P.WORK_TASK_READ,
    }
)
_FRONT = frozenset({P.CUSTOMER_READ, P.OUTAGE_READ, P.COMPLAINT_READ, P.REPORT_READ})
_COUNTER = _FRONT | {P.CUSTOMER_CREATE, P.CUSTOMER_EDIT}
_SPECIALIST = _COUNTER | {P.PROJECT_READ, P.REVIEW_READ, P.SUPERVISION_REPLY, P.SURVEY_READ}
_TEAM_LEAD = _FRONT | {
    P.CLOCK_PAUSE,
    P.CONSOLE_READ,
    P.CUSTOMER_EXPORT,
    P.ESCALATION_HANDLE,
    P.PROJECT_READ,
    P.REPORT_EXPORT,
    P.REVIEW_READ,
    P.SUPERVISION_REPLY,
    P.SURVEY_READ,
    P.TASK_ASSIGN,
    P.TASK_REASSIGN,
    P.WORK_TASK_CREATE,
}
# Who heads more than a team may order others to answer for their work.
_LEADER = _TEAM_LEAD | {P.SUPERVISION_OPEN}
_HQ = _LEADER | {P.REVIEW_MANAGE}
_ANALYST = frozenset({P.DEFINITION_DEPLOY, P.DEFINITION_READ, P.INCIDENT_READ, P.REPORT_READ})

CLASSES: dict[str, frozenset[Permission]] = {
    "front": _FRONT,
    "counter": _COUNTER,
    "specialist": _SPECIALIST,
    "leader": _LEADER,
    "team_lead": _TEAM_LEAD,
    "hq": _HQ,
    "analyst": _ANALYST,
    "process_admin": _ANALYST
    | _HQ
    | {P.CASE_CANCEL, P.CASE_MIGRATE, P.CASE_MOVE, P.CASE_SUSPEND, P.INCIDENT_RETRY}
    | {P.NOTICE_EDIT}
    | {P.CALENDAR_EDIT, P.SLA_EDIT},
    # The three administrators do not overlap: accounts, roles, logs.
    "sys_admin": frozenset(
        {P.STAFF_EDIT, P.SESSION_END, P.INCIDENT_READ, P.CALENDAR_EDIT, P.GRID_EDIT}
    ),
    "sec_admin": frozenset({P.ROLE_GRANT, P.SESSION_END}),
    "audit_admin": frozenset({P.AUDIT_READ}),
    "none": frozenset(),
}

# code | Chinese name | English name | class of permissions
_ROLE_TABLE = """
ACCOUNT_MANAGER|客户经理|Account manager|specialist
AGENT|95598坐席|Hotline agent|counter
ARCHIVIST|档案员|Archivist|counter
AREA_MANAGER|台区经理|District manager|counter
ASSET_CLERK|资产管理员|Asset clerk|specialist
AUDIT_ADMIN|审计管理员|Audit administrator|audit_admin
AUDIT_HEAD|审计部主任|Head of audit|leader
BILLING_AUDITOR|核算员|Billing auditor|specialist
BPM_ANALYST|流程分析师|Process analyst|analyst
BUSINESS_CLERK|业务受理员|Business clerk|counter
CASHIER|收费员|Cashier|counter
CONTRACT_CLERK|合同专责|Contract clerk|specialist
DEPUTY_GM|分管副总|Deputy general manager|leader
DESIGNER|设计员|Designer|front
DESIGN_REVIEWER|设计审核员|Design reviewer|specialist
DIRECTOR|集团部门主任|Director at headquarters|hq
DISPATCHER|调度员|Dispatcher|front
DISPATCH_HEAD|调控中心主任|Head of dispatch|leader
DISPATCH_PLANNER|停电计划专责|Outage planner|specialist
ELEC_INSPECTOR|用电检查员|Supply inspector|specialist
EQUIPMENT_HEAD|设备部主任|Head of equipment|leader
EXPERT|评审专家|Review expert|specialist
FEE_CLERK|费用员|Fee clerk|specialist
FINANCE|财务会计|Accountant|specialist
FINANCE_HEAD|财务部主任|Head of finance|leader
GM|总经理|General manager|leader
HANDLER|投诉处理员|Complaint handler|specialist
HQ_RECEPTION|集团受理|Headquarters reception|hq
HQ_REVIEWER|集团专业审查|Headquarters reviewer|hq
HR|人资专责|Human resources|none
INSPECTOR|检查验收员|Inspector|specialist
KEEPER|资产保管员|Asset keeper|front
LEADER|任务下达领导|Leader who assigns work|leader
LEGAL_HEAD|法律部主任|Head of legal affairs|leader
MAINT_TEAM|检修班组|Maintenance crew|front
MARKETING_HEAD|营销部主任|Head of marketing|leader
MATERIALS_HEAD|物资部主任|Head of materials|leader
MEETING_MEMBER|办公会成员|Member of the management meeting|leader
METER_INSTALLER|装表接电工|Meter installer|counter
METER_READER|抄表员|Meter reader|front
OPS_HEAD|运检部主任|Head of operations|leader
OPS_TEAM|配电运维工|Distribution operations|front
ORDER_AUDITOR|工单审核员|Order auditor|specialist
PLANNER|规划专责|Grid planner|specialist
PLANNING_HEAD|发展部主任|Head of planning|leader
PLAN_ENGINEER|方案员|Supply plan engineer|specialist
PROCESS_ADMIN|流程管理员|Process administrator|process_admin
PROJECT_CLERK|工程管理员|Project clerk|specialist
PROJECT_MANAGER|项目经理|Project manager|specialist
REPAIR_CREW|抢修队员|Repair crew|front
SAFETY_HEAD|安监部主任|Head of safety|leader
SEC_ADMIN|安全管理员|Security administrator|sec_admin
SERVICE_DISPATCH|服务调度|Service dispatch|specialist
SPECIALIST|专责|Specialist|specialist
STATION_CLERK|供电所内勤|Station clerk|counter
SUPERVISOR|督办专责|Supervision officer|hq
SURVEYOR|勘查员|Surveyor|specialist
SYS_ADMIN|系统管理员|System administrator|sys_admin
TEAM_LEAD|班长|Team lead|team_lead
VISITOR|回访员|Follow-up caller|specialist
"""

# code -> (Chinese name, English name)
ROLES: dict[str, tuple[str, str]] = {}
ROLE_PERMISSIONS: dict[str, frozenset[Permission]] = {}
for _line in _ROLE_TABLE.split("\n"):
    if _line:
        _code, _zh, _en, _class = _line.split("|")
        ROLES[_code] = (_zh, _en)
        ROLE_PERMISSIONS[_code] = CLASSES[_class]
# Who hears a report of misconduct may know who made it.
ROLE_PERMISSIONS["AUDIT_HEAD"] |= {P.COMPLAINT_SECRET}
ROLE_PERMISSIONS["ACCOUNT_MANAGER"] |= {P.CUSTOMER_UNMASK}
ROLE_PERMISSIONS["BUSINESS_CLERK"] |= {P.CUSTOMER_UNMASK}

# Money: the desk takes it, finance looks into what does not fit, auditors of bills read.
_DESK = {P.PAYMENT_COLLECT, P.PAYMENT_READ}
_FINANCE = {P.PAYMENT_READ, P.PAYMENT_SETTLE}
for _code, _money in (
    ("CASHIER", _DESK | _FINANCE),
    ("FEE_CLERK", _DESK),
    ("FINANCE", _DESK | _FINANCE),
    ("FINANCE_HEAD", _FINANCE),
    ("BILLING_AUDITOR", {P.PAYMENT_READ}),
):
    ROLE_PERMISSIONS[_code] |= _money

# Roles that show no business data, however high the unit they are granted at.
_WITHOUT_DATA = frozenset({"SYS_ADMIN", "SEC_ADMIN", "AUDIT_ADMIN", "HR"})


# The permissions of the business. Whoever grants roles gives them to the people within his
# reach by his office; of any other permission nobody can give what he does not hold himself.
BUSINESS = EVERYBODY | _HQ | _SPECIALIST | {P.CUSTOMER_UNMASK, P.COMPLAINT_SECRET}
BUSINESS |= _DESK | _FINANCE
# What counts where it was granted, although it shows no business data there.
ADMINISTERING = frozenset({P.CALENDAR_EDIT, P.ROLE_GRANT, P.SESSION_END, P.SLA_EDIT, P.STAFF_EDIT})


def privileges_of(roles: Iterable[str]) -> frozenset[str]:
    """Return what roles permit beyond the daily business."""
    return permissions_of(roles) - {str(one) for one in BUSINESS}


def reach_of(grants: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return permission and path of what (role, path) grants let somebody administer."""
    found = {
        (str(permission), path)
        for role, path in grants
        for permission in ROLE_PERMISSIONS.get(role, frozenset()) & ADMINISTERING
    }
    return tuple(sorted(found))


def permissions_of(roles: Iterable[str]) -> frozenset[str]:
    """Return what somebody who holds these roles is permitted."""
    granted: set[str] = set(EVERYBODY)
    for role in roles:
        granted |= ROLE_PERMISSIONS.get(role, frozenset())
    return frozenset(str(permission) for permission in granted)


def scopes_of(grants: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Return the paths whose data the (role, path) grants show, none within another."""
    paths = sorted({path for role, path in grants if role not in _WITHOUT_DATA})
    kept: list[str] = []
    for path in paths:
        if not any(path.startswith(wider) for wider in kept):
            kept.append(path)
    return tuple(kept)
