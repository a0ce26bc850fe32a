"""Customers who answer through the signed links they were sent."""

from __future__ import annotations

from io import BytesIO
from random import Random
from typing import Any

from flask.testing import FlaskClient

from engine.bootstrap import Container
from engine.kernel.signing import Signer
from engine.tasks.model import UserTask
from notifications.links import CUSTOMER_STEP
from tests.acceptance.day.ledger import Entry, Ledger, Outcome
from tests.acceptance.day.papers import Papers
from tests.acceptance.office import A_PAGE

CUSTOMER = "customer"


def answer_some(parts: Container, app: Any, ledger: Ledger, papers: Papers, random: Random) -> None:
    """Let some of the customers whose step is open answer it; now and then one does so twice."""
    with parts.database.reading(parts.clock) as uow:
        steps = uow.session.query(UserTask).filter_by(state="open", is_customer_step=True)
        chosen = list(steps.order_by(UserTask.id).limit(20))
    for step in random.sample(chosen, min(3, len(chosen))):
        link = "/c/" + Signer(parts.settings.secret_key).sign(CUSTOMER_STEP, step.id)
        visit = _Visit(app.test_client(), link)
        data = papers.answer(step.form_key or "", parts.clock.now(), visit.upload)
        for _ in range(random.choice([1, 1, 2])):
            ledger.note(Entry(CUSTOMER, "look", step.id, visit.look()))
            ledger.note(Entry(CUSTOMER, "complete", step.id, visit.send(data)))


class _Visit:
    """A customer's browser at his link."""

    def __init__(self, client: FlaskClient, link: str) -> None:
        self._client, self._link = client, link
        self._token = client.get("/account/token").json["token"]

    def look(self) -> Outcome:
        """Open the link."""
        status = self._client.get(self._link).status_code
        return Outcome() if status < 400 else Outcome(status, "page")

    def upload(self) -> str:
        """Hand a paper in."""
        data = {"csrf_token": self._token, "file": (BytesIO(A_PAGE), "身份证.pdf")}
        kind = "multipart/form-data"
        answer = self._client.post(f"{self._link}/files", data=data, content_type=kind)
        return str((answer.json or {}).get("id", "")) if answer.is_json else ""

    def send(self, data: dict[str, Any]) -> Outcome:
        """Send the form."""
        headers = {"X-CSRFToken": self._token}
        answer = self._client.post(self._link, json={"data": data}, headers=headers)
        if answer.status_code < 400:
            return Outcome()
        body = (answer.json or {}) if answer.is_json else {}
        return Outcome(answer.status_code, body.get("code", ""), detail=answer.text[:300])
