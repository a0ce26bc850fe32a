"""Who does the work: candidates, priorities and the properties of user tasks."""

import re
from collections.abc import Iterator

from bpmn.lint.context import Context
from bpmn.lint.problem import Problem
from bpmn.lint.registry import error, info, rule, warning
from bpmn.lint.sites import MARKED
from bpmn.model import Element

SCOPES = ("self", "station", "county", "city", "province", "group")
# Commas inside ${…} divide nothing.
_GROUPS = re.compile(r"(?:[$#]\{[^{}]*\}|[^,])+")
_WORDS = {
    "slaFrom": ("task", "instance"),
    "dedupe": ("none", "consecutive", "once"),
    "selfApprove": ("self", "skip", "leader", "superior"),
    "signature": ("required", "optional"),
    "opinion": ("refuse", "always"),
    "claim": ("required",),
    "pick": ("random",),
    "customer": ("true", "false"),
    "excludeStarter": ("true", "false"),
}

SCOPE_UNKNOWN = error(
    "role-scope-unknown",
    (
        "{label} 的候选组 {group} 中，{scope} 不是已知的范围。",
        "In the candidate group {group} of {label}, {scope} is no known scope.",
    ),
    ("找不到任何人来做这项任务。", "Nobody would be found for the task."),
    (
        "范围用 self、station、county、city、province、group 之一。",
        "Use self, station, county, city, province or group.",
    ),
)
GROUP_INVALID = error(
    "candidate-group-invalid",
    ("{label} 的候选组 {group} 不完整。", "The candidate group {group} of {label} is incomplete."),
    ("找不到任何人来做这项任务。", "Nobody would be found for the task."),
    (
        "写成 角色@范围，如 BUSINESS_CLERK@station。",
        "Write ROLE@SCOPE such as BUSINESS_CLERK@station.",
    ),
)
ROLE_UNKNOWN = error(
    "role-unknown",
    (
        "{label} 的候选组用了未知的角色 {role}。",
        "The candidate groups of {label} name an unknown role {role}.",
    ),
    ("找不到任何人来做这项任务。", "Nobody would be found for the task."),
    ("改成已有的角色，或先建立它。", "Use an existing role, or create it first."),
)
POLICY_UNKNOWN = error(
    "sla-policy-unknown",
    ("{label} 用了未知的时限 {policy}。", "{label} names an unknown SLA policy {policy}."),
    ("任务没有期限，提醒和升级都不会发生。", "The task has no deadline; nobody is reminded."),
    ("改成已有的时限代码，或先建立它。", "Use an existing policy, or create it first."),
)
PROPERTY_ODD = warning(
    "property-value-unknown",
    (
        "{label} 的属性 {property}=“{value}” 不起作用，应为：{allowed}。",
        "The property {property}=“{value}” of {label} has no effect; use {allowed}.",
    ),
    ("不认识的值被忽略。", "A value nobody knows is ignored."),
    ("改成允许的值。", "Use one of the allowed values."),
)
PRIORITY = warning(
    "priority-invalid",
    ("{label} 的优先级 {value} 不是整数。", "The priority {value} of {label} is no whole number."),
    ("任务列表无法按它排序。", "The inbox cannot sort by it."),
    ("填写 0 到 100 的整数，或表达式。", "Give a whole number from 0 to 100, or an expression."),
)
NOBODY = info(
    "task-without-candidates",
    (
        "用户任务 {label} 没有办理人，也没有候选人。",
        "User task {label} has neither assignee nor candidates.",
    ),
    ("任务会落到管理员手中。", "The task falls to the administrator."),
    (
        "填写 camunda:candidateGroups 或 camunda:assignee。",
        "Give camunda:candidateGroups or camunda:assignee.",
    ),
)


@rule
def candidates(context: Context) -> Iterator[Problem]:
    """Candidate groups are roles at scopes that exist."""
    for node in context.activities():
        text = node.camunda.get("candidateGroups", "")
        for group in _GROUPS.findall(text):
            if group.strip() and not MARKED.match(group):
                yield from _group_problems(context, node, group.strip())


_NOBODY_FOUND = ("admin", "skip", "starter", "refuse")


@rule
def nobody_found(context: Context) -> Iterator[Problem]:
    """What happens when nobody is found is a known word, a person or a role."""
    for node in context.activities():
        for part in filter(None, map(str.strip, node.properties.get("emptyPolicy", "").split(";"))):
            kind, _, name = part.partition(":")
            if kind.strip() == "role" and name.strip():
                yield from _group_problems(context, node, name.strip())
            elif part not in _NOBODY_FOUND and not (kind.strip() == "person" and name.strip()):
                allowed = ", ".join((*_NOBODY_FOUND, "person:…", "role:…@…"))
                facts = {"property": "emptyPolicy", "value": part, "allowed": allowed}
                yield PROPERTY_ODD.at(node, facts)


@rule
def copies(context: Context) -> Iterator[Problem]:
    """Groups that get copies are roles at scopes that exist."""
    for node in (*context.model.processes, *context.activities()):
        text = node.properties.get("cc", "")
        for name in () if text.lstrip().startswith("=") else map(str.strip, text.split(",")):
            if "@" in name and not MARKED.match(name):
                yield from _group_problems(context, node, name)


def _group_problems(context: Context, node: Element, group: str) -> Iterator[Problem]:
    role, at, scope = group.partition("@")
    role, scope = role.strip(), scope.strip()
    if at and (not role or not scope or "@" in scope):
        yield GROUP_INVALID.at(node, group=group)
        return
    # A scope may also be the id of a unit or worked out by an expression.
    if scope and re.fullmatch(r"[A-Za-z]+", scope) and scope.lower() not in SCOPES:
        yield SCOPE_UNKNOWN.at(node, group=group, scope=scope)
    roles = context.options.known_roles
    is_scope_alone = not at and role.lower() in SCOPES
    if roles is not None and role not in roles and not is_scope_alone and "{" not in role:
        yield ROLE_UNKNOWN.at(node, role=role)


@rule
def properties(context: Context) -> Iterator[Problem]:
    """Our own properties have values that mean something."""
    policies = context.options.known_policies
    for node in (*context.model.processes, *context.activities()):
        policy = node.properties.get("sla")
        if policy and policies is not None and policy not in policies and not MARKED.match(policy):
            yield POLICY_UNKNOWN.at(node, policy=policy)
        for name, allowed in _WORDS.items():
            value = node.properties.get(name)
            if value and value not in allowed:
                facts = {"property": name, "value": value, "allowed": ", ".join(allowed)}
                yield PROPERTY_ODD.at(node, facts)


@rule
def user_tasks(context: Context) -> Iterator[Problem]:
    """User tasks have somebody to do them and a priority that sorts."""
    for node in context.activities():
        if node.type != "userTask":
            continue
        words = ("assignee", "candidateUsers", "candidateGroups")
        if not any(node.camunda.get(word) for word in words) and not node.resources:
            yield NOBODY.at(node)
        priority = node.camunda.get("priority", "")
        if priority and not MARKED.match(priority) and not re.fullmatch(r"-?\d+", priority):
            yield PRIORITY.at(node, value=priority)
