"""What the console counts: lit cases by unit, process and age, whatever else is stored."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from engine.access.queries import actor_for
from engine.console import queries, rules
from engine.console.rules import Viewed
from engine.deadlines.service import current_rules
from engine.instances.model import COMPLETED, RUNNING, SUSPENDED, ProcessInstance
from engine.kernel.errors import Forbidden, NotFound
from engine.staff.queries import directory
from engine.tasks.model import DONE, OPEN, UserTask
from tests.companies import employ, found_company

PATHS = {
    "2001011": "/10/20/2001/200101/2001011/",
    "2001012": "/10/20/2001/200101/2001012/",
    "20": "/10/20/",
}


@pytest.fixture
def company(uow):
    found_company(uow)


def open_case(uow, key: str, org: str, *tasks: tuple[float, float], **more) -> None:
    """Add a case of a unit whose tasks warn and are due so many days from now."""
    status, process = more.get("status", RUNNING), more.get("process", "connection")
    common = {"definition_id": "def", "definition_key": process, "business_key": key}
    place = {"org_id": org, "org_path": PATHS[org], "title": key}
    uow.session.add(
        ProcessInstance(
            id=key,
            version=1,
            status=status,
            starter_id="x",
            starter_name="X",
            started_at=uow.now,
            pauses=[],
            variables={},
            state=b"",
            **common,
            **place,
        )
    )
    for number, (warn, due) in enumerate(tasks):
        uow.session.add(
            UserTask(
                id=f"{key}-{number}",
                instance_id=key,
                activity_id="t",
                name="t",
                state=more.get("state", OPEN),
                created_at=uow.now,
                warn_at=uow.now + timedelta(days=warn),
                due_at=uow.now + timedelta(days=due),
                sla_code=more.get("policy"),
                **common,
                **place,
            )
        )
    uow.session.flush()


def counted(uow, viewed: Viewed):
    edges = rules.age_edges(current_rules(uow).calendar(), uow.now)
    here = next(unit for unit in directory(uow.session).units.values() if unit.path == viewed.path)
    counts = queries.lit_counts(uow.session, viewed, uow.now, edges)
    return {line.unit.id: line for line in rules.lines(counts, directory(uow.session), here)}


def found(uow, viewed: Viewed) -> list[str]:
    edges = rules.age_edges(current_rules(uow).calendar(), uow.now)
    return [one.id for one in queries.lit_cases(uow.session, viewed, uow.now, edges)[0]]


def test_cases_are_counted_once_by_their_worst_task(uow, company):
    open_case(uow, "a", "2001011", (-3, -1), (-1, 2))
    open_case(uow, "b", "2001012", (-1, 2))
    open_case(uow, "green", "2001012", (1, 2))

    line = counted(uow, Viewed("/10/20/2001/"))["200101"]

    assert (line.red, line.yellow) == (1, 1)
    assert line.cells == {"connection": (1, 1)}


def test_what_is_done_ended_or_suspended_does_not_count(uow, company):
    open_case(uow, "done", "2001011", (-3, -1), state=DONE, status=COMPLETED)
    open_case(uow, "asleep", "2001011", (-3, -1), status=SUSPENDED)

    assert counted(uow, Viewed("/10/"))["20"].red == 0


def test_red_cases_fall_into_buckets_of_working_days(uow, company):
    """Monday morning: what was due on Friday is up to one working day late."""
    for key, days in {"a": -0.01, "b": -3, "c": -6, "d": -10, "e": -20, "f": -40}.items():
        open_case(uow, key, "2001011", (days - 1, days))

    assert counted(uow, Viewed("/10/"))["20"].ages == [1, 1, 2, 1, 1]
    assert found(uow, Viewed("/10/", bucket=4)) == ["f"]


@pytest.mark.parametrize(
    ("viewed", "keys"),
    [
        (Viewed("/10/"), ["a", "b"]),
        (Viewed("/10/", colour="red"), ["a"]),
        (Viewed("/10/", colour="yellow"), ["b"]),
        (Viewed("/10/", process="outage"), ["b"]),
        (Viewed("/10/", policy="CONN.SURVEY"), ["a"]),
        (Viewed("/10/20/2001/200101/2001012/"), ["b"]),
    ],
)
def test_the_list_follows_what_is_chosen(uow, company, viewed, keys):
    open_case(uow, "a", "2001011", (-3, -1), policy="CONN.SURVEY")
    open_case(uow, "b", "2001012", (-1, 2), process="outage")

    assert found(uow, viewed) == keys


def test_a_case_at_the_unit_itself_has_a_line_of_its_own(uow, company):
    open_case(uow, "a", "20", (-3, -1))

    assert counted(uow, Viewed("/10/20/"))["20"].is_itself


def test_each_panel_is_one_query(uow, company):
    open_case(uow, "a", "2001011", (-3, -1))
    counted(uow, Viewed("/10/"))
    statements = []
    event.listen(
        uow.session.connection(),
        "before_cursor_execute",
        lambda *given: statements.append(given[2]),
    )

    edges = rules.age_edges(current_rules(uow).calendar(), uow.now)
    before = len(statements)
    queries.lit_counts(uow.session, Viewed("/10/"), uow.now, edges)
    queries.lit_cases(uow.session, Viewed("/10/"), uow.now, edges)

    assert len(statements) - before == 2


def test_somebody_looks_no_further_than_he_reaches(uow, company):
    head = actor_for(uow.session, employ(uow, "head", "200101", "MARKETING_HEAD"), uow.now)
    clerk = actor_for(uow.session, employ(uow, "clerk", "2001011", "CASHIER"), uow.now)

    assert queries.viewpoint(uow.session, head).id == "200101"
    assert queries.viewpoint(uow.session, head, "2001011").id == "2001011"
    with pytest.raises(NotFound):
        queries.viewpoint(uow.session, head, "2001")
    with pytest.raises(Forbidden):
        queries.viewpoint(uow.session, clerk)
