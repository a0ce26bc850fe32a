"""Packages for headquarters and supervision, as diagrams call them."""

import pytest

from engine.db import UnitOfWork
from engine.kernel.errors import Conflict, Invalid, NotFound
from engine.oversight import handlers, queries
from engine.oversight.packages import verify
from engine.oversight.rules import digest
from engine.supervision.queries import going_on
from tests.companies import call, case, found_company

PACKAGE = {"matter": "CONNECTION", "sourceNo": "YK1", "summary": "12 000 kVA 双电源"}
assert handlers


@pytest.fixture
def context(uow: UnitOfWork):
    found_company(uow)
    return case(uow, "2001011", orgId="2001011", capacityKva=12000)


def test_a_package_is_frozen_once_with_its_digest(uow, context):
    first = call(context, "oversight.freeze_package", **PACKAGE)

    assert call(context, "oversight.freeze_package", **PACKAGE) == first
    review = queries.open_review(uow.session, "case-1")
    revision = queries.last_revision(uow.session, review.id)
    assert "12000" in revision.package
    uow.flush()
    assert verify(uow.session, revision).is_intact


@pytest.mark.parametrize("whose", ["text", "text and digest"])
def test_a_changed_package_is_found_out(uow, context, whose):
    call(context, "oversight.freeze_package", **PACKAGE)
    uow.flush()
    revision = queries.last_revision(uow.session, queries.open_review(uow.session, "case-1").id)

    revision.package = revision.package.replace("12000", "2000")
    if whose == "text and digest":
        revision.package_hash = digest(revision.package)

    verdict = verify(uow.session, revision)
    assert not verdict.is_intact
    assert verdict.is_text_intact == (whose == "text and digest")


def test_a_review_is_concluded_once(uow, context):
    call(context, "oversight.freeze_package", **PACKAGE)
    call(context, "oversight.record_conclusion", result="agree", conditions="加装备自投")
    uow.session.flush()

    with pytest.raises(NotFound):
        call(context, "oversight.record_conclusion", result="refuse")


def test_the_model_refuses_a_second_conclusion(uow, context):
    call(context, "oversight.freeze_package", **PACKAGE)
    review = queries.open_review(uow.session, "case-1")
    review.conclude("agree", "", uow.now)

    with pytest.raises(Conflict):
        review.conclude("refuse", "", uow.now)


def test_errors_of_the_whole_county_company_count(uow, context):
    call(context, "oversight.freeze_package", **PACKAGE)
    call(context, "oversight.record_conclusion", result="return")
    uow.session.flush()
    neighbour = case(uow, "2001012", "case-2", orgId="2001012")

    assert call(neighbour, "oversight.freeze_package", **PACKAGE)["unitErrors"] == 1


def test_a_second_order_about_a_case_raises_the_first(uow, context):
    order = {"unit": "200101", "reason": "补正逾期"}
    first = call(context, "oversight.open_supervision", level="ORANGE", **order)

    assert call(context, "oversight.open_supervision", level="YELLOW", **order) == first
    found = going_on(uow.session, "case-1", "200101")
    assert (found.colour, found.due_at.date().isoformat()) == ("ORANGE", "2026-11-04")


@pytest.mark.parametrize(
    ("topic", "inputs"),
    [
        ("oversight.freeze_package", {**PACKAGE, "matter": "OTHER"}),
        ("oversight.open_supervision", {"level": "PINK", "unit": "200101", "reason": "x"}),
    ],
)
def test_unknown_words_are_refused(context, topic, inputs):
    with pytest.raises(Invalid):
        call(context, topic, **inputs)
