"""The panel "Why?" as different people read it."""

import pytest

from tests.integration.web.test_working_on_tasks import started, task_of  # noqa: F401  # fixture


@pytest.fixture
def task(started, signed_in) -> str:  # noqa: F811  # the fixture above
    return task_of(signed_in("li"))


def why(visitor, task: str) -> str:
    return visitor.get(task.replace("/tasks/", "/explain/tasks/")).text


def test_the_holder_reads_that_the_task_is_his_and_why(task, signed_in):
    page = why(signed_in("li"), task)

    assert "归您办理" in page
    assert "流程指定由您办理本环节" in page


def test_somebody_else_reads_whose_it_is(task, signed_in):
    page = why(signed_in("boss"), task)

    assert "由Li办理" in page


def test_the_next_steps_hang_on_the_decision(task, signed_in):
    page = why(signed_in("li"), task)

    assert "若“" in page
    assert "接下来是什么" in page


def test_a_stranger_is_not_told_why(task, signed_in):
    answer = signed_in("zhao").get(task.replace("/tasks/", "/explain/tasks/"))

    assert answer.status_code == 403


def test_the_panel_of_the_case_says_what_it_waits_for(started, signed_in):  # noqa: F811
    page = started.get(started.case.replace("/cases/", "/explain/cases/")).text

    assert "等待Li办理" in page


def test_the_panel_speaks_english(task, signed_in):
    li = signed_in("li")
    li.post("/account/language", {"language": "en", "next": "/"})

    page = why(li, task)

    assert "What comes next, and who gets it?" in page


@pytest.mark.parametrize("page", ["/explain/tasks/nothing", "/explain/cases/nothing"])
def test_what_does_not_exist_is_not_explained(app, signed_in, page):
    assert signed_in("li").get(page).status_code == 404
