"""Phrases: kept by everybody for himself, by leaders for their unit, offered where opinions are."""

from engine.staff.service import change_user
from tests.integration.approvals.bureau import line, task
from tests.integration.web.test_approvals import bureau  # noqa: F401  # fixture


def test_a_phrase_of_ones_own_is_offered_at_the_task_and_in_its_dialogs(bureau, signed_in):  # noqa: F811
    bureau.deploy(line(("check", task("check", "li"))))
    address = f"/tasks/{bureau.task(bureau.start('wang'), 'check').id}"
    li = signed_in("li")

    li.post("/phrases/", {"text": "材料齐全，拟同意。"})

    assert "材料齐全，拟同意。" in li.get(address).text
    dialog = li.get(f"/approvals{address}/delegate").text
    assert "材料齐全，拟同意。" in dialog
    assert "请按程序办理。" in dialog
    assert "材料齐全" not in signed_in("wang").get("/phrases/").text


def test_a_leader_shares_with_his_unit_and_takes_back(app, signed_in):
    boss, li = signed_in("boss"), signed_in("li")
    boss.post("/phrases/", {"text": "请尽快办结。", "scope": "unit"})
    assert "请尽快办结。" in li.get("/phrases/").text
    assert "请尽快办结。" not in signed_in("zhao").get("/phrases/").text
    address = boss.get("/phrases/").text.split('action="/phrases/')[1].split('"')[0]

    assert li.post(f"/phrases/{address}").status_code == 403
    boss.post(f"/phrases/{address}")

    assert "请尽快办结。" not in li.get("/phrases/").text


def test_who_does_not_lead_shares_nothing(app, signed_in):
    answer = signed_in("li").post("/phrases/", {"text": "x", "scope": "unit"})

    assert answer.status_code == 403


def test_a_phrase_that_is_empty_too_long_or_there_already_is_refused_at_its_field(app, signed_in):
    li = signed_in("li")
    li.post("/phrases/", {"text": "同意办理。"})

    answers = [li.post("/phrases/", {"text": text}) for text in (" ", "长" * 201, "同意办理。")]

    assert [one.status_code for one in answers] == [422] * 3
    assert all('id="phrase-text-problem"' in one.text for one in answers)
    assert "长" * 201 in answers[1].text


def test_common_phrases_speak_the_readers_language(bureau, signed_in):  # noqa: F811
    li = bureau.people["li"]
    bureau.act("li", change_user, li, {"language": "en"})

    page = signed_in("li").get("/phrases/").text

    assert "Please proceed as prescribed." in page
    assert "请按程序办理" not in page
