"""The diagrams random plays are about: short ones, each with what works on the others' nerves."""

from itertools import pairwise

from tests.integration.approvals.bureau import countersign, task
from tests.integration.processes.office import sequence

AGREED = 'count(votes[item = "agree"])'
REFUSED = 'count(votes[item = "refuse"])'
SAID_NO = 'count(votes[item = "refuse" or item = "abstain"])'
ALL_AGREE = f"{REFUSED} > 0 or {AGREED} = nrOfInstances"
FIRST = f"{AGREED} + {REFUSED} >= 1"
MAJORITY = f"{AGREED} > 0.5 * nrOfInstances or nrOfInstances - {SAID_NO} <= 0.5 * nrOfInstances"
VETO = (
    'count(votes[item.who = "sun" and item.vote = "refuse"]) > 0 or '
    'sum(for v in votes return if v.vote = "agree" then v.weight else 0) > 50'
)
VOTES = {"outputCollection": "votes", "outputElement": "result"}
WEIGHED = {
    "outputCollection": "votes",
    "outputElement": '={who: person, vote: result, weight: if person = "sun" then 40 else 30}',
}
MESSAGE = '<bpmn:message id="paid" name="paid"/>'
# Whom the diagrams name at a node; whom people choose besides is noted as it happens.
NAMED = {
    "draft": {"wang"}, "left": {"zhao"}, "left2": {"zhao"}, "m": {"li", "qian", "wu"},
    "row": {"li", "sun"}, "asked": {"qian"}, "both": {"zhao", "sun"}, "pool": {"wang", "li"},
    "last": {"sun"}, "filed": {"wu"},
    "x": {"zhao"}, "y": {"wu"}, "s_a": {"qian"}, "s_b": {"li"}, "late": {"sun"},
    "each_a": {"li", "qian"}, "each_b": {"wu"}, "ballot": {"li", "qian", "sun"},
    "any": {"zhao", "qian"}, "most": {"li", "zhao", "wu"}, "own": {"wang", "sun"},
    "chosen": {"wang", "li"}, "nobody": set(), "drawn": {"wang", "li"},
}  # fmt: skip


def _catch(key: str, what: str) -> str:
    return f'<bpmn:intermediateCatchEvent id="{key}">{what}</bpmn:intermediateCatchEvent>'


def _timer(duration: str) -> str:
    return (
        '<bpmn:timerEventDefinition><bpmn:timeDuration xsi:type="bpmn:tFormalExpression">'
        f"{duration}</bpmn:timeDuration></bpmn:timerEventDefinition>"
    )


def _boundary(key: str, on: str, duration: str, cancels: str) -> str:
    return (
        f'<bpmn:boundaryEvent id="{key}" attachedToRef="{on}" cancelActivity="{cancels}">'
        f"{_timer(duration)}</bpmn:boundaryEvent>"
    )


def _gates(kind: str, *names: str) -> str:
    return "".join(f'<bpmn:{kind} id="{name}"/>' for name in names)


def _due(element: str, duration: str) -> str:
    return element.replace("<bpmn:userTask ", f'<bpmn:userTask camunda:dueDate="{duration}" ', 1)


def _vote(key: str, people: str, over: str, **more: str) -> str:
    return task(key, "${person}", inner=countersign(people, over), **more)


