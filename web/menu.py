"""The ways through the application, as far as the reader may go them."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, g, request, url_for

from engine.access.rules import Permission
from web.texts import lazy_gettext as _


@dataclass(frozen=True)
class Entry:
    """One line of the menu; without a permission it is for everybody."""

    endpoint: str
    icon: str
    label: Any
    permission: str | None = None
    badge: str | None = None

    @property
    def url(self) -> str:
        """Return where the line leads."""
        return url_for(self.endpoint)

    @property
    def is_current(self) -> bool:
        """Tell whether the reader is in this part."""
        here = (request.blueprint or "").split(".", maxsplit=1)[0]
        return here == self.endpoint.split(".", maxsplit=1)[0]


SECTIONS: tuple[tuple[Any, tuple[Entry, ...]], ...] = (
    (
        _("My work"),
        (
            Entry("home.show", "house", _("Home")),
            Entry("inbox.show", "inbox", _("Inbox"), badge="inbox"),
            Entry("start.show", "plus-circle", _("Start a case")),
            Entry("cases.show_list", "folder2-open", _("Cases")),
            Entry("payments.show", "cash-coin", _("Payments"), Permission.PAYMENT_READ),
            Entry("deputies.show", "person-check", _("Deputies")),
            Entry("messages.show", "bell", _("Messages"), badge="messages"),
        ),
    ),
    (
        _("Oversight"),
        (
            Entry("console.show", "speedometer2", _("Console"), Permission.CONSOLE_READ),
            Entry(
                "reviews.show_list",
                "clipboard-check",
                _("Headquarters reviews"),
                Permission.REVIEW_READ,
            ),
            Entry(
                "escalations.show_list",
                "arrow-up-circle",
                _("Escalations"),
                Permission.ESCALATION_HANDLE,
                badge="escalations",
            ),
            Entry(
                "supervision.show_list",
                "flag",
                _("Supervision"),
                Permission.SUPERVISION_REPLY,
                badge="supervision",
            ),
        ),
    ),
    (
        _("Processes"),
        (
            Entry("definitions.show", "diagram-3", _("Definitions"), Permission.DEFINITION_READ),
            Entry(
                "incidents.show", "exclamation-triangle", _("Incidents"), Permission.INCIDENT_READ
            ),
            Entry("limits.show_list", "hourglass-split", _("Limits"), Permission.SLA_READ),
            Entry("calendars.show", "calendar3", _("Work calendar"), Permission.SLA_READ),
        ),
    ),
    (
        _("Administration"),
        (
            Entry("organisation.show", "people", _("Organisation"), Permission.STAFF_READ),
            Entry(
                "deliveries.show",
                "send",
                _("Sent messages"),
                Permission.INCIDENT_READ,
                badge="deliveries",
            ),
            Entry(
                "notice_templates.show",
                "chat-left-text",
                _("Texts of notices"),
                Permission.NOTICE_EDIT,
            ),
            Entry("notice_rules.show", "sliders", _("Notice rules"), Permission.NOTICE_EDIT),
        ),
    ),
)


def sections() -> list[tuple[Any, list[Entry]]]:
    """Return the menu of the reader, without empty sections."""
    actor = g.get("actor")
    if actor is None:
        return []
    shown = [
        (title, [one for one in entries if not one.permission or actor.may(one.permission)])
        for title, entries in SECTIONS
    ]
    return [(title, entries) for title, entries in shown if entries]


def install(app: Flask) -> None:
    """Make the menu known to the templates."""
    app.jinja_env.globals["menu_sections"] = sections
