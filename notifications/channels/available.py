"""Which channels an installation has, made from its settings."""

from engine.kernel.errors import Misconfigured
from engine.kernel.settings import Settings
from notifications.channels import (
    APPRISE,
    DINGTALK,
    EMAIL,
    FEISHU,
    SMS,
    WECOM,
    WECOM_ROBOT,
    Channel,
    Robot,
)
from notifications.channels.apprise import AppriseChannel
from notifications.channels.email import EmailChannel
from notifications.channels.robots import RobotChannel
from notifications.channels.sms import SmsChannel, sms_problem
from notifications.channels.wecom import WeComChannel


def channels_of(settings: Settings) -> dict[str, Channel]:
    """Return the channels besides the message centre; raise when one cannot be used.

    Robots are there without an address of the company's too: people may have their own.
    """
    found: dict[str, Channel] = {
        kind: RobotChannel(kind, robot) for kind, robot in company_robots(settings).items()
    }
    if settings.smtp_host:
        found[EMAIL] = EmailChannel(settings)
    if settings.wecom_corp_id:
        found[WECOM] = WeComChannel(settings)
    if settings.sms_url:
        problem = sms_problem(settings)
        if problem:
            raise Misconfigured(f"the gateway for text messages: {problem}")
        found[SMS] = SmsChannel(settings)
    if settings.apprise_urls:
        found[APPRISE] = AppriseChannel(settings)
    return found


def company_robots(settings: Settings) -> dict[str, Robot]:
    """Return the company's own robot of each kind, without an address where there is none."""
    return {
        WECOM_ROBOT: Robot(settings.wecom_robot),
        DINGTALK: Robot(settings.dingtalk_robot, settings.dingtalk_secret),
        FEISHU: Robot(settings.feishu_robot, settings.feishu_secret),
    }


def shared_channels(settings: Settings) -> frozenset[str]:
    """Return the channels that lead to one place for all, and need no address of anybody."""
    is_shared = settings.apprise_urls and not AppriseChannel(settings).is_personal
    return frozenset({APPRISE} if is_shared else ())


def configured(settings: Settings) -> frozenset[str]:
    """Return which channels the company itself has set up."""
    robots = {kind for kind, robot in company_robots(settings).items() if robot.url}
    others = set(channels_of(settings)) - set(company_robots(settings))
    return frozenset(robots | others)
