"""Signing in, staying signed in, and being signed out."""

from datetime import timedelta


def test_somebody_signs_in_and_reaches_the_page_he_wanted(visitor):
    answer = visitor.get("/inbox/?view=claimable")
    assert answer.headers["Location"].startswith("/account/sign-in?next=")

    data = {"username": "WANG", "password": "correct-horse-battery"}
    answer = visitor.post("/account/sign-in", {**data, "next": "/inbox/?view=claimable"})

    assert answer.headers["Location"] == "/inbox/?view=claimable"


def test_a_foreign_address_is_not_followed_after_signing_in(visitor):
    data = {"username": "wang", "password": "correct-horse-battery"}

    answer = visitor.post("/account/sign-in", {**data, "next": "//evil.example/"})

    assert answer.headers["Location"] == "/"


def test_a_wrong_password_is_refused_without_saying_which_part_was_wrong(visitor):
    wrong = visitor.sign_in("wang", "wrong")
    unknown = visitor.sign_in("nobody", "wrong")

    assert wrong.status_code == unknown.status_code == 403
    assert "账号或密码错误" in wrong.text
    assert "账号或密码错误" in unknown.text


def test_five_failures_lock_the_account_even_for_the_right_password(visitor):
    for _ in range(5):
        visitor.sign_in("wang", "wrong")

    answer = visitor.sign_in("wang")

    assert answer.status_code == 403
    assert "锁定" in answer.text


def test_a_session_ends_after_half_an_hour_without_work(signed_in, clock):
    wang = signed_in("wang")

    clock.advance(timedelta(minutes=29))
    assert wang.get("/inbox/").status_code == 200
    clock.advance(timedelta(minutes=31))

    assert wang.get("/inbox/").status_code == 303


def test_the_badges_alone_do_not_keep_a_session_awake(signed_in, clock):
    wang = signed_in("wang")
    clock.advance(timedelta(minutes=20))
    assert wang.get("/inbox/badges").status_code == 200
    clock.advance(timedelta(minutes=15))

    answer = wang.get("/inbox/badges", headers={"HX-Request": "true"})

    assert answer.status_code == 401


def test_a_program_is_told_that_the_session_has_ended(visitor):
    answer = visitor.send("/tasks/1/complete", {"data": {}})

    assert answer.status_code == 401
    assert answer.json["code"] == "session_expired"


def test_signing_out_ends_the_session_for_a_kept_cookie_too(signed_in, app):
    wang = signed_in("wang")
    cookie = wang.client.get_cookie("gridflow").value
    wang.post("/account/sign-out")

    thief = app.test_client()
    thief.set_cookie("gridflow", cookie)

    assert thief.get("/inbox/").status_code == 303


def test_a_request_without_the_token_changes_nothing(signed_in):
    wang = signed_in("wang")

    answer = wang.client.post("/account/sign-out")

    assert answer.status_code == 400
    assert wang.get("/inbox/").status_code == 200


def test_the_password_is_changed_only_with_the_old_one(signed_in):
    wang = signed_in("wang")

    wrong = wang.post("/account/password", {"old": "guess", "new": "another-long-sentence"})
    right = wang.post(
        "/account/password", {"old": "correct-horse-battery", "new": "another-long-sentence"}
    )

    assert wrong.status_code == 422
    assert right.status_code == 303
    assert wang.get("/inbox/").status_code == 200


def test_the_language_of_the_account_is_spoken(signed_in):
    wang = signed_in("wang")
    assert "待办" in wang.get("/inbox/").text

    wang.post("/account/language", {"language": "en", "next": "/inbox/"})

    assert "To claim" in wang.get("/inbox/").text
