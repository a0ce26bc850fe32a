"""Two at once: one wins, the other is told, and nothing is lost or done twice."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from engine.instances.queries import trail
from engine.kernel.errors import Conflict
from engine.processes.service import complete_task
from engine.tasks.service import claim_task
from tests.integration.processes.office import ONE_TASK, Office, sequence, user_task


def _at_once(office: Office, verb: object, arguments: list[tuple[str, str]]) -> list[str]:
    """Let several people act on the same moment; return how each attempt ended."""
    gate = Barrier(len(arguments))
    actors = {name: office.actor(name) for name, _ in arguments}

    def attempt(name: str, task_id: str) -> str:
        gate.wait()
        try:
            office.database.transact(
                office.clock,
                lambda uow: verb(uow, actors[name], task_id),  # type: ignore[operator]
            )
        except Conflict as conflict:
            return conflict.code
        return "done"

    with ThreadPoolExecutor(len(arguments)) as pool:
        return sorted(pool.map(lambda pair: attempt(*pair), arguments))


def test_of_two_who_claim_at_once_one_wins(office: Office) -> None:
    office.deploy(ONE_TASK)
    task = office.open(office.start("wang"))[0]

    outcomes = _at_once(office, claim_task, [("wang", task.id), ("li", task.id)])

    assert outcomes == ["done", "task_already_claimed"]


def test_of_two_who_complete_at_once_one_wins(office: Office) -> None:
    office.deploy(ONE_TASK)
    case = office.start("wang")
    task = office.open(case)[0]

    def complete(uow: object, actor: object, task_id: str) -> object:
        return complete_task(uow, actor, task_id, {})  # type: ignore[arg-type]

    outcomes = _at_once(office, complete, [("wang", task.id), ("li", task.id)])

    assert outcomes == ["done", "task_not_open"]
    assert office.case(case).status == "completed"


def test_parallel_branches_completed_at_once_join_once(office: Office) -> None:
    office.deploy(PARALLEL)
    for _ in range(5):
        case = office.start("wang")
        left, right = office.open(case)

        def complete(uow: object, actor: object, task_id: str) -> object:
            return complete_task(uow, actor, task_id, {})  # type: ignore[arg-type]

        outcomes = _at_once(office, complete, [("wang", left.id), ("li", right.id)])

        assert outcomes == ["done", "done"]
        with office.database.reading(office.clock) as uow:
            ended = [row.activity_id for row in trail(uow.session, case) if row.event != "entered"]
        assert ended.count("join") == 1
        assert office.case(case).status == "completed"


PARALLEL = (
    '<bpmn:startEvent id="start"/><bpmn:parallelGateway id="fork"/>'
    + user_task("left")
    + user_task("right")
    + '<bpmn:parallelGateway id="join"/><bpmn:endEvent id="end"/>'
    + sequence(
        ("start", "fork"),
        ("fork", "left"),
        ("fork", "right"),
        ("left", "join"),
        ("right", "join"),
        ("join", "end"),
    )
)
