"""The ways people come in: a browser with a session, or the services a program would call."""

from __future__ import annotations

import logging
from base64 import b64encode
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

from flask import Flask

from engine.access.queries import actor_for
from engine.approvals import lending, reading, returning, signing, withdrawing
from engine.approvals.service import Drawing, sign_task
from engine.bootstrap import Container
from engine.db import UnitOfWork
from engine.demo.drawing import signature
from engine.documents.service import DocumentStore, attach_documents, store_document
from engine.kernel.actor import Actor
from engine.kernel.errors import GridFlowError
from engine.processes.finishing import properties_of
from engine.processes.service import NewCase, complete_task, start_process
from engine.tasks import comments, service
from engine.tasks.queries import get_task
from tests.acceptance.day.ledger import Outcome
from tests.acceptance.day.staff import PASSWORD, Person
from tests.acceptance.office import A_PAGE
from web.errors import known_code, status_of
from web.files.views import file_ids

JSON = {"Accept": "application/json"}
SIGNED = b64encode(signature("Somebody")).decode()
logger = logging.getLogger(__name__)


class Browser:
    """Somebody with a browser who signed in with his password."""

    def __init__(self, app: Flask, person: Person) -> None:
        self._client = app.test_client()
        self._token = self._client.get("/account/token").json["token"]
        fields = {"username": person.username, "password": PASSWORD}
        answer = self._post("/account/sign-in", fields)
        assert answer.status_code == 200, answer.text
        self._token = self._client.get("/account/token").json["token"]

    def start(self, process: str, data: Mapping[str, Any]) -> Outcome:
        """Hand in a start form."""
        answer = self._send(f"/start/{process}", data)
        made = str(answer.json.get("redirect", "")).rpartition("/")[2] if answer.is_json else ""
        return _answered(answer, made)

    def complete(self, task_id: str, data: Mapping[str, Any]) -> Outcome:
        """Hand in the form of a task, signed by hand where the page asks for it."""
        address = f"/tasks/{task_id}/complete"
        answer = self._send(address, data)
        if answer.is_json and answer.json.get("code") == "signature_needed":
            answer = self._send(address, data, signature=SIGNED)
        return _answered(answer)

    def operate(self, task_id: str, verb: str, fields: Mapping[str, Any]) -> Outcome:
        """Send the dialog of an operation."""
        if verb in ("claim", "release", "reassign"):
            return _answered(self._post(f"/tasks/{task_id}/{verb}", fields))
        return _answered(self._post(f"/approvals/tasks/{task_id}/{verb}", fields))

    def cancel(self, case_id: str) -> Outcome:
        """Cancel one's own case."""
        return _answered(self._post(f"/approvals/cases/{case_id}/cancel", {"reason": "不再需要"}))

    def comment(self, case_id: str, text: str) -> Outcome:
        """Write a remark on a case."""
        return _answered(self._post(f"/cases/{case_id}/comments", {"text": text}))

    def look(self, path: str) -> Outcome:
        """Open a page."""
        return _answered(self._client.get(path, headers=JSON))

    def upload(self) -> str:
        """Hand a file in; return its id."""
        file = {"csrf_token": self._token, "file": (BytesIO(A_PAGE), "材料.pdf")}
        answer = self._client.post("/files/", data=file, content_type="multipart/form-data")
        return str(answer.json["id"])

    def _post(self, path: str, fields: Mapping[str, Any]) -> Any:
        return self._client.post(path, data={"csrf_token": self._token, **fields}, headers=JSON)

    def _send(self, path: str, data: Mapping[str, Any], **more: str) -> Any:
        headers = {"X-CSRFToken": self._token, **JSON}
        return self._client.post(path, json={"data": data, **more}, headers=headers)


