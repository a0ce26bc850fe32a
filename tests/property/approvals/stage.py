"""The case random plays are about: branches, votes, a called process, a wait, a group."""

import json
from dataclasses import dataclass, field
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.definitions.queries import versions_of
from engine.instances.model import ProcessInstance
from engine.kernel.actor import SYSTEM
from engine.processes.migration import Plan
from engine.staff.model import ACTIVE, Deputy
from engine.staff.service import dismiss_deputy, set_status
from tests.integration.approvals.bureau import Bureau, countersign, task
from tests.integration.processes.office import sequence

CREW = ("wang", "li", "zhao", "qian", "sun", "wu")
AGREED = 'count(votes[item = "agree"])'
REFUSED = 'count(votes[item = "refuse"])'
ALL_AGREE = f"{REFUSED} > 0 or {AGREED} = nrOfInstances"
VOTES = {"outputCollection": "votes", "outputElement": "result"}
WAIT = (
    '<bpmn:intermediateCatchEvent id="wait"><bpmn:timerEventDefinition><bpmn:timeDuration'
    ' xsi:type="bpmn:tFormalExpression">PT2H</bpmn:timeDuration></bpmn:timerEventDefinition>'
    "</bpmn:intermediateCatchEvent>"
)
INNER = (
    '<bpmn:startEvent id="i_start"/><bpmn:endEvent id="i_end"/>'
    + task("asked", "qian")
    + task("both", "${person}", inner=countersign('["zhao","sun"]', "false"))
    + sequence(("i_start", "asked"), ("asked", "both"), ("both", "i_end"))
)
# Who the diagram names at a node; whom people choose besides is noted as it happens.
NAMED = {
    "draft": {"wang"},
    "left": {"zhao"},
    "left2": {"zhao"},
    "m": {"li", "qian", "wu"},
    "row": {"li", "sun"},
    "asked": {"qian"},
    "both": {"zhao", "sun"},
    "pool": {"wang", "li"},
    "last": {"sun"},
    "filed": {"wu"},
}


def _body(*ending: str) -> str:
    chain = ("join", "call", "wait", "pool", *ending, "end")
    pairs = list(pairwise(chain))
    nodes = {
        "last": task("last", "sun", cc="zhou", opinion="refuse"),
        "filed": task("filed", "wu", dedupe="once"),
    }
    return (
        '<bpmn:startEvent id="start"/><bpmn:parallelGateway id="fork"/>'
        '<bpmn:parallelGateway id="join"/><bpmn:endEvent id="end"/>'
        '<bpmn:callActivity id="call" calledElement="inner"/>'
        + task("draft", "wang")
        + task("left", "zhao")
        + task("left2", "zhao", dedupe="consecutive")
        + task("m", "${person}", inner=countersign('["li","qian","wu"]', ALL_AGREE), **VOTES)
        + task("row", "${person}", inner=countersign('["li","sun"]', "false", sequential=True))
        + WAIT
        + task("pool", group="BUSINESS_CLERK@county")
        + "".join(nodes[name] for name in ending)
        + sequence(("start", "draft"), ("draft", "fork"), ("fork", "left"), ("fork", "m"),
                   ("left", "left2"), ("m", "row"), ("left2", "join"), ("row", "join"), *pairs)
    )  # fmt: skip


@dataclass
class Stage:
    """A bureau with two versions of one process, and the plans that lead from one to the other."""

    bureau: Bureau
    there: Plan = field(init=False)
    back: Plan = field(init=False)

    def __post_init__(self) -> None:
        """Deploy the called process and both versions; the older one is what cases follow."""
        self.bureau.deploy(INNER, "inner")
        self.bureau.deploy(_body("last"))
        self.bureau.deploy(_body("last", "filed"))
        with self.bureau.database.reading(self.bureau.clock) as uow:
            new, old = versions_of(uow.session, "leave")[:2]
            self.there, self.back = Plan(old.id, new.id), Plan(new.id, old.id)

    def clear(self) -> None:
        """Let everybody be there and nobody stand in for anybody."""
        with self.bureau.database.unit_of_work(self.bureau.clock) as uow:
            for deputy in uow.session.scalars(select(Deputy).where(Deputy.is_enabled)):
                dismiss_deputy(uow, SYSTEM, deputy.id)
            for name in CREW:
                set_status(uow, SYSTEM, self.bureau.people[name], ACTIVE)

    def waiting_tokens(self, session: Session, case: str) -> set[str]:
        """Return the tokens at which the runtime waits for a person."""
        row = select(ProcessInstance.state).where(ProcessInstance.id == case)
        state = json.loads(session.scalars(row).one())
        above = {row[1] for row in state["t"] if "r" not in (row[5] or {})}
        return {
            f"{state['s']}{row[0]:08x}"
            for row in state["t"]
            if row[2] in NAMED and row[0] not in above
        }
