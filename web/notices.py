"""How channels, groups of events and texts are called on the pages."""

from typing import Any

from notifications.channels import (
    APPRISE,
    DINGTALK,
    EMAIL,
    FEISHU,
    INAPP,
    SMS,
    WECOM,
    WECOM_ROBOT,
)
from notifications.choices import COPIES, DIGESTS, PROGRESS, REMINDERS, TASKS
from web.texts import lazy_gettext as _

CHANNEL_NAMES: dict[str, Any] = {
    INAPP: _("Message centre"),
    EMAIL: _("Mail"),
    WECOM: _("WeCom"),
    WECOM_ROBOT: _("WeCom group robot"),
    DINGTALK: _("DingTalk robot"),
    FEISHU: _("Feishu robot"),
    SMS: _("Text message"),
    APPRISE: _("Other service"),
}
GROUP_NAMES: dict[str, Any] = {
    TASKS: _("Tasks"),
    REMINDERS: _("Reminders and escalations"),
    COPIES: _("Copies and comments"),
    PROGRESS: _("Progress of cases"),
    DIGESTS: _("Digests"),
}


def channel_name(channel: str) -> str:
    """Return how a channel is called."""
    return str(CHANNEL_NAMES.get(channel, channel))
