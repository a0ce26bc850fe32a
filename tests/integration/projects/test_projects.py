"""A project, step by step as diagrams call it."""

from decimal import Decimal

import pytest

from engine.db import UnitOfWork
from engine.kernel.errors import Conflict, Invalid
from engine.projects import handlers, queries, service
from tests.companies import call, case, found_company

FORM = {
    "projectName": "望溪区2027第一批10kV配网改造",
    "projectType": "RENOVATION",
    "investEstimate": Decimal(5_500_000),
    "voltageLevel": "10kV",
}
CHECK = {name: FORM[name] for name in ("projectName", "investEstimate")}
assert handlers


@pytest.fixture
def context(uow: UnitOfWork):
    found_company(uow)
    context = case(uow, "200101", drawings=["d1"], problemPhotos=list("abcdef"))
    call(context, "projects.register", **FORM)
    return context


def test_a_project_within_the_budget_and_complete_has_nothing_against_it(uow, context):
    service.set_budget(uow, "200101", 2026, Decimal(6_000_000))

    found = call(context, "projects.check_duplicates", **CHECK)

    assert found == {"duplicateNo": "", "budgetOk": True, "missingDocs": []}


def test_other_projects_of_the_company_use_up_the_budget(uow, context):
    service.set_budget(uow, "200101", 2026, Decimal(6_000_000))
    other = case(uow, "200101", "case-2")
    other_form = {**FORM, "projectName": "另一个项目", "investEstimate": "500000.01"}
    call(other, "projects.register", **other_form)

    assert not call(context, "projects.check_duplicates", **CHECK)["budgetOk"]


def test_without_a_budget_there_is_none_left(context):
    assert not call(context, "projects.check_duplicates", **CHECK)["budgetOk"]


def test_the_same_name_is_a_twin_until_it_was_rejected(uow, context):
    other = case(uow, "200101", "case-2")
    twin = call(
        other, "projects.register", **{**FORM, "projectName": "望溪区 2027第一批10KV配网改造"}
    )

    assert call(context, "projects.check_duplicates", **CHECK)["duplicateNo"] == twin["bizNo"]
    call(other, "projects.reject", reason="重复")
    uow.session.flush()
    assert call(context, "projects.check_duplicates", **CHECK)["duplicateNo"] == ""


def test_a_letter_is_numbered_once(uow, context):
    first = call(context, "projects.issue_approval", decisionLevel="L2")

    assert first == {"approvalNo": "望溪电发展〔2026〕1号"}
    assert call(context, "projects.issue_approval", decisionLevel="L2") == first


def test_a_project_leaves_assets_that_add_up_to_its_final_account(uow, context):
    call(context, "projects.issue_approval", decisionLevel="L2")
    steps = [call(context, "projects.record_stage", stage=s) for s in ("GOVERNMENT", "TENDER")]
    reported = call(context, "projects.record_stage", stage="PROGRESS", progress="45")
    assets = [{"name": "10kV线路", "value": "300"}, {"name": "配变20台", "value": "250"}]

    made = call(context, "projects.capitalise", finalAccount="5400000.01", assets=assets)

    assert [step["progress"] for step in [*steps, reported]] == [10, 20, 45]
    assert made == {"assetCount": 2}
    project = queries.project_of_case(uow.session, "case-1")
    values = [asset.value for asset in queries.assets_of(uow.session, project.id)]
    assert (project.status, sum(values)) == ("CLOSED", Decimal("5400000.01"))
    assert len(queries.stages_of(uow.session, project.id)) == 3


def test_a_rejected_project_is_not_approved(context):
    call(context, "projects.reject", reason="不符合规划")

    with pytest.raises(Conflict):
        call(context, "projects.issue_approval", decisionLevel="L1")


def test_a_project_without_approval_is_not_settled(context):
    with pytest.raises(Conflict):
        call(context, "projects.capitalise", finalAccount=1)


@pytest.mark.parametrize("estimate", ["0", "-5", ""])
def test_an_estimate_must_be_positive(uow, context, estimate):
    with pytest.raises(Invalid):
        call(case(uow, "200101", "c"), "projects.register", **{**FORM, "investEstimate": estimate})
