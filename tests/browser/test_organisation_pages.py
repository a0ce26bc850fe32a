"""An administrator takes somebody in and lets somebody go."""

import pytest
from playwright.sync_api import Page, expect

from engine.access.service import set_password
from engine.kernel.actor import SYSTEM
from engine.staff.queries import user_by_username
from tests.browser.conftest import CHEAP, PASSWORD, PHONE
from tests.companies import employ

pytestmark = pytest.mark.browser


@pytest.fixture
def keeper(parts, visit) -> Page:
    """Return the browser of somebody who keeps accounts and roles."""
    with parts.database.unit_of_work(parts.clock) as uow:
        if user_by_username(uow.session, "keeper") is None:
            user_id = employ(uow, "keeper", "200101", "SYS_ADMIN", "SEC_ADMIN")
            set_password(uow, SYSTEM, user_id, PASSWORD, CHEAP)
    return visit("keeper")


def test_somebody_new_gets_an_account_a_password_and_a_role(keeper):
    keeper.goto("/organisation/?unit=2001011")
    keeper.get_by_role("link", name="新增人员").click()
    keeper.fill("#username", "new.clerk")
    keeper.fill("#name", "新来的")
    keeper.get_by_role("button", name="保存").click()
    keeper.select_option("#role", "CASHIER")
    keeper.get_by_role("button", name="授予").click()
    expect(keeper.get_by_role("cell", name="收费员")).to_be_visible()
    keeper.once("dialog", lambda dialog: dialog.accept())
    keeper.get_by_role("button", name="发放临时密码").click()
    secret = keeper.locator("#temporary-password").inner_text()

    keeper.context.clear_cookies()
    keeper.goto("/account/sign-in")
    keeper.fill("#username", "new.clerk")
    keeper.fill("#password", secret)
    keeper.click(".signin-form .btn-lg")

    expect(keeper.get_by_text("您使用的是临时密码，请先设置自己的密码。")).to_be_visible()


def test_a_file_is_checked_before_anything_changes(keeper):
    keeper.set_viewport_size(PHONE)
    keeper.goto("/organisation/exchange/")
    file = {"name": "p.csv", "mimeType": "text/csv"}
    text = "username,name,unit\nfrom.file,文件来的,2001011\n,,\nbad,,nowhere\n"
    keeper.set_input_files("#file-people", {**file, "buffer": text.encode("gb18030")})

    with keeper.expect_response("**/exchange/people") as answer:
        keeper.locator("form", has=keeper.locator("#file-people")).locator("button").click()

    assert answer.value.status == 422
    expect(keeper.get_by_text("有 1 行有误，未作任何更改。")).to_be_visible()
    assert not keeper.evaluate("document.documentElement.scrollWidth > innerWidth")
