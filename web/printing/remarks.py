"""What everybody decided and said in a case, as lines of its sheet."""

from dataclasses import dataclass

from engine.approvals import sheet
from engine.approvals.queries import signature_holds
from engine.approvals.sheet import Line
from engine.db import UnitOfWork
from engine.documents import queries as documents
from engine.documents.service import DocumentStore
from engine.instances.model import ProcessInstance
from engine.kernel.errors import Unavailable
from engine.staff import queries as staff
from engine.tasks import queries as tasks
from engine.tasks.model import UserTask
from web.approvals.words import clock, operation_words
from web.cases.history import is_answer, spoken
from web.formats import named
from web.names import unit_names
from web.people import acting, joined
from web.texts import gettext as _


@dataclass(frozen=True)
class Remark:
    """One line of the sheet: at which step, who, what he did, and what he said."""

    node: str
    name: str
    place: str
    deed: str
    text: str
    at: str
    signature: bytes | None = None
    signature_note: str = ""


@dataclass(frozen=True)
class _Scene:
    """A case, the places of its people and the names of its steps."""

    uow: UnitOfWork
    case: ProcessInstance
    hidden: frozenset[str]
    places: dict[str, str]
    steps: dict[str, str]
    pictures: DocumentStore
    mailed: set[str]


def remarks(
    uow: UnitOfWork, case: ProcessInstance, hidden: frozenset[str], pictures: DocumentStore
) -> list[Remark]:
    """Return all opinions and remarks of a case, the oldest first."""
    lines = sheet.lines(uow.session, case.id)
    steps = {task.name: named(task) for task in tasks.tasks_of(uow.session, case.id)}
    places = _places(uow, {line.author_id for line in lines})
    mailed = tasks.answered_by_mail(uow.session, case.id)
    scene = _Scene(uow, case, hidden, places, steps, pictures, mailed)
    return [_remark(scene, line) for line in lines]


def _remark(scene: _Scene, line: Line) -> Remark:
    picture, note = _signature(scene, line)
    outcome, text = "", line.text
    if line.task is not None and is_answer(line):
        said = spoken(scene.uow, scene.case, line.task, scene.hidden)
        outcome, text = said.outcome, said.opinion
    return Remark(
        node=scene.steps.get(line.node, line.node) or _("After the case was sent to read"),
        name=acting(line.author, line.acting_for),
        place=scene.places.get(line.author_id, ""),
        deed=_deed(scene, line, outcome),
        text=text,
        at=clock(line.at),
        signature=picture,
        signature_note=note,
    )


def _deed(scene: _Scene, line: Line, outcome: str) -> str:
    people = [scene.steps.get(name, name) for name in line.people]
    if line.readers:
        people = [
            _("%(name)s (read)", name=row.reader_name) if row.read_at else row.reader_name
            for row in line.readers
        ]
    done = operation_words(line, joined(people))
    if line.task is None or not is_answer(line):
        return done
    how = _("(by mail)") if line.task.id in scene.mailed else ""
    undone = _("(taken back later)") if line.task.is_undone else ""
    return " ".join(filter(None, (outcome or _("Done"), done and f"({done})", how, undone)))


def _signature(scene: _Scene, line: Line) -> tuple[bytes | None, str]:
    task = line.task
    if task is None or not is_answer(line):
        return None, ""
    found = tasks.signature_of(scene.uow.session, task.id)
    if found is None:
        return None, ""
    document = documents.get_document(scene.uow.session, found.document_id)
    return _picture(scene, document.sha256), _note(scene, task)


def _picture(scene: _Scene, digest: str) -> bytes | None:
    try:
        return scene.pictures.read(digest)
    except Unavailable:
        return None


def _note(scene: _Scene, task: UserTask) -> str:
    if signature_holds(scene.uow.session, task):
        return _("Signed by hand under exactly these data")
    return _("The signature does not belong to the present data")


def _places(uow: UnitOfWork, people: set[str]) -> dict[str, str]:
    units = unit_names(uow)
    posts = {post.code: named(post) for post in staff.all_posts(uow.session)}
    return {
        user_id: " ".join(filter(None, (units.get(org_id, ""), posts.get(post, ""))))
        for user_id, (org_id, post) in sheet.posts_of(uow.session, people).items()
    }
