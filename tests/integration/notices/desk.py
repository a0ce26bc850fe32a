"""A county office whose people are told of things, on channels that keep what they are given."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.definitions.service import World
from engine.kernel.actor import SYSTEM
from engine.kernel.settings import Settings
from engine.processes.starts import deploy_processes
from engine.processes.topics import known_topics
from engine.scheduler.jobs import Worker
from engine.staff.model import User
from notifications import relay
from notifications.channels import CHANNELS, EMAIL, INAPP, Letter
from notifications.choices import GROUPS
from notifications.dispatcher import Dispatcher
from notifications.model import Delivery
from notifications.preferences import Wishes, save_wishes
from notifications.relay import Relay
from tests.integration.processes.office import ONE_TASK, Office, diagram

DECISION = {
    "type": "radio",
    "key": "result",
    "label": "审批",
    "validate": {"required": True},
    "values": [{"label": "同意", "value": "agree"}, {"label": "不同意", "value": "refuse"}],
}
OPINION = {"type": "textarea", "key": "opinion", "label": "意见"}


@dataclass
class Keeper:
    """A channel that keeps what it is given, or fails as it was told."""

    letters: list[Letter] = field(default_factory=list)
    troubles: list[Exception] = field(default_factory=list)

    def send(self, letter: Letter) -> None:
        if self.troubles:
            raise self.troubles.pop(0)
        self.letters.append(letter)


@dataclass
class Desk:
    """The office, its channels, and who carries facts to people."""

    office: Office
    settings: Settings
    channels: dict[str, Keeper]

    def carry(self) -> None:
        dispatcher = Dispatcher(self.settings, self.channels)
        database, clock = self.office.database, self.office.clock
        Relay(database, clock, self.settings, dispatcher).run_due()
        Worker(database, clock, relay.jobs(self.settings, dispatcher)).tick()

    def wish(self, who: str, choices: Mapping[str, Any] | None = None, **more: Any) -> None:
        """Let somebody choose; what is not said of a group stays with mail and message centre."""
        usual = {group: [INAPP, EMAIL] for group in GROUPS}
        wishes = Wishes(choices={**usual, **(choices or {})}, **more)
        self.office.act(who, save_wishes, self.settings, wishes)

    def approval(
        self,
        properties: Mapping[str, str] | None = None,
        group: str = "",
        fields: Sequence[Mapping[str, Any]] = (DECISION, OPINION),
    ) -> str:
        """Start a case whose one task is a decision for `li` alone; return the task."""
        form = {"id": "f", "title": "F", "type": "default", "components": list(fields)}
        pairs = "".join(
            f'<camunda:property name="{name}" value="{value}"/>'
            for name, value in (properties or {}).items()
        )
        inside = (
            f"<bpmn:extensionElements><camunda:properties>{pairs}</camunda:properties>"
            "</bpmn:extensionElements></bpmn:userTask>"
        )
        candidates = 'camunda:candidateGroups="BUSINESS_CLERK@county"'
        wanted = candidates if group else 'camunda:assignee="li"'
        body = ONE_TASK.replace(f"{candidates} />", f'{wanted} camunda:formKey="f">{inside}')
        files = {"leave.bpmn": diagram(body), "f.form": json.dumps(form).encode()}
        with self.office.database.unit_of_work(self.office.clock) as uow:
            deploy_processes(uow, SYSTEM, files, World(known_topics()))
        return self.office.open(self.office.start("wang", bizNo="YK-7"))[0].id

    def deliveries(self, who: str, **wanted: str) -> list[Delivery]:
        """Return what was made for somebody, in order."""
        with self.office.database.reading(self.office.clock) as uow:
            found = uow.session.query(Delivery).filter_by(
                recipient_id=self.office.people[who], **wanted
            )
            return found.order_by(Delivery.id).all()

    def ways(self, who: str) -> list[str]:
        """Return the channels somebody was told on."""
        return sorted(row.channel for row in self.deliveries(who))


def open_desk(office: Office, settings: Settings) -> Desk:
    """Give everybody addresses and every channel a keeper."""
    with office.database.unit_of_work(office.clock) as uow:
        for user in uow.session.query(User):
            user.email, user.phone = f"{user.username}@mail.example", "13900001234"
    return Desk(office, settings, {one: Keeper() for one in CHANNELS if one != INAPP})
