"""A cash desk for tests: a process that asks for money, a provider with a key, a clerk."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask

from engine.access.queries import actor_for
from engine.access.service import open_session
from engine.bootstrap import Container
from engine.db import Database
from engine.deadlines.service import load_seed
from engine.definitions.service import deploy
from engine.kernel.actor import SYSTEM
from engine.kernel.clock import FixedClock
from engine.kernel.settings import Settings
from engine.payments import queries
from engine.payments.model import PaymentException, PaymentOrder, Receipt
from engine.payments.rules import sign
from engine.processes.service import NewCase, complete_task, start_process
from engine.staff.queries import user_by_username
from engine.tasks import queries as tasks
from engine.tasks.model import UserTask
from notifications import relay
from notifications.router import subscribers
from tests.companies import employ, found_company
from tests.founding import founded
from tests.serving import serve

KEY = "k" * 32
SETTINGS = {
    "secret_key": "s" * 40,
    "payment_keys": f"pay:{KEY}",
    "payment_page": "https://pay.example/cashier",
}
DIAGRAM = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="defs" targetNamespace="t">
  <process id="fee_case" name="缴费业务" isExecutable="true" camunda:historyTimeToLive="P30D">
    <extensionElements><camunda:properties>
      <camunda:property name="nameEn" value="A case with a fee"/>
    </camunda:properties></extensionElements>
    <startEvent id="start"><outgoing>a</outgoing></startEvent>
    <sequenceFlow id="a" sourceRef="start" targetRef="ask"/>
    <serviceTask id="ask" name="应收" camunda:type="external" camunda:topic="payments.open_order">
      <extensionElements><camunda:inputOutput>
        <camunda:inputParameter name="amount">=fee</camunda:inputParameter>
        <camunda:inputParameter name="subject">="业务费"</camunda:inputParameter>
        <camunda:inputParameter name="payer">=applyName</camunda:inputParameter>
      </camunda:inputOutput></extensionElements>
      <incoming>a</incoming><outgoing>b</outgoing>
    </serviceTask>
    <sequenceFlow id="b" sourceRef="ask" targetRef="pay"/>
    <userTask id="pay" name="缴费" camunda:candidateGroups="CASHIER@self">
      <extensionElements><camunda:properties>
        <camunda:property name="customer" value="true"/>
        <camunda:property name="pays" value="true"/>
        <camunda:property name="nameEn" value="Pay the fee"/>
        <camunda:property name="stage" value="BUILD"/>
      </camunda:properties></extensionElements>
      <incoming>b</incoming><outgoing>c</outgoing>
    </userTask>
    <sequenceFlow id="c" sourceRef="pay" targetRef="settle"/>
    <serviceTask id="settle" name="实收" camunda:type="external"
        camunda:topic="payments.settle_order">
      <extensionElements><camunda:inputOutput>
        <camunda:inputParameter name="paidAmount">=paidAmount</camunda:inputParameter>
        <camunda:inputParameter name="payMode">=payMode</camunda:inputParameter>
        <camunda:inputParameter name="invoiceNo">=invoiceNo</camunda:inputParameter>
        <camunda:outputParameter name="receiptNo">=receiptNo</camunda:outputParameter>
      </camunda:inputOutput></extensionElements>
      <incoming>c</incoming><outgoing>d</outgoing>
    </serviceTask>
    <sequenceFlow id="d" sourceRef="settle" targetRef="works"/>
    <userTask id="works" name="施工" camunda:candidateGroups="SURVEYOR@self">
      <extensionElements><camunda:properties>
        <camunda:property name="nameEn" value="Works"/>
        <camunda:property name="stage" value="ENERGISE"/>
      </camunda:properties></extensionElements>
      <incoming>d</incoming><outgoing>e</outgoing>
    </userTask>
    <sequenceFlow id="e" sourceRef="works" targetRef="end"/>
    <endEvent id="end"><incoming>e</incoming></endEvent>
  </process>
</definitions>
""".encode()


