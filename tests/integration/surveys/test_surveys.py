"""What customers think, as diagrams ask for it."""

from datetime import timedelta
from decimal import Decimal

import pytest

from engine.db import UnitOfWork
from engine.kernel.errors import Invalid
from engine.surveys import handlers, queries
from tests.companies import call, case, found_company

assert handlers


@pytest.fixture
def context(uow: UnitOfWork):
    found_company(uow)
    return case(uow, "2001011", caseNo="YK1")


def test_a_customer_is_asked_once_per_case(context):
    first = call(context, "surveys.invite", event="case.rated", caseNo="YK1")

    assert call(context, "surveys.invite", event="case.rated", caseNo="YK1") == first


def test_ratings_make_the_average_of_a_unit(uow, context):
    call(context, "surveys.invite", caseNo="YK1")
    call(context, "surveys.record", score="4", reason="")
    other = case(uow, "2001012", "case-2")
    call(other, "surveys.invite", caseNo="YK2")
    call(other, "surveys.record", score=5, reason="快")
    uow.session.flush()

    since = uow.now - timedelta(days=30)
    assert queries.average_score(uow.session, "/10/20/2001/200101/", since) == Decimal("4.50")
    assert queries.average_score(uow.session, "/10/21/", since) is None


@pytest.mark.parametrize("score", [0, 6, "x"])
def test_a_score_lies_between_one_and_five(context, score):
    call(context, "surveys.invite", caseNo="YK1")

    with pytest.raises(Invalid):
        call(context, "surveys.record", score=score)


def test_somebody_who_cannot_be_reached_gives_no_score(uow, context):
    call(context, "surveys.invite", caseNo="YK1")
    call(context, "surveys.record", score=None, reason="三次未接通")

    assert queries.survey_of(uow.session, "case-1").status == "SILENT"


def test_every_complaint_is_sampled(context):
    assert call(context, "surveys.sample", caseKind="COMPLAINT") == {"sampled": True}
