"""People mentioned in remarks, on the page."""

import pytest

from tests.integration.web.test_working_on_tasks import started  # noqa: F401  # fixture


@pytest.fixture
def li(started, signed_in):  # noqa: F811  # the fixture above
    visitor = signed_in("li")
    visitor.case = started.case
    return visitor


def test_a_mention_is_shown_by_name(li):
    li.post(f"{li.case}/comments", {"text": "@boss 请定 <b>"})

    page = li.get(li.case).text

    assert 'title="boss">@Boss</span> 请定 &lt;b&gt;' in page


def test_who_may_not_see_the_case_is_named_as_a_problem(li):
    answer = li.client.post(
        f"{li.case}/comments",
        data={"csrf_token": li.token(), "text": "@zhao 请看"},
        headers={"HX-Request": "true"},
    )

    assert "不能提及：Zhao" in answer.text
    assert "@zhao 请看</textarea>" in answer.text


def test_people_are_suggested_by_name(li):
    found = li.get(f"{li.case}/people?text=bos").json

    assert found == [{"value": "boss", "label": "Boss"}]


def test_a_stranger_is_suggested_nobody(li, signed_in):
    assert signed_in("zhao").get(f"{li.case}/people?text=b").status_code == 403