REPEATED = (
    '<bpmn:multiInstanceLoopCharacteristics isSequential="false"'
    ' camunda:collection="=[&quot;li&quot;,&quot;qian&quot;]" camunda:elementVariable="person"/>'
)
INNER = (
    '<bpmn:startEvent id="i_start"/><bpmn:endEvent id="i_end"/>'
    + task("asked", "qian")
    + _vote("both", '["zhao","sun"]', "false")
    + sequence(("i_start", "asked"), ("asked", "both"), ("both", "i_end"))
)
EDGES = '<bpmn:startEvent id="start"/><bpmn:endEvent id="end"/>' + task("draft", "wang")
# What a version ends with; the newer one asks somebody more.
ENDING = {
    "last": task("last", "sun", cc="zhou", opinion="refuse"),
    "filed": task("filed", "wu", dedupe="once"),
}
# Two branches: one of two steps, one with votes; then a called process, a wait, a group.
BRANCHES = (
    _gates("parallelGateway", "fork", "join")
    + '<bpmn:callActivity id="call" calledElement="inner"/>'
    + _due(task("left", "zhao"), "PT3H")
    + task("left2", "zhao", dedupe="consecutive")
    + _vote("m", '["li","qian","wu"]', ALL_AGREE, **VOTES)
    + task("row", "${person}", inner=countersign('["li","sun"]', "false", sequential=True))
    + _catch("wait", _timer("PT2H"))
    + task("pool", group="BUSINESS_CLERK@county")
    + sequence(("start", "draft"), ("draft", "fork"), ("fork", "left"), ("fork", "m"),
               ("left", "left2"), ("m", "row"), ("left2", "join"), ("row", "join"))
)  # fmt: skip
# Inclusive branches, one through a sub-process that is guarded by timers; then a message.
GATES = (
    '<bpmn:inclusiveGateway id="fork" default="f_fork_y"/><bpmn:inclusiveGateway id="join"/>'
    + task("x", "zhao")
    + task("y", "wu")
    + '<bpmn:subProcess id="s"><bpmn:startEvent id="s0"/><bpmn:endEvent id="s9"/>'
    + task("s_a", "qian")
    + task("s_b", "li")
    + sequence(("s0", "s_a"), ("s_a", "s_b"), ("s_b", "s9"))
    + "</bpmn:subProcess>"
    + _boundary("nudge", "s", "PT3H", "false")
    + _boundary("off", "s", "PT9H", "true")
    + _due(task("late", "sun"), "PT1H")
    + _catch("told", '<bpmn:messageEventDefinition messageRef="paid"/>')
    + sequence(("start", "draft"), ("draft", "fork"), ("fork", "y"), ("x", "join"), ("y", "join"),
               ("s", "join"), ("nudge", "late"), ("late", "join"), ("off", "y"), ("join", "told"))
    + "".join(
        f'<bpmn:sequenceFlow id="f_fork_{to}" sourceRef="fork" targetRef="{to}">'
        '<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">'
        f"{when}</bpmn:conditionExpression></bpmn:sequenceFlow>"
        for to, when in (("x", "modulo(amount, 2) = 0"), ("s", "amount &gt; 3"))
    )
)  # fmt: skip
# A sub-process for each of two people, beside a process called twice at once.
RUNS = (
    _gates("parallelGateway", "fork", "join")
    + '<bpmn:subProcess id="each">'
    + REPEATED
    + '<bpmn:startEvent id="e0"/><bpmn:endEvent id="e9"/>'
    + task("each_a", "${person}")
    + task("each_b", "wu")
    + sequence(("e0", "each_a"), ("each_a", "each_b"), ("each_b", "e9"))
    + "</bpmn:subProcess>"
    + '<bpmn:callActivity id="one" calledElement="inner"/>'
    '<bpmn:callActivity id="two" calledElement="inner"/>'
    + sequence(("start", "draft"), ("draft", "fork"), ("fork", "each"), ("fork", "one"),
               ("fork", "two"), ("each", "join"), ("one", "join"), ("two", "join"))
)  # fmt: skip
# Every way to decide together, and every rule about who decides.
VOTING = (
    _gates("parallelGateway", "fork", "join")
    + _vote("ballot", '["li","qian","sun"]', VETO, **WEIGHED)
    + _vote("any", '["zhao","qian"]', FIRST, **VOTES)
    + _vote("most", '["li","zhao","wu"]', MAJORITY, **VOTES)
    + task("own", "wang", selfApprove="superior")
    + task("chosen", group="BUSINESS_CLERK@county", choose="next", claim="required")
    + task("nobody", group="SAFETY_HEAD@county")
    + task("drawn", group="BUSINESS_CLERK@county", pick="random", dedupe="once")
    + sequence(("start", "draft"), ("draft", "fork"), ("fork", "ballot"), ("fork", "any"),
               ("any", "most"), ("ballot", "own"), ("own", "join"), ("most", "join"))
)  # fmt: skip
# key of the process -> (what is in it, what stands between that and its ending)
DIAGRAMS = {
    "leave": (BRANCHES, ("join", "call", "wait", "pool")),
    "gates": (GATES, ("told",)),
    "runs": (RUNS, ("join",)),
    "voting": (VOTING, ("join", "chosen", "nobody", "drawn")),
}


def body(key: str, *ending: str) -> str:
    """Return the elements of a process, with what it ends with."""
    inside, behind = DIAGRAMS[key]
    parts = "".join(ENDING[name] for name in ending)
    return EDGES + inside + parts + sequence(*pairwise((*behind, *ending, "end")))
