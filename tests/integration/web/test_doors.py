"""Nobody gets in without signing in, and nobody into what his roles do not include."""

import re

import pytest
from flask import Flask

NUMBER = re.compile(r"<int:\w+>")

PUBLIC = {
    "account.sign_in_form",
    "account.sign_in",
    "account.token",
    "account.choose_language",
    "customer_steps.bills.show",
    "customer_steps.cases.show",
    "customer_steps.show",
    "customer_steps.complete",
    "customer_steps.thanks",
    "customer_steps.upload",
    "mail_actions.answer",
    "mail_actions.show",
    "payment_callbacks.tell",
    "static",
}


def pages_of(app: Flask) -> list[tuple[str, str]]:
    """Return method and address of every view that is not the programs' interface."""
    found = []
    for rule in app.url_map.iter_rules():
        blueprint = app.blueprints.get(rule.endpoint.split(".")[0])
        if (
            rule.endpoint in PUBLIC
            or blueprint is None
            or (blueprint.url_prefix or "").startswith("/api")
        ):
            continue
        method = "POST" if "POST" in rule.methods else "GET"
        found.append((method, NUMBER.sub("1", rule.rule).replace("<", "").replace(">", "")))
    return found


def test_every_view_asks_strangers_to_sign_in(app, visitor):
    token = visitor.token()
    answers = {
        (method, path): visitor.client.open(
            path, method=method, headers={"X-CSRFToken": token}
        ).status_code
        for method, path in pages_of(app)
    }

    assert {page: status for page, status in answers.items() if status != 303} == {}


@pytest.mark.parametrize(
    "path", ["/definitions/", "/definitions/upload", "/incidents/", "/deliveries/"]
)
def test_a_clerk_does_not_reach_the_analysts_pages(signed_in, path):
    assert signed_in("wang").get(path).status_code == 403


@pytest.mark.parametrize(
    "path", ["/definitions/", "/definitions/upload", "/incidents/", "/deliveries/"]
)
def test_an_analyst_reaches_his_pages(signed_in, path):
    assert signed_in("ana").get(path).status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/", "/inbox/", "/inbox/?view=claimable", "/inbox/?view=done", "/inbox/?view=started",
     "/start/", "/cases/", "/messages/", "/organisation/", "/account/", "/organisation/people"],
)  # fmt: skip
@pytest.mark.parametrize("language", ["zh", "en"])
def test_everybody_reaches_the_common_pages(signed_in, path, language):
    wang = signed_in("wang")
    wang.post("/account/language", {"language": language})

    assert wang.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/tasks/1", "/cases/1", "/files/1", "/start/none", "/nowhere"])
def test_what_does_not_exist_is_said_kindly(signed_in, path):
    answer = signed_in("wang").get(path)

    assert answer.status_code == 404
    assert "未找到" in answer.text


def test_every_answer_carries_the_protecting_headers(visitor):
    headers = visitor.get("/account/sign-in").headers

    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"


def test_a_forged_link_of_a_customer_opens_nothing(visitor):
    answer = visitor.get("/c/forged")

    assert answer.status_code == 404
    assert "链接无效" in answer.text


def test_wrong_numbers_in_an_address_are_read_as_the_first_page(signed_in):
    assert signed_in("wang").get("/inbox/?page=-3&sort=evil&light=blue&view=x").status_code == 200
