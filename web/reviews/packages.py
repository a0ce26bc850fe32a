"""A frozen package as people read it, and whether it is still what was frozen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for

from engine.access.rules import Permission
from engine.db import UnitOfWork
from engine.instances.model import ProcessInstance
from engine.kernel.actor import Actor
from engine.kernel.errors import NotFound
from engine.oversight import checklists, packages, queries, rules, spots
from engine.oversight.model import HqReview, PackageRevision
from engine.oversight.spot_model import SpotCheck
from engine.tasks.model import UserTask
from engine.tasks.service import may_see
from web import context
from web.reviews import words

Subject = HqReview | SpotCheck


@dataclass(frozen=True)
class ShownForm:
    """The answers of one form of a package."""

    title: str
    who: str
    at: str
    opinion: str
    rows: list[tuple[str, Any]]


@dataclass(frozen=True)
class ShownChange:
    """One thing that differs from the revision before."""

    place: str
    label: str
    before: Any
    after: Any
    is_file: bool


def subject_for(uow: UnitOfWork, actor: Actor, subject_id: str) -> Subject:
    """Return a review or a check somebody may look at; for him there is no other."""
    found = uow.session.get(HqReview, subject_id) or uow.session.get(SpotCheck, subject_id)
    if found is None or not _may_look(uow, actor, found):
        raise NotFound("hq_review", subject_id)
    return found


def review_for(uow: UnitOfWork, actor: Actor, review_id: str) -> HqReview:
    """Return a review somebody may look at."""
    found = subject_for(uow, actor, review_id)
    if not isinstance(found, HqReview):
        raise NotFound("hq_review", review_id)
    return found


def check_for(uow: UnitOfWork, actor: Actor, check_id: str) -> SpotCheck:
    """Return a check of a drawn case somebody may look at."""
    found = subject_for(uow, actor, check_id)
    if not isinstance(found, SpotCheck):
        raise NotFound("hq_spot_check", check_id)
    return found


def package_parts(uow: UnitOfWork, subject: Subject, number: int | None = None) -> dict[str, Any]:
    """Return a revision of a package, the latest one if none is asked for, as it is shown."""
    revisions = queries.revisions_of(uow.session, subject.id)
    if not revisions:
        return {"package": None}
    by_number = {one.number: one for one in revisions}
    if number is not None and number not in by_number:
        raise NotFound("revision", number)
    chosen = by_number[number or revisions[-1].number]
    verdict = packages.verify(uow.session, chosen)
    content = packages.content_of(chosen) if verdict.is_text_intact else {}
    return {
        "package": chosen,
        "revisions": revisions,
        "verdict": verdict,
        "subject": subject,
        "facts": content,
        "forms": [_form(one) for one in content.get("forms", ())],
        "frozen_files": content.get("documents", ()),
        "changes": _changes(by_number.get(chosen.number - 1), content),
        "file_url": lambda index: url_for(
            "reviews.file", subject_id=subject.id, number=chosen.number, index=index
        ),
    }


def beside(
    uow: UnitOfWork, actor: Actor, task: UserTask, case: ProcessInstance
) -> dict[str, Any] | None:
    """Return what stands beside the form of a step of a review or a spot check."""
    subject: Subject | None = checklists.review_of_task(uow, task, case)
    if task.definition_key == "spot_check":
        subject = spots.check_of_case(uow.session, case.id)
    if subject is None:
        return None
    found = package_parts(uow, subject)
    found["items"] = checklists.items_of(uow, task, case)
    found["task"] = task
    found["words"], found["seat_name"] = words.TABLES, words.seat_name
    found["may_judge"] = task.is_open and task.assignee_id == actor.user_id
    found["opinions"] = opinions_of(uow, subject) if isinstance(subject, HqReview) else []
    return found


def opinions_of(uow: UnitOfWork, review: HqReview) -> list[dict[str, Any]]:
    """Return what each reviewer said, the oldest first."""
    found = []
    for task in queries.steps_of(uow.session, review):
        if task.state != "done":
            continue
        data: Mapping[str, Any] = task.form_data or {}
        texts = ("opinion", "refusal", "proposalText", "lackItems", "supplementNote",
                 "appealReason")  # fmt: skip
        said = [str(data[name]) for name in texts if data.get(name)]
        seat = (task.local_variables or {}).get("seat", "")
        conditions = data.get("conditions") or data.get("hqConditions") or ""
        found.append(
            {
                "task": task,
                "seat": str(seat or ""),
                "result": task.outcome or data.get("proposal") or "",
                "said": said,
                "conditions": str(conditions),
                "is_unit": task.activity_id in queries.OF_THE_UNIT,
            }
        )
    return found


def _may_look(uow: UnitOfWork, actor: Actor, subject: Subject) -> bool:
    if actor.may(Permission.REVIEW_READ) and actor.sees(subject.org_path):
        return True
    return bool(subject.instance_id) and may_see(uow, actor, subject.instance_id)


def _form(form: Mapping[str, Any]) -> ShownForm:
    english = context.language() == "en"
    rows = form["answersEn" if english else "answers"]
    title = form["titleEn" if english else "title"]
    return ShownForm(
        str(title),
        str(form.get("by") or ""),
        str(form.get("at") or ""),
        str(form.get("opinion") or ""),
        [(str(label), value) for label, value in rows],
    )


def _changes(before: PackageRevision | None, content: Mapping[str, Any]) -> list[ShownChange]:
    if before is None or not content or not before.is_intact:
        return []
    english = context.language() == "en"
    return [
        ShownChange(
            one.place[english],
            one.label[english],
            one.shown[0] if english else one.before,
            one.shown[1] if english else one.after,
            is_file=one.place[1] == "Files",
        )
        for one in rules.differences(packages.content_of(before), content)
    ]
