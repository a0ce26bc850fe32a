"""Which webhooks people may give, and what is kept of them."""

import pytest

from engine.kernel.settings import Settings
from engine.kernel.vault import Vault
from notifications.channels import DINGTALK, FEISHU, WECOM_ROBOT, Rejected
from notifications.channels.guard import require_outside, webhook_problem

DING = "https://oapi.dingtalk.com/robot/send?access_token=t"


@pytest.mark.parametrize(
    ("kind", "url", "problem"),
    [
        (DINGTALK, DING, ""),
        (WECOM_ROBOT, "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k", ""),
        (FEISHU, "https://open.feishu.cn/open-apis/bot/v2/hook/x", ""),
        (FEISHU, DING, "strange_host"),
        (DINGTALK, "http://oapi.dingtalk.com/robot/send", "not_https"),
        (DINGTALK, "https://oapi.dingtalk.com:8443/robot/send", "not_https"),
        (DINGTALK, "https://oapi.dingtalk.com/other", "strange_host"),
        (DINGTALK, "https://oapi.dingtalk.com@10.0.0.1/robot/send", "no_web_address"),
        (DINGTALK, "https://oapi.dingtalk.com.evil.example/robot/send", "strange_host"),
        (DINGTALK, "https://127.0.0.1/robot/send", "strange_host"),
        (DINGTALK, "https://[::1]/robot/send", "strange_host"),
        (DINGTALK, "http://169.254.169.254/latest/meta-data", "not_https"),
        (DINGTALK, "https://[broken/robot", "no_web_address"),
        (DINGTALK, "https://oapi.dingtalk.com:99999/robot/send", "no_web_address"),
        (DINGTALK, "file:///etc/passwd", "no_web_address"),
        (DINGTALK, "http://im.example.com:8443/robot/send", ""),
        (DINGTALK, "ftp://im.example.com:8443/robot/send", "no_web_address"),
        (DINGTALK, "http://im.example.com/robot/send", "not_https"),
    ],
)
def test_a_webhook_leads_to_its_service_or_where_an_administrator_allows(kind, url, problem):
    settings = Settings(robot_hosts="im.example.com:8443")

    assert webhook_problem(kind, url, settings) == problem


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "10.1.2.3", "[::1]", "169.254.169.254"])
def test_an_address_within_the_own_network_is_not_called(host):
    with pytest.raises(Rejected, match="own network"):
        require_outside(f"https://{host}/robot/send", Settings())


def test_a_host_an_administrator_named_may_be_within():
    require_outside("http://127.0.0.1:8443/x", Settings(robot_hosts="127.0.0.1:8443"))


def test_a_secret_in_the_database_is_read_with_its_key_or_a_former_one():
    sealed = Vault(Settings(secret_key="a" * 40)).seal("token")

    renewed = Settings(secret_key="b" * 40, previous_secret_keys="a" * 40)
    assert "token" not in sealed
    assert Vault(renewed).unseal(sealed) == "token"
    assert Vault(Settings(secret_key="b" * 40)).unseal(sealed) == ""


def test_secrets_do_not_stand_in_what_a_log_would_show_of_the_settings():
    names = ("wecom_secret", "dingtalk_robot", "dingtalk_secret", "sms_secret", "apprise_urls")

    assert "hidden" not in repr(Settings(**dict.fromkeys(names, "hidden")))
