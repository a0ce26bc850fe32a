"""Answering a task from the mail that told of it: a signed link, for one person, once."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete

from engine.access import queries as access
from engine.db import UnitOfWork
from engine.instances.model import ProcessInstance
from engine.instances.queries import get_instance
from engine.kernel.actor import Actor
from engine.kernel.errors import Conflict, Forbidden, GridFlowError, Invalid, NotFound
from engine.kernel.ids import new_id
from engine.kernel.settings import Settings
from engine.kernel.signing import LinkInvalid, signer_of
from engine.processes.service import complete_task
from engine.scheduler.model import Job, Rearm
from engine.tasks.model import UserTask
from engine.tasks.queries import get_task, lock_task
from engine.tasks.records import BY_MAIL
from engine.tasks.service import Remark, add_note, task_facts
from notifications import queries
from notifications.audience import Recipient
from notifications.events import TaskAnsweredByMail
from notifications.mail_forms import Answerable, answerable
from notifications.model import MailLink
from notifications.notice import Notice

PURPOSE = "mail_answer"
# The job that forgets links; an old one tells for so long when it was used or ran out.
FORGET = "notices.forget_links"
KEEP = timedelta(days=30)
SO_MANY_AT_ONCE = 1000
# These tell of a task to people who are not to decide it.
FOR_OTHERS = frozenset({"task.escalated", "task.delegated", "task.resolved", "task.withdrawn"})


class MailLinkUsed(Conflict):
    """The link has done what it was for."""

    code = "mail_link_used"


class MailLinkExpired(Forbidden):
    """The link was good once."""

    code = "mail_link_expired"


class MailLinkClosed(Forbidden):
    """The person or the task the link is for no longer allows an answer by mail."""

    code = "mail_link_closed"


@dataclass(frozen=True)
class Question:
    """What a link asks: which person, which task of which case, and the choices."""

    link: MailLink
    actor: Actor
    task: UserTask
    case: ProcessInstance
    asked: Answerable


def answers_by_mail(
    uow: UnitOfWork, settings: Settings, notice: Notice, recipient: Recipient
) -> list[tuple[str, str]]:
    """Return label and address of each answer a mail may carry; none where that is not allowed."""
    if not notice.task_id or recipient.is_customer or notice.template in FOR_OTHERS:
        return []
    task = get_task(uow.session, notice.task_id)
    asked = answerable(uow, task, recipient.language)
    if asked is None or not _may_answer(uow, recipient.id, task):
        return []
    link = MailLink(
        id=new_id(),
        task_id=task.id,
        user_id=recipient.id,
        created_at=uow.now,
        expires_at=uow.now + timedelta(hours=settings.mail_link_hours),
    )
    uow.session.add(link)
    begin = f"{settings.base_url}/m/{signer_of(settings).sign(PURPOSE, link.id)}"
    return [
        (answer.label, f"{begin}?answer={number}") for number, answer in enumerate(asked.answers)
    ]


def question_of(uow: UnitOfWork, settings: Settings, signed: str, language: str) -> Question:
    """Return what a link asks now; raise what it no longer allows, in order of what matters most.

    Nothing changes: mail servers follow links too.
    """
    link = _link(uow, settings, signed)
    task = get_task(uow.session, link.task_id)
    actor = _checked(uow, link, task)
    asked = _asked(uow, task, language)
    return Question(link, actor, task, get_instance(uow.session, task.instance_id), asked)


def answer_by_mail(
    uow: UnitOfWork, settings: Settings, signed: str, decision: str, opinion: str
) -> None:
    """Complete the task of a link as the person it was sent to, and use the link up."""
    link = _link(uow, settings, signed)
    task, _ = lock_task(uow, link.task_id)
    # Whoever came second finds what the first one left.
    uow.session.refresh(link)
    actor = _checked(uow, link, task)
    asked = _asked(uow, task, actor.language)
    answer = asked.answer(decision)
    if answer is None:
        raise Invalid([{"field": "decision", "code": "required", "message": "choose an answer"}])
    if answer.needs_words and not opinion.strip():
        raise Invalid([{"field": "opinion", "code": "required", "message": "say why"}])
    fact = TaskAnsweredByMail(**task_facts(task), link_id=link.id, decision=decision)
    uow.record(fact, actor)
    add_note(uow, actor, task, Remark(BY_MAIL))
    complete_task(uow, actor, task.id, asked.data(answer, opinion))
    link.used_at, link.used_for = uow.now, decision[:100]


def forget_links(uow: UnitOfWork, job: Job) -> Rearm:
    """Delete the links that ran out long ago, used or not, and come back tomorrow."""
    ids = queries.links_before(uow.session, uow.now - KEEP, SO_MANY_AT_ONCE)
    if ids:
        uow.session.execute(delete(MailLink).where(MailLink.id.in_(ids)))
    is_done = len(ids) < SO_MANY_AT_ONCE
    return Rearm(uow.now + timedelta(days=1) if is_done else uow.now, job.kind, {})


def _link(uow: UnitOfWork, settings: Settings, signed: str) -> MailLink:
    # How long it counts stands in its row, by our own clock.
    link_id = signer_of(settings).read(PURPOSE, signed, None)
    found = uow.session.get(MailLink, str(link_id))
    if found is None:
        raise LinkInvalid("the link is of another installation")
    return found


def _checked(uow: UnitOfWork, link: MailLink, task: UserTask) -> Actor:
    if link.used_at is not None:
        raise MailLinkUsed(f"{link.id} was used", at=link.used_at)
    if uow.now > link.expires_at:
        raise MailLinkExpired(f"{link.id} is too old", at=link.expires_at)
    try:
        actor = access.actor_for(uow.session, link.user_id, uow.now)
    except NotFound as error:
        raise MailLinkClosed(f"{link.user_id} is no longer active") from error
    task.require_worker(actor)
    return actor


def _asked(uow: UnitOfWork, task: UserTask, language: str) -> Answerable:
    found = answerable(uow, task, language)
    if found is None:
        raise MailLinkClosed(f"{task.id} is not answered by mail")
    return found


def _may_answer(uow: UnitOfWork, user_id: str, task: UserTask) -> bool:
    try:
        task.require_worker(access.actor_for(uow.session, user_id, uow.now))
    except GridFlowError:
        return False
    return True
