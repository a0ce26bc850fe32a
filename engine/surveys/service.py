"""What is done to learn what customers think."""

from engine.db import UnitOfWork
from engine.kernel.actor import Actor
from engine.kernel.errors import Invalid
from engine.kernel.ids import new_id
from engine.staff import queries as staff
from engine.surveys import events, queries, rules
from engine.surveys.model import INVITED, RATED, SILENT, Survey


def invite(uow: UnitOfWork, actor: Actor, case: tuple[str, str], org_id: str, event: str) -> Survey:
    """Ask a customer to rate a case, given as instance and number; once per case."""
    instance_id, case_no = case
    known = queries.survey_of(uow.session, instance_id, case_no)
    if known is not None:
        return known
    unit = staff.get_unit(uow.session, org_id)
    survey = Survey(
        id=new_id(),
        instance_id=instance_id,
        event=event,
        case_no=case_no,
        org_id=unit.id,
        org_path=unit.path,
        status=INVITED,
        invited_at=uow.now,
    )
    uow.session.add(survey)
    uow.session.flush()
    uow.record(
        events.CustomerInvited(instance_id=instance_id, survey_id=survey.id, case_no=case_no),
        actor,
    )
    return survey


def record_rating(
    uow: UnitOfWork, actor: Actor, survey: Survey, score: int | None, reason: str
) -> None:
    """Keep a rating, by link or by telephone; no score means that nobody could be reached."""
    survey.reason = reason
    if score is None:
        survey.status = SILENT
        return
    if not rules.LOWEST <= score <= rules.HIGHEST:
        raise Invalid([{"field": "score", "message": "between_1_and_5"}])
    survey.status, survey.score, survey.rated_at = RATED, score, uow.now
    uow.record(
        events.CaseRated(
            instance_id=survey.instance_id,
            survey_id=survey.id,
            case_no=survey.case_no,
            score=score,
        ),
        actor,
    )
