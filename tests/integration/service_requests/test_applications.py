"""An application for supply, step by step as diagrams call it."""

from decimal import Decimal

import pytest

from engine.customers import queries as customers
from engine.customers.model import SupplyAccount
from engine.db import UnitOfWork
from engine.kernel.errors import Conflict, Invalid
from engine.service_requests import handlers, queries
from tests.companies import at, call, case, employ, found_company, hang_transformer, string_line

FORM = {
    "applyName": "沈青禾",
    "phone": "13900001234",
    "elecAddress": "望溪区 溪口新村 3 幢",
    "customerType": "RESIDENT",
    "capacityKva": Decimal(8),
    "voltageLevel": "220V",
    "stationCode": "2001011",
}
assert handlers


@pytest.fixture
def context(uow: UnitOfWork):
    found_company(uow)
    return case(uow, "200101")


def test_the_station_that_supplies_the_address_owns_the_case(context):
    made = call(context, "service_requests.register", **FORM)

    assert made["bizNo"] == "YK20261102200100001"
    assert (made["orgId"], made["regionType"], made["duplicateNo"]) == ("2001011", "URBAN", "")


def test_registering_again_changes_nothing(context):
    first = call(context, "service_requests.register", **FORM)

    assert call(context, "service_requests.register", **FORM) == first


def test_a_second_open_application_for_the_place_is_named(uow, context):
    first = call(context, "service_requests.register", **FORM)
    again = {**FORM, "elecAddress": "望溪区溪口新村3幢"}

    second = call(case(uow, "200101", "case-2"), "service_requests.register", **again)

    assert second["duplicateNo"] == first["bizNo"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("capacityKva", "0"), ("capacityKva", "many"), ("applyName", " "), ("stationCode", "9999")],
)
def test_a_wrong_field_is_named(context, field, value):
    with pytest.raises(Invalid) as caught:
        call(context, "service_requests.register", **{**FORM, field: value})

    assert caught.value.problems[0]["field"] == field


def test_the_promise_to_a_resident_is_five_working_days(context):
    call(context, "service_requests.register", **FORM)

    made = call(context, "service_requests.classify", customerClass="RES")

    assert at(made["promiseAt"]).date().isoformat() == "2026-11-09"


def test_the_area_of_the_address_has_a_manager(uow, context):
    manager = employ(uow, "area", "2001011", "AREA_MANAGER")
    line = string_line(uow, "溪口一线")
    transformer = hang_transformer(uow, line, "溪口新村", manager_id=manager)
    call(context, "service_requests.register", **FORM)

    assert call(context, "service_requests.assign_area") == {"areaManager": "area"}
    application = queries.application_of_case(uow.session, "case-1")
    account = uow.session.get(SupplyAccount, application.account_id)
    assert account.transformer_id == transformer.id


def test_an_application_is_energised_and_archived(uow, context):
    call(context, "service_requests.register", **FORM)
    call(context, "service_requests.classify", customerClass="RES")

    versions = [call(context, "service_requests.record_plan", planReply="同意") for _ in range(2)]
    opened = call(context, "service_requests.open_account", meterNo="M-1", firstReading="0")
    call(context, "service_requests.archive", archiveNo="DA-1")

    assert [made["planVersion"] for made in versions] == [1, 2]
    account = customers.account_by_no(uow.session, opened["accountNo"])
    assert (account.status, account.tariff_code) == ("NORMAL", "RESIDENTIAL-220V")
    application = queries.application_of_case(uow.session, "case-1")
    assert (application.status, application.archive_no) == ("ARCHIVED", "DA-1")


def test_residents_pay_nothing_up_to_the_meter(context):
    call(context, "service_requests.register", **FORM)
    call(context, "service_requests.classify", customerClass="RES")

    with pytest.raises(Invalid):
        call(context, "service_requests.record_fee", feeAmount="100", feeItems=[])


def test_what_was_refused_cannot_be_archived(context):
    call(context, "service_requests.register", **FORM)
    call(context, "service_requests.refuse", reason="无合法用电地址")

    call(context, "service_requests.refuse", reason="无合法用电地址")
    with pytest.raises(Conflict):
        call(context, "service_requests.archive", archiveNo="DA-1")
