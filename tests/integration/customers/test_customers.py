"""Customers and their accounts, on both databases."""

from datetime import timedelta
from decimal import Decimal

import pytest

from engine.access.queries import actor_for
from engine.customers import queries, service
from engine.customers.service import NewCustomer
from engine.db import UnitOfWork
from engine.kernel.actor import SYSTEM, Actor
from engine.kernel.errors import Forbidden, Invalid, NotFound
from tests.companies import employ, found_company, hang_transformer, string_line, supply


@pytest.fixture
def clerk(uow: UnitOfWork) -> Actor:
    found_company(uow)
    user_id = employ(uow, "wang", "2001011", "BUSINESS_CLERK")
    return actor_for(uow.session, user_id, uow.now)


def test_a_clerk_makes_customers_of_the_own_station_only(uow, clerk):
    customer = service.create_customer(uow, clerk, NewCustomer("沈青禾", "2001011"))

    assert customer.number == "KH20261102200100001"
    with pytest.raises(Forbidden):
        service.create_customer(uow, clerk, NewCustomer("沈青禾", "2001012"))


def test_a_search_ends_at_the_reach_of_the_actor(uow, clerk):
    service.create_customer(uow, SYSTEM, NewCustomer("沈青禾", "2001011", phone="13900001111"))
    service.create_customer(uow, SYSTEM, NewCustomer("沈青禾", "2001012"))

    found = queries.search_customers(uow.session, clerk, "青禾")

    assert [customer.org_id for customer in found] == ["2001011"]
    assert queries.search_customers(uow.session, clerk, "13900001111") == found
    assert queries.search_customers(uow.session, Actor("x", "x"), "青禾") == []
    assert queries.search_customers(uow.session, clerk, "%") == []


def test_the_certificate_is_kept_masked_and_finds_duplicates(uow, clerk):
    new = NewCustomer("沈青禾", "2001011", certificate="330000199001011234")
    customer = service.create_customer(uow, clerk, new)

    assert customer.cert_mask == "3300**********1234"
    assert queries.duplicates_of(uow.session, customer.cert_digest) == [customer]
    assert queries.duplicates_of(uow.session, "") == []


def test_the_name_changes_by_a_process_only(uow, clerk):
    customer = service.create_customer(uow, clerk, NewCustomer("沈青禾", "2001011"))

    service.change_customer(uow, clerk, customer.id, {"phone": "13900002222"})
    with pytest.raises(Invalid):
        service.change_customer(uow, clerk, customer.id, {"name": "沈"})

    assert customer.phone == "13900002222"


def test_looking_at_unmasked_data_needs_a_reason(uow, clerk):
    customer = service.create_customer(uow, clerk, NewCustomer("沈青禾", "2001011"))

    assert service.reveal_customer(uow, clerk, customer.id, "电话回访") is customer
    with pytest.raises(Invalid):
        service.reveal_customer(uow, clerk, customer.id, " ")


def test_an_account_is_opened_with_its_meter(uow, clerk):
    transformer = hang_transformer(uow, string_line(uow, "柳桥一线"), "柳桥新村")
    _, account = supply(uow, "沈青禾", transformer)

    service.open_account(uow, clerk, account, ("M-1", Decimal("0.50")), uow.now)

    assert account.account_no == "2001000000001"
    assert account.status == "NORMAL"
    assert [p.meter_no for p in queries.metering_points_of(uow.session, account.id)] == ["M-1"]


def test_an_interruption_is_open_until_supply_is_back(uow, clerk):
    transformer = hang_transformer(uow, string_line(uow, "柳桥一线"), "柳桥新村")
    hour = timedelta(hours=1)
    service.plan_interruption(uow, "TD1", [transformer.id], (uow.now - hour, uow.now + hour))

    assert queries.open_interruption(uow.session, transformer.id, uow.now) is not None
    service.end_interruption(uow, "TD1", uow.now)
    uow.session.flush()
    assert queries.open_interruption(uow.session, transformer.id, uow.now) is None


def test_an_unknown_line_is_named(uow, clerk):
    with pytest.raises(NotFound) as caught:
        queries.lines_by_name(uow.session, ["虚构线"])

    assert caught.value.facts["key"] == "虚构线"