class Program:
    """Somebody whose work comes in through the services."""

    def __init__(self, parts: Container, person: Person) -> None:
        self._parts, self._person = parts, person
        self._store = DocumentStore(parts.data_dir)

    def start(self, process: str, data: Mapping[str, Any]) -> Outcome:
        """Start a case."""

        def begin(uow: UnitOfWork, actor: Actor) -> str:
            case = start_process(uow, actor, NewCase(process, data))
            attach_documents(uow, actor, set(file_ids(data)), case.id, "")
            return case.id

        return self._do(begin)

    def complete(self, task_id: str, data: Mapping[str, Any]) -> Outcome:
        """Complete a task."""

        def finish(uow: UnitOfWork, actor: Actor) -> None:
            if properties_of(uow, get_task(uow.session, task_id)).get("signature") == "required":
                written = Drawing(signature(actor.name), self._store)
                sign_task(uow, actor, task_id, data, written)
            complete_task(uow, actor, task_id, data)
            case_id = get_task(uow.session, task_id).instance_id
            attach_documents(uow, actor, set(file_ids(data)), case_id, task_id)

        return self._do(finish)

    def operate(self, task_id: str, verb: str, fields: Mapping[str, Any]) -> Outcome:
        """Do something with a task."""
        return self._do(lambda uow, actor: VERBS[verb](uow, actor, task_id, fields))

    def cancel(self, case_id: str) -> Outcome:
        """Cancel one's own case."""
        return self._do(lambda uow, actor: withdrawing.cancel_case(uow, actor, case_id, "不再需要"))

    def comment(self, case_id: str, text: str) -> Outcome:
        """Write a remark on a case."""

        def write(uow: UnitOfWork, actor: Actor) -> None:
            service.require_sight(uow, actor, case_id)
            comments.add_comment(uow, actor, case_id, text)

        return self._do(write)

    def look(self, path: str) -> Outcome:
        """Programs look at no pages."""
        return Outcome()

    def upload(self) -> str:
        """Hand a file in; return its id."""
        outcome = self._do(
            lambda uow, actor: (
                store_document(uow, actor, self._store, ("材料.pdf", A_PAGE), len(A_PAGE)).id
            )
        )
        return outcome.made

    def _do(self, work: Callable[[UnitOfWork, Actor], Any]) -> Outcome:
        """Work in one transaction as a page does, and say how it ended."""
        parts = self._parts
        try:
            with parts.database.reading(parts.clock) as uow:
                actor = actor_for(uow.session, self._person.id, parts.clock.now())
            with parts.database.unit_of_work(parts.clock) as uow:
                made = work(uow, actor)
        except GridFlowError as error:
            return Outcome(status_of(error), known_code(error), detail=str(error)[:300])
        except Exception as error:
            logger.exception("a service broke")
            return Outcome(500, "internal", detail=repr(error)[:300])
        return Outcome(made=made if isinstance(made, str) else "")


Door = Browser | Program


def _answered(answer: Any, made: str = "") -> Outcome:
    if answer.status_code < 400:
        return Outcome(made=made)
    body = answer.json if answer.is_json else {}
    # A dialog that comes back with its messages is a page, not JSON.
    code = body.get("code") or ("invalid" if answer.status_code == 422 else "")
    return Outcome(answer.status_code, code, detail=str(body or answer.text[:200])[:300])


def _way(fields: Mapping[str, Any]) -> returning.WayBack:
    straight = fields["way"] == "straight"
    return returning.WayBack(fields["to_activity"], fields["reason"], straight)


def _added(fields: Mapping[str, Any]) -> signing.Addition:
    people, reason = fields["user_id"], fields["reason"]
    return signing.Addition(fields["position"], people, reason, fields["mode"])


def _send(kind: str) -> Callable[..., object]:
    def send(uow: UnitOfWork, actor: Actor, task_id: str, fields: Mapping[str, Any]) -> object:
        case_id = get_task(uow.session, task_id).instance_id
        sending = reading.Sending(kind, fields["user_id"], fields["remark"], task_id)
        return reading.send_case(uow, actor, case_id, sending)

    return send


VERBS: dict[str, Callable[[UnitOfWork, Actor, str, Mapping[str, Any]], object]] = {
    "claim": lambda u, a, t, f: service.claim_task(u, a, t),
    "release": lambda u, a, t, f: service.release_task(u, a, t),
    "reassign": lambda u, a, t, f: lending.pass_on(u, a, t, f["user_id"], f["reason"]),
    "delegate": lambda u, a, t, f: lending.delegate_task(u, a, t, f["user_id"], f["reason"]),
    "resolve": lambda u, a, t, f: lending.resolve_task(u, a, t, f["opinion"]),
    "recall": lambda u, a, t, f: lending.recall_task(u, a, t),
    "return": lambda u, a, t, f: returning.return_task(u, a, t, _way(f)),
    "withdraw": lambda u, a, t, f: withdrawing.withdraw_task(u, a, t, f["reason"]),
    "addSign": lambda u, a, t, f: signing.add_signers(u, a, t, _added(f)),
    "removeSign": lambda u, a, t, f: signing.remove_signer(u, a, t, f["signer"], f["reason"]),
    "urge": lambda u, a, t, f: reading.urge_task(u, a, t, f["remark"]),
    "cc": _send(reading.COPY),
    "circulate": _send(reading.CIRCULATION),
}
