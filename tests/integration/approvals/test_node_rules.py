"""What a node may ask of whoever does it: a reason, a claim; or it draws somebody by lot."""

import pytest

from engine.kernel.errors import Invalid
from engine.processes.finishing import ClaimFirst
from engine.tasks.service import claim_task, release_task
from tests.integration.approvals.bureau import AGREE, Bureau, line, task

SILENT_NO = {"result": "refuse"}


def test_a_refusal_needs_a_reason_where_the_node_says_so(bureau: Bureau) -> None:
    bureau.deploy(line(("a", task("a", "zhao", opinion="refuse")), ("b", task("b", "sun"))))
    case = bureau.start("wang")

    with pytest.raises(Invalid) as caught:
        bureau.complete("zhao", bureau.task(case, "a").id, SILENT_NO)

    assert caught.value.problems[0]["field"] == "opinion"
    bureau.complete("zhao", bureau.task(case, "a").id, {"result": "agree"})
    assert bureau.nodes(case) == ["b"]


def test_a_node_may_want_a_reason_always(bureau: Bureau) -> None:
    bureau.deploy(line(("a", task("a", "zhao", opinion="always"))))
    case = bureau.start("wang")

    with pytest.raises(Invalid):
        bureau.complete("zhao", bureau.task(case, "a").id, {"result": "agree"})

    bureau.agree("zhao", case, "a")
    assert bureau.case(case).status == "completed"


def test_a_task_is_claimed_first_where_the_node_says_so(bureau: Bureau) -> None:
    bureau.deploy(line(("a", task("a", group="BUSINESS_CLERK@county", claim="required"))))
    case = bureau.start("zhao")
    waiting = bureau.task(case, "a").id

    with pytest.raises(ClaimFirst):
        bureau.complete("wang", waiting, AGREE)

    bureau.act("wang", claim_task, waiting)
    bureau.complete("wang", waiting, AGREE)
    assert bureau.case(case).status == "completed"


def test_one_of_the_candidates_is_drawn_and_may_put_the_task_back(bureau: Bureau) -> None:
    node = task("a", group="BUSINESS_CLERK@county", pick="random", excludeStarter="true")
    bureau.deploy(line(("a", node)))
    case = bureau.start("wang")
    drawn = bureau.task(case, "a")
    assert drawn.assignee_name == "Li"

    bureau.act("li", release_task, drawn.id)

    assert bureau.task(case, "a").assignee_id is None


def test_the_lot_falls_on_everybody_in_time(bureau: Bureau) -> None:
    bureau.deploy(line(("a", task("a", group="BUSINESS_CLERK@county", pick="random"))))

    drawn = {bureau.task(bureau.start("zhao"), "a").assignee_name for _ in range(20)}

    assert drawn == {"Li", "Wang"}