@dataclass
class Till:
    """The application, and what tests ask of it."""

    app: Flask
    parts: Container
    clock: FixedClock

    def case(self, fee: str = "320000", **facts: Any) -> str:
        """Start a case that asks for a fee; return its id."""
        about = {"fee": float(fee), "applyName": "青砾食品", "phone": "13900007001", **facts}
        with self.parts.database.unit_of_work(self.clock) as uow:
            new = NewCase("fee_case", about, org_id="2001011")
            return start_process(uow, SYSTEM, new).id

    def order(self, case: str) -> PaymentOrder:
        """Return what a case asks for."""
        with self.parts.database.reading(self.clock) as uow:
            return queries.orders_of_case(uow.session, case)[0]

    def tell(
        self, order: str, amount: str, number: str = "P1", *, late: int = 0, key: str = KEY
    ) -> Any:
        """Report a payment as the provider does; `late` seconds after it was signed."""
        now = self.clock.now()
        told = {"number": number, "order": order, "amount": amount, "paidAt": now.isoformat()}
        body, timestamp = json.dumps(told).encode(), str(int(now.timestamp()) - late)
        headers = {
            "X-Payment-Timestamp": timestamp,
            "X-Payment-Signature": sign(key, timestamp, body),
            "Content-Type": "application/json",
        }
        return self.app.test_client().post("/payments/callback/pay", data=body, headers=headers)

    def rows(self, model: type[Any]) -> list[Any]:
        """Return all rows of a table, the oldest first."""
        with self.parts.database.reading(self.clock) as uow:
            return list(uow.session.query(model).order_by(model.id))

    def receipts(self) -> list[Receipt]:
        """Return all receipts."""
        return self.rows(Receipt)

    def doubts(self) -> list[PaymentException]:
        """Return all payments that did not fit."""
        return self.rows(PaymentException)

    def waits_at(self, case: str) -> list[str]:
        """Return where a case waits, after due jobs were done."""
        self.parts.worker().tick()
        return [task.activity_id for task in self.open(case)]

    def open(self, case: str) -> list[UserTask]:
        """Return the open tasks of a case."""
        with self.parts.database.reading(self.clock) as uow:
            return tasks.open_tasks_of(uow.session, case)

    def complete(self, who: str, task_id: str, data: dict[str, Any]) -> None:
        """Let somebody complete a task."""
        with self.parts.database.unit_of_work(self.clock) as uow:
            complete_task(uow, self.actor(who), task_id, data)

    def actor(self, who: str) -> Any:
        """Return somebody as an actor."""
        with self.parts.database.reading(self.clock) as uow:
            user = user_by_username(uow.session, who)
            assert user is not None
            return actor_for(uow.session, user.id, uow.now)

    def browser(self, who: str = "") -> Any:
        """Return a browser, of somebody who has signed in if he is named."""
        client = self.app.test_client()
        if who:
            with self.parts.database.unit_of_work(self.clock) as uow:
                secret = open_session(uow, self.actor(who).user_id, "", "")
            with client.session_transaction() as session:
                session["secret"] = secret
        return client

    def post(self, client: Any, path: str, **fields: str) -> Any:
        """Send a form of a page."""
        token = client.get("/account/token").json["token"]
        return client.post(path, data={"csrf_token": token, **fields})

    def tell_people(self) -> None:
        """Deliver every notice that waits."""
        relay.Relay(self.parts.database, self.clock, self.parts.settings).run_due(200)


def open_till(database: Database, clock: FixedClock, folder: Path, **settings: Any) -> Till:
    """Found a small company with a cashier, and deploy the process."""
    chosen = Settings(**{**SETTINGS, "data_dir": str(folder), **settings})
    database.subscribers = subscribers()
    parts = Container(chosen, clock, database, relay.jobs(chosen))
    founded(database, clock, "till", lambda: _furnish(parts))
    return Till(serve(parts), parts, clock)


def _furnish(parts: Container) -> None:
    with parts.database.unit_of_work(parts.clock) as uow:
        found_company(uow)
        load_seed(uow)
        for name, role, unit in (
            ("cashier", "CASHIER", "2001011"),
            ("surveyor", "SURVEYOR", "2001011"),
            ("finance", "FINANCE", "10"),
            ("elsewhere", "CASHIER", "2001012"),
        ):
            employ(uow, name, unit, role)
        deploy(uow, SYSTEM, {"fee_case.bpmn": DIAGRAM}, parts.world)
