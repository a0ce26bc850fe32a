"""Each channel speaks its service's language, checked by a real server on the other side."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime

import pytest

from engine.kernel.settings import Settings
from notifications.channels import (
    DINGTALK,
    FEISHU,
    WECOM_ROBOT,
    Later,
    Letter,
    Rejected,
    Robot,
    Unreachable,
)
from notifications.channels.apprise import AppriseChannel
from notifications.channels.robots import RobotChannel
from notifications.channels.sms import SmsChannel
from notifications.channels.wecom import WeComChannel
from tests.integration.notifications.service import serving

NOW = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
FINE = {"errcode": 0, "errmsg": "ok"}


@pytest.fixture
def service():
    with serving() as one:
        one.say(FINE)
        yield one


def letter(address="13900001234", **more) -> Letter:
    return Letter(
        key="k1",
        address=address,
        subject="待办：用电申请",
        body="请于今日办理\n编号 YK1",
        html="",
        at=NOW,
        link="https://gridflow.example/tasks/1",
        **more,
    )


def signed(key: str, text: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()).decode()


def test_a_wecom_robot_mentions_the_person_by_number(service):
    RobotChannel(WECOM_ROBOT, Robot(f"{service.url}/send?key=k")).send(letter())

    call = service.calls[0]
    assert call.query == {"key": "k"}
    assert call.json["msgtype"] == "text"
    assert call.json["text"]["mentioned_mobile_list"] == ["13900001234"]
    assert call.json["text"]["content"].endswith("YK1\nhttps://gridflow.example/tasks/1")


def test_a_wecom_robot_mentions_the_person_by_id_where_there_is_one(service):
    RobotChannel(WECOM_ROBOT, Robot(f"{service.url}/send")).send(letter("li.na"))

    assert service.calls[0].json["text"]["mentioned_list"] == ["li.na"]


def test_a_long_text_is_cut_to_what_wecom_takes(service):
    long = letter()
    RobotChannel(WECOM_ROBOT, Robot(service.url)).send(
        Letter(**{**vars(long), "body": "电" * 3000})
    )

    assert len(service.calls[0].json["text"]["content"].encode()) <= 2048


def test_a_dingtalk_robot_is_signed_with_its_secret(service):
    robot = Robot(f"{service.url}/robot/send?access_token=t", "SECabc")

    RobotChannel(DINGTALK, robot).send(letter())

    query = service.calls[0].query
    moment = str(int(NOW.timestamp() * 1000))
    assert query["access_token"] == "t"
    assert query["timestamp"] == moment
    assert query["sign"] == signed("SECabc", f"{moment}\nSECabc")


def test_a_dingtalk_text_names_the_number_it_mentions(service):
    RobotChannel(DINGTALK, Robot(service.url)).send(letter())

    body = service.calls[0].json
    assert body["at"]["atMobiles"] == ["13900001234"]
    assert "@13900001234" in body["markdown"]["text"]
    assert "[打开](https://gridflow.example/tasks/1)" in body["markdown"]["text"]


def test_a_feishu_robot_is_signed_in_the_body(service):
    service.answers[:] = [(200, '{"code": 0, "msg": "success"}', {})]

    RobotChannel(FEISHU, Robot(service.url, "fs")).send(letter("ou_1"))

    body = service.calls[0].json
    moment = str(int(NOW.timestamp()))
    assert (body["timestamp"], body["sign"]) == (moment, signed(f"{moment}\nfs", ""))
    first, second = body["content"]["post"]["zh_cn"]["content"]
    assert first[0] == {"tag": "at", "user_id": "ou_1"}
    assert second[0]["href"] == "https://gridflow.example/tasks/1"


def test_in_a_group_of_ones_own_nobody_is_called(service):
    own = letter("13900001234", robot=Robot(service.url))

    RobotChannel(DINGTALK, Robot("")).send(own)

    assert service.calls[0].json["at"]["atMobiles"] == []


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"errcode": 45009, "errmsg": "api freq out of limit"}, Later),
        ({"errcode": 130101, "errmsg": "send too fast"}, Later),
        ({"code": 11232, "msg": "frequency limited"}, Later),
        ({"errcode": -1, "errmsg": "system busy"}, Unreachable),
        ({"errcode": 310000, "errmsg": "sign not match"}, Rejected),
        ({"code": 19021, "msg": "sign match fail"}, Rejected),
        ("<html>maintenance</html>", Unreachable),
    ],
)
def test_the_code_of_a_service_decides_what_comes_next(service, answer, error):
    service.answers.clear()
    service.say(answer)

    with pytest.raises(error) as caught:
        RobotChannel(DINGTALK, Robot(f"{service.url}/?access_token=hidden", "SECabc")).send(
            letter()
        )

    assert type(caught.value) is error
    assert "hidden" not in str(caught.value)


@pytest.mark.parametrize(
    ("status", "headers", "error", "seconds"),
    [
        (429, {"Retry_After": "120"}, Later, 120),
        (429, {}, Later, 60),
        (503, {"Retry_After": "99999"}, Later, 3600),
        (500, {}, Unreachable, None),
        (404, {}, Rejected, None),
        (302, {"Location": "http://127.0.0.1:1/"}, Rejected, None),
    ],
)
def test_the_status_of_a_service_decides_what_comes_next(service, status, headers, error, seconds):
    service.answers.clear()
    service.say("", status, **headers)

    with pytest.raises(error) as caught:
        RobotChannel(FEISHU, Robot(service.url)).send(letter())

    assert getattr(caught.value, "seconds", None) == seconds
    assert len(service.calls) == 1


def test_a_service_that_is_away_is_tried_again_and_its_secret_is_not_told():
    robot = Robot("http://127.0.0.1:1/robot/send?access_token=hidden", "SECabc")

    with pytest.raises(Unreachable, match="Connection refused") as caught:
        RobotChannel(DINGTALK, robot).send(letter())

    assert "hidden" not in str(caught.value)


def wecom(service) -> WeComChannel:
    return WeComChannel(
        Settings(
            wecom_api=service.url, wecom_corp_id="ww1", wecom_agent_id="1000002", wecom_secret="s"
        )
    )


def test_the_wecom_application_writes_to_one_person(service):
    service.answers.clear()
    service.say({**FINE, "access_token": "T1"})
    service.say({**FINE, "invaliduser": ""})

    wecom(service).send(letter("lina"))

    asked, sent = service.calls
    assert asked.query == {"corpid": "ww1", "corpsecret": "s"}
    assert sent.query == {"access_token": "T1"}
    assert (sent.json["touser"], sent.json["agentid"]) == ("lina", 1000002)
    assert sent.json["textcard"]["url"] == "https://gridflow.example/tasks/1"
    assert sent.json["enable_duplicate_check"] == 1


def test_a_token_is_kept_and_asked_for_again_when_it_is_worn_out(service):
    service.answers.clear()
    service.say({**FINE, "access_token": "T1"})
    service.say(FINE)
    service.say({"errcode": 42001, "errmsg": "access_token expired"})
    service.say({**FINE, "access_token": "T2"})
    service.say(FINE)
    channel = wecom(service)

    channel.send(letter("lina"))
    channel.send(letter("lina"))

    tokens = [call.query.get("access_token") for call in service.calls]
    assert tokens == [None, "T1", "T1", None, "T2"]


def test_a_person_wecom_does_not_know_is_not_tried_again(service):
    service.answers.clear()
    service.say({**FINE, "access_token": "T1"})
    service.say({**FINE, "invaliduser": "nobody"})

    with pytest.raises(Rejected, match="does not know the user nobody"):
        wecom(service).send(letter("nobody"))


def test_a_wrong_secret_of_the_application_may_be_mended(service):
    service.answers.clear()
    service.say({"errcode": 40001, "errmsg": "invalid credential"})

    with pytest.raises(Unreachable, match="refuses the application"):
        wecom(service).send(letter("lina"))


def gateway(service, **more) -> SmsChannel:
    facts = {
        "sms_url": f"{service.url}/send",
        "sms_template": '{"to": ["{phone}"], "msg": "【云澜】{text}", "sign": "{user}:{secret}"}',
        "sms_headers": '{"X-Key": "{secret}", "X-Id": "{key}"}',
        "sms_user": "u",
        "sms_secret": "p4ss",
        "sms_success": "result.code=0|00",
        "sms_final": "result.code=1001",
    }
    return SmsChannel(Settings(**{**facts, **more}))


def test_a_text_message_goes_out_as_the_settings_describe(service):
    service.answers[:] = [(200, '{"result": {"code": 0}}', {})]

    gateway(service).send(letter("139 0000-1234"))

    call = service.calls[0]
    assert call.json["to"] == ["13900001234"]
    assert call.json["msg"].startswith("【云澜】请于今日办理")
    assert call.json["sign"] == "u:p4ss"
    assert (call.headers["X-Key"], call.headers["X-Id"]) == ("p4ss", "k1")


def test_a_gateway_may_want_a_form(service):
    service.answers[:] = [(200, "OK 1", {})]

    channel = gateway(
        service,
        sms_format="form",
        sms_success="~OK",
        sms_template='{"m": "{phone}", "c": "{text}&x=1"}',
    )
    channel.send(letter())

    assert service.calls[0].form == {"m": "13900001234", "c": "请于今日办理\n编号 YK1&x=1"}


@pytest.mark.parametrize(
    ("code", "error"), [("1001", Rejected), ("500", Unreachable)], ids=["final", "later"]
)
def test_a_gateway_that_refuses_says_for_good_or_for_now(service, code, error):
    service.answers[:] = [(200, f'{{"result": {{"code": {code}, "sign": "p4ss"}}}}', {})]

    with pytest.raises(error) as caught:
        gateway(service).send(letter())

    assert "p4ss" not in str(caught.value)


@pytest.mark.parametrize("number", ["", "abc", "1390000;DROP", "139"])
def test_what_is_no_number_is_rejected_before_anything_is_sent(service, number):
    with pytest.raises(Rejected, match="telephone number"):
        gateway(service).send(letter(number))

    assert service.calls == []


# Apprise still looks for a module Python will drop.
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_apprise_reaches_a_service_with_the_persons_own_address(service):
    host = service.url.removeprefix("http://")
    channel = AppriseChannel(Settings(apprise_urls=f"json://{host}/to/{{address}}"))

    channel.send(letter("li.na@x"))

    call = service.calls[0]
    assert channel.is_personal
    assert call.path.rstrip("/") in ("/to/li.na@x", "/to/li.na%40x")
    assert call.json["title"] == "待办：用电申请"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_service_behind_apprise_that_refuses_is_tried_again(service):
    service.answers[:] = [(500, "", {})]
    host = service.url.removeprefix("http://")

    with pytest.raises(Unreachable, match="Apprise"):
        AppriseChannel(Settings(apprise_urls=f"json://{host}/x")).send(letter())


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_an_address_apprise_does_not_know_is_said_without_telling_it():
    with pytest.raises(Rejected) as caught:
        AppriseChannel(Settings(apprise_urls="nonsense://hidden")).send(letter())

    assert "hidden" not in str(caught.value)
