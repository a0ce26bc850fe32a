"""The settings of the channels notices go out on, and of links in mails."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class ChannelSettings:
    """How each channel besides e-mail is reached; an empty address means it is not there.

    Secrets are kept out of `repr`, so that no log shows them.
    """

    wecom_api: str = "https://qyapi.weixin.qq.com"
    wecom_corp_id: str = ""
    wecom_agent_id: str = ""
    wecom_secret: str = field(default="", repr=False)
    wecom_robot: str = field(default="", repr=False)
    dingtalk_robot: str = field(default="", repr=False)
    dingtalk_secret: str = field(default="", repr=False)
    feishu_robot: str = field(default="", repr=False)
    feishu_secret: str = field(default="", repr=False)
    robot_hosts: str = ""
    sms_url: str = ""
    sms_format: str = "json"
    sms_template: str = '{"phone": "{phone}", "text": "{text}"}'
    sms_headers: str = field(default="", repr=False)
    sms_user: str = ""
    sms_secret: str = field(default="", repr=False)
    sms_success: str = ""
    sms_final: str = ""
    apprise_urls: str = field(default="", repr=False)
    mail_link_hours: int = 72
    previous_secret_keys: str = field(default="", repr=False)


def channel_problem(settings: ChannelSettings) -> tuple[str, str] | None:
    """Return which setting is wrong and why; nothing when all fit together."""
    if settings.sms_format not in {"json", "form"}:
        return "sms_format", "must be json or form"
    wecom = (settings.wecom_corp_id, settings.wecom_agent_id, settings.wecom_secret)
    if any(wecom) and not all(wecom):
        return "wecom_corp_id", "goes with wecom_agent_id and wecom_secret: give all or none"
    if not settings.wecom_agent_id.isdigit() and settings.wecom_agent_id:
        return "wecom_agent_id", "must be a number"
    for name in ("wecom_api", "wecom_robot", "dingtalk_robot", "feishu_robot", "sms_url"):
        address = getattr(settings, name)
        if address and not address.startswith(("https://", "http://")):
            return name, "must be an address that begins with https:// or http://"
    if settings.mail_link_hours < 1:
        return "mail_link_hours", "must be at least 1"
    return None
