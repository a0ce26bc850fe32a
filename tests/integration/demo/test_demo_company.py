"""The invented company, loaded into both databases."""

import pytest

from engine.access.queries import actor_for
from engine.access.service import Passwords, authenticate
from engine.assignment.queries import resolve_all
from engine.assignment.rules import Wanted
from engine.customers import queries as customers
from engine.db import UnitOfWork
from engine.demo import rules, service
from engine.kernel.actor import SYSTEM
from engine.staff import queries as staff
from tests.diagrams_roles import candidate_groups

CHEAP = Passwords(time_cost=1, memory_kib=8)


@pytest.fixture
def company(uow: UnitOfWork) -> UnitOfWork:
    service.load_company(uow, CHEAP)
    return uow


def test_everybody_signs_in_with_the_one_password(company):
    names = [row["username"] for row in rules.rows("people")][::20]

    results = [authenticate(company, name, service.PASSWORD, "", CHEAP) for name in names]

    assert all(result.ok for result in results)


def test_every_candidate_of_every_diagram_exists_in_the_county_of_the_stories(company):
    for station in ("2001011", "2001012", "2001021", "2001022"):
        wanted = [Wanted([group], [station]) for group in candidate_groups()]
        found = resolve_all(company.session, wanted, company.now)
        empty = [one.reason for one in found if one.policy]
        assert empty == []


def test_customers_are_supplied_and_the_line_of_the_story_was_out_lately(company):
    service.load_grid(company)
    service.load_customers(company)

    [line] = customers.lines_by_name(company.session, ["10kV柳桥一线"])
    places = customers.transformers_of_lines(company.session, [line.id])
    assert (len(places), sum(place.households for place in places)) == (8, 1126)
    assert len(customers.search_customers(company.session, SYSTEM, "", limit=500)) == 208


def test_a_clerk_sees_the_own_station_only(company):
    clerk = staff.user_by_username(company.session, "xu.zhixing")

    assert actor_for(company.session, clerk.id, company.now).scopes == (
        "/10/20/2001/200101/2001011/",
    )


def test_the_terminal_names_people_that_exist():
    people = {row["username"] for row in rules.rows("people")}

    assert set(service.FACES) <= people
    assert service.PASSWORD in service.describe_demo()
