"""Which addresses people may give for a robot of their own: nothing inside our network."""

import ipaddress
import socket
from urllib.parse import urlsplit

from engine.kernel.settings import Settings
from notifications.channels import DINGTALK, FEISHU, WECOM_ROBOT, Rejected

# host -> how the path begins
PLACES: dict[str, dict[str, str]] = {
    WECOM_ROBOT: {"qyapi.weixin.qq.com": "/cgi-bin/webhook/send"},
    DINGTALK: {"oapi.dingtalk.com": "/robot/send", "api.dingtalk.com": "/robot/send"},
    FEISHU: {
        "open.feishu.cn": "/open-apis/bot/",
        "open.larksuite.com": "/open-apis/bot/",
    },
}


def webhook_problem(kind: str, url: str, settings: Settings) -> str:
    """Return the code of what is wrong with somebody's own webhook; nothing when it may be used.

    It must lie with the service itself, or at a host (`host:port`) the administrator named
    in `robot_hosts`.
    """
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return "no_web_address"
    if parts.username or parts.password or not host or any(sign.isspace() for sign in url):
        return "no_web_address"
    if parts.netloc.lower() in trusted_hosts(settings):
        return "" if parts.scheme in ("http", "https") else "no_web_address"
    if parts.scheme != "https" or port not in (None, 443):
        return "not_https"
    begin = PLACES[kind].get(host)
    return "" if begin and parts.path.startswith(begin) else "strange_host"


def require_outside(url: str, settings: Settings) -> None:
    """Raise when a host answers from within our network that was not named for it."""
    parts = urlsplit(url)
    if parts.netloc.lower() in trusted_hosts(settings):
        return
    try:
        found = socket.getaddrinfo(parts.hostname, parts.port or 443, type=socket.SOCK_STREAM)
    except OSError:
        return  # Nobody answers there: the call itself says so, and is tried again.
    for *_, place in found:
        if not ipaddress.ip_address(str(place[0]).partition("%")[0]).is_global:
            raise Rejected("the address of the robot leads into the own network")


def trusted_hosts(settings: Settings) -> frozenset[str]:
    """Return the hosts an administrator named for robots, besides those of the services."""
    hosts = (host.strip().lower() for host in settings.robot_hosts.split(","))
    return frozenset(filter(None, hosts))
