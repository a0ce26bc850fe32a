"""The hotline and its delivered processes, for scenario 5."""

import json
from pathlib import Path
from typing import Any

import forms
from engine.bootstrap import delivered_documents
from engine.db.audit import EventRow
from engine.definitions.service import World
from engine.escalations.model import REPEATED, Escalation
from engine.kernel.actor import SYSTEM
from engine.processes.starts import deploy_processes
from engine.processes.topics import known_topics
from engine.staff.service import grant_role
from engine.tasks.model import UserTask
from tests.acceptance.filling import fill
from tests.companies import employ, hang_transformer, string_line, supply
from tests.integration.approvals.bureau import Bureau

COMPLAINT = {"kind": "COMPLAINT", "category": "OUTAGE", "callerName": "沈青禾"}


class Hotline:
    """An agent of a unit who takes the same customer's complaint again and again."""

    def __init__(self, bureau: Bureau, unit: str = "200101") -> None:
        self.bureau = bureau
        with bureau.database.unit_of_work(bureau.clock) as uow:
            where = hang_transformer(uow, string_line(uow, "柳桥一线"), "柳桥新村")
            self.account_no = supply(uow, "沈青禾", where)[1].account_no
            agent = bureau.people["agent"] = employ(uow, "agent", unit)
            for place in {"10", unit}:
                grant_role(uow, SYSTEM, agent, "AGENT", place)
            bureau.people["province"] = employ(uow, "province", "20", "MARKETING_HEAD")
            deploy_processes(uow, SYSTEM, delivered_documents(), World(known_topics()))

    def complain(self, grade: str = "NORMAL") -> str:
        """Take a complaint and grade it; return its case."""
        given = {**COMPLAINT, "accountNo": self.account_no}
        case = self.bureau.start(
            "agent", "complaint_handling", **self._filled("complaint_handling_start", given)
        )
        graded = self._graded(case)
        answers = self._filled(graded.form_key or "", {"grade": grade, "category": "OUTAGE"})
        self.bureau.complete("agent", graded.id, answers)
        return case

    def is_supervised(self, case: str) -> bool:
        """Tell whether the province has opened a supervision of a case."""
        return bool(self._facts(case, "SupervisionOpened"))

    def supervised(self, case: str) -> list[str]:
        """Return the units that must answer to the supervision of a case."""
        return [one["unit_id"] for one in self._facts(case, "SupervisionOpened")]

    def climbs_at(self, case: str) -> list[str]:
        """Return the units whose people those above are told of, for a repeated complaint."""
        with self.bureau.database.reading(self.bureau.clock) as uow:
            rows = uow.session.query(Escalation).filter_by(instance_id=case, reason=REPEATED)
            return [key.partition("@")[2] for row in rows for key in row.late]

    def told(self, case: str) -> list[Any]:
        """Return whom the diagram told of a repeated complaint."""
        notices = self._facts(case, "NoticeSent")
        return [one["receivers"] for one in notices if one["event"] == "complaint.supervised"]

    def _graded(self, case: str) -> UserTask:
        return self.bureau.task(case, "grade_complaint")

    def _facts(self, case: str, name: str) -> list[dict[str, Any]]:
        with self.bureau.database.reading(self.bureau.clock) as uow:
            rows = uow.session.query(EventRow).filter_by(stream=case, name=name)
            return [row.facts for row in rows]

    def _filled(self, form: str, answers: dict[str, Any]) -> dict[str, Any]:
        path = next(Path(forms.__file__).parent.glob(f"*/{form}.form"))
        components = json.loads(path.read_text("utf-8"))["components"]
        plain = [one for one in components if one["type"] != "filepicker"]
        return fill(plain, self.bureau.clock.now(), lambda: "") | answers
