"""What the tests of the table have in common: pages read as their readers do, small diagrams."""

import re
from collections.abc import Sequence
from datetime import timedelta
from html import unescape
from xml.sax.saxutils import escape

import pytest

from tests.acceptance.scenarios.conftest import Doors
from tests.integration.approvals.bureau import countersign, line, task
from tests.integration.processes.office import sequence

TAG = re.compile(r"<[^>]+>")
BOTH = pytest.mark.parametrize("database", ["sqlite", "mariadb"], indirect=True)
VOTERS = ("li", "zhao", "qian")
AGREED = 'count(votes[item = "agree"])'
OPPOSED = 'count(votes[item = "refuse"])'
ALL = f"{OPPOSED} > 0 or {AGREED} = nrOfInstances"
ANY = f"{AGREED} + {OPPOSED} >= 1"
# A clerk drafts, a team leader checks, a head approves, a deputy manager signs.
FOUR = line(
    ("draft", task("draft", "wang")),
    ("check", task("check", "zhao")),
    ("approve", task("approve", "qian")),
    ("sign", task("sign", "sun")),
)
TWO = line(("a", task("a", "zhao")), ("b", task("b", "qian")))


def condition(source: str, target: str, feel: str) -> str:
    """Return a sequence flow that is taken under a condition."""
    return (
        f'<bpmn:sequenceFlow id="f_{source}_{target}" sourceRef="{source}" targetRef="{target}">'
        '<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">'
        f"{escape(feel)}</bpmn:conditionExpression></bpmn:sequenceFlow>"
    )


def decided(node: str, passed: str) -> str:
    """Return a diagram that goes from a node `m` to `yes` when it passed, else to `no`."""
    return (
        '<bpmn:startEvent id="start"/><bpmn:exclusiveGateway id="x" default="f_x_no"/>'
        '<bpmn:endEvent id="end"/>'
        + node
        + task("yes", "zhou")
        + task("no", "wang")
        + sequence(("start", "m"), ("m", "x"), ("x", "no"), ("yes", "end"), ("no", "end"))
        + condition("x", "yes", passed)
    )


def ballot(
    over: str,
    passed: str,
    people: Sequence[str] = VOTERS,
    *,
    sequential: bool = False,
    element: str = "result",
) -> str:
    """Return a diagram in which people decide together: when it is over, when it passed."""
    listed = "[" + ",".join(f'"{name}"' for name in people) + "]"
    loop = countersign(listed, over, sequential=sequential)
    node = task("m", "${person}", inner=loop, outputCollection="votes", outputElement=element)
    return decided(node, passed)


def words(html: str) -> str:
    """Return what a page says, without its markup."""
    return " ".join(unescape(TAG.sub(" ", html)).split())


def story(doors: Doors, who: str, case: str) -> list[str]:
    """Return the lines of a case's history as somebody reads them on its page."""
    page = doors.of(who).get(f"/cases/{case}").text
    inside = page.split('class="steps-history">')[1].split("</ol>")[0]
    return [words(one) for one in re.split(r"<li[^>]*>", inside)[1:]]


def tells(doors: Doors, who: str, case: str, *parts: str) -> bool:
    """Tell whether one line of the history says all of these."""
    return any(all(part in one for part in parts) for one in story(doors, who, case))


def listed(doors: Doors, who: str, view: str = "mine") -> str:
    """Return what a view of somebody's inbox says."""
    page = doors.of(who).get(f"/inbox/?view={view}").text
    return words(page.split("<table", 1)[1].split("</table>")[0]) if "<table" in page else ""


def later(doors: Doors, **more: float) -> None:
    """Let time go by; after half an hour everybody has to sign in again, and does."""
    doors.bureau.clock.advance(timedelta(**more))
    doors.visitors.clear()


def page_of(doors: Doors, who: str, task_id: str) -> str:
    """Return what the page of a task says to somebody."""
    return words(doors.of(who).get(f"/tasks/{task_id}").text)
