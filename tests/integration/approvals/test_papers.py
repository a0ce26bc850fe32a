"""Phrases, handwritten signatures, fields by node, a new case from an old one, what is allowed."""

import json
from pathlib import Path

import pytest

from engine.approvals import queries
from engine.approvals.lending import delegate_task
from engine.approvals.service import (
    Drawing,
    add_phrase,
    remove_phrase,
    sign_task,
    start_data,
)
from engine.approvals.signing import Addition, add_signers
from engine.definitions.service import World
from engine.documents.service import DocumentStore
from engine.kernel.actor import SYSTEM
from engine.kernel.errors import Forbidden, Invalid
from engine.processes.finishing import SignatureNeeded
from engine.processes.starts import deploy_processes
from engine.processes.topics import known_topics
from tests.integration.approvals.bureau import AGREE, Bureau, line, task
from tests.integration.approvals.test_returning import FOUR
from tests.integration.processes.office import diagram

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40
FORM = {
    "type": "default",
    "id": "request",
    "components": [
        {"type": "number", "id": "c1", "key": "amount", "label": "金额"},
        {"type": "textfield", "id": "c2", "key": "note", "label": "备注"},
        {"type": "textfield", "id": "c3", "key": "result", "label": "结果"},
    ],
}


def _deploy_with_form(bureau: Bureau, body: str) -> None:
    body = body.replace('<bpmn:startEvent id="start"/>',
                        '<bpmn:startEvent id="start" camunda:formKey="request"/>')  # fmt: skip
    files = {"leave.bpmn": diagram(body), "request.form": json.dumps(FORM).encode()}
    with bureau.database.unit_of_work(bureau.clock) as uow:
        deploy_processes(uow, SYSTEM, files, World(known_topics()))


def _with_form(body: str) -> str:
    return body.replace("<bpmn:userTask ", '<bpmn:userTask camunda:formKey="request" ')


def _allowed(bureau: Bureau, who: str, case: str, activity: str) -> frozenset[str]:
    actor = bureau.actor(who)
    with bureau.database.reading(bureau.clock) as uow:
        found = [one for one in bureau.tasks(case) if one.activity_id == activity]
        return queries.allowed_operations(uow, actor, found[-1])


def test_somebody_finds_common_shared_and_own_phrases(bureau: Bureau) -> None:
    bureau.act("zhao", add_phrase, "请抓紧办理。")
    actor = bureau.actor("admin")
    with bureau.database.unit_of_work(bureau.clock) as uow:
        add_phrase(uow, actor, "按制度执行。", is_shared=True)

    with bureau.database.reading(bureau.clock) as uow:
        own = queries.phrases(uow.session, bureau.actor("zhao"))
        others = queries.phrases(uow.session, bureau.actor("li"))

    assert own[0] == "同意。"
    assert own[-2:] == ["按制度执行。", "请抓紧办理。"]
    assert "请抓紧办理。" not in others


def test_nobody_forgets_the_phrases_of_others(bureau: Bureau) -> None:
    phrase = bureau.act("zhao", add_phrase, "请抓紧办理。")

    with pytest.raises(Forbidden):
        bureau.act("li", remove_phrase, phrase)
    bureau.act("zhao", remove_phrase, phrase)


def test_a_node_that_asks_for_a_signature_gets_it_under_this_very_data(
    bureau: Bureau, tmp_path: Path
) -> None:
    bureau.deploy(line(("a", task("a", "zhao", signature="required"))))
    case = bureau.start("wang")
    with pytest.raises(SignatureNeeded):
        bureau.agree("zhao", case, "a")
    store = DocumentStore(tmp_path)
    mine = bureau.task(case, "a").id
    bureau.act("zhao", sign_task, mine, AGREE, Drawing(PNG, store))
    with pytest.raises(SignatureNeeded):
        bureau.complete("zhao", mine, {**AGREE, "amount": 2})

    bureau.complete("zhao", mine, AGREE)

    with bureau.database.reading(bureau.clock) as uow:
        assert queries.signature_holds(uow.session, bureau.tasks(case)[0])


def test_a_signature_is_a_picture(bureau: Bureau, tmp_path: Path) -> None:
    bureau.deploy(line(("a", task("a", "zhao", signature="required"))))
    case = bureau.start("wang")
    text = Drawing(b"not a picture", DocumentStore(tmp_path))

    with pytest.raises(Invalid):
        bureau.do("zhao", case, "a", sign_task, AGREE, text)


def test_a_node_says_which_fields_are_read_hidden_or_required(bureau: Bureau) -> None:
    node = task("a", "zhao", fields="amount:read, note:required")
    _deploy_with_form(bureau, _with_form(line(("a", node), ("b", task("b", "qian")))))
    case = bureau.start("wang", amount=5)
    mine = bureau.task(case, "a").id
    with pytest.raises(Invalid) as caught:
        bureau.complete("zhao", mine, {"amount": 9, "result": "agree"})

    bureau.complete("zhao", mine, {"amount": 9, "note": "已核", "result": "agree"})

    assert [one["field"] for one in caught.value.problems] == ["note"]
    assert bureau.case(case).variables["amount"] == 5


def test_a_new_case_begins_with_what_an_old_one_began_with(bureau: Bureau) -> None:
    _deploy_with_form(bureau, line(("a", task("a", "zhao"))))
    case = bureau.start("wang", amount=5, note="增容")
    bureau.agree("zhao", case, "a", amount=6)

    data = bureau.act("wang", start_data, case)

    assert (data["amount"], data["note"]) == (6, "增容")
    with pytest.raises(Forbidden):
        bureau.act("wu", start_data, case)


def test_what_is_allowed_depends_on_the_person(bureau: Bureau) -> None:
    bureau.deploy(FOUR)
    case = bureau.start("wang")
    bureau.agree("wang", case, "draft")

    worker = {"complete", "reassign", "delegate", "addSign", "return", "urge", "cc", "circulate"}
    assert _allowed(bureau, "zhao", case, "check") == worker
    assert _allowed(bureau, "wang", case, "draft") == {"withdraw"}
    assert _allowed(bureau, "wu", case, "check") == {"urge", "cc", "circulate"}


def test_what_is_allowed_depends_on_the_state(bureau: Bureau) -> None:
    bureau.deploy(FOUR)
    case = bureau.start("wang")
    assert "return" not in _allowed(bureau, "wang", case, "draft")
    bureau.agree("wang", case, "draft")
    bureau.do("zhao", case, "check", delegate_task, bureau.people["qian"], "请提意见")

    assert "resolve" in _allowed(bureau, "qian", case, "check")
    assert "recall" in _allowed(bureau, "zhao", case, "check")
    assert "complete" not in _allowed(bureau, "qian", case, "check")


def test_who_waits_for_signers_may_only_take_them_out(bureau: Bureau) -> None:
    bureau.deploy(line(("a", task("a", "zhao"))))
    case = bureau.start("wang")
    mine = bureau.task(case, "a")
    new = Addition("before", [bureau.people["qian"]], "请会审")
    bureau.act("zhao", add_signers, mine.id, new)
    held = next(one for one in bureau.open(case) if one.id == mine.id)
    actor = bureau.actor("zhao")

    with bureau.database.reading(bureau.clock) as uow:
        allowed = queries.allowed_operations(uow, actor, held)

    assert allowed == {"removeSign", "urge", "cc", "circulate"}
