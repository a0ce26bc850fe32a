"""Put the web application together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask
from flask_babel import Babel

from engine.payments.rules import provider_keys
from web import context, errors, formats, menu, people, security
from web.account import notices
from web.account import views as account
from web.approvals import views as approvals
from web.assets import asset_url
from web.bulk import views as bulk
from web.calendar import views as calendar
from web.cases import views as cases
from web.console import views as console
from web.correcting import views as correcting
from web.customer_steps import views as customer_steps
from web.deadlines import calendars, changes, clocks, limits
from web.definitions import views as definitions
from web.deliveries import views as deliveries
from web.deputies import views as deputies
from web.escalations import views as escalations
from web.explain import views as explain
from web.files import views as files
from web.filters import views as filters
from web.home import views as home
from web.inbox import views as inbox
from web.incidents import views as incidents
from web.mail_actions import views as mail_actions
from web.messages import views as messages
from web.notice_rules import views as notice_rules
from web.notice_templates import views as notice_templates
from web.organisation import views as organisation
from web.payments import callbacks as payment_callbacks
from web.payments import demo as demo_payment
from web.payments import views as payments
from web.phrases import views as phrases
from web.printing import views as printing
from web.readings import views as readings
from web.reviews import views as reviews
from web.start import views as start
from web.supervision import views as supervision
from web.tasks import views as tasks
from web.translations import DEFAULT_LANGUAGE, SourceCatalogues

if TYPE_CHECKING:
    from engine.bootstrap import Container

PAGES = (
    account.bp,
    approvals.bp,
    bulk.bp,
    calendar.bp,
    calendars.bp,
    cases.bp,
    changes.bp,
    clocks.bp,
    console.bp,
    customer_steps.bp,
    definitions.bp,
    deliveries.bp,
    correcting.bp,
    deputies.bp,
    escalations.bp,
    explain.bp,
    files.bp,
    filters.bp,
    home.bp,
    inbox.bp,
    incidents.bp,
    mail_actions.bp,
    limits.bp,
    messages.bp,
    notice_rules.bp,
    notice_templates.bp,
    notices.bp,
    organisation.bp,
    phrases.bp,
    printing.bp,
    payment_callbacks.bp,
    payments.bp,
    readings.bp,
    reviews.bp,
    start.bp,
    supervision.bp,
    tasks.bp,
)


def create_app(container: Container) -> Flask:
    """Return the application that serves people over the parts in `container`."""
    # Keys that cannot be used are said at the start, not with the first payment.
    provider_keys(container.settings)
    app = Flask(__name__, static_folder="static", template_folder="templates")
    app.extensions["gridflow"] = container
    security.configure(app, container.settings)
    context.install(app)
    security.install(app)
    errors.install(app)
    formats.install(app)
    menu.install(app)
    people.install(app)
    _speak(app)
    app.jinja_env.globals["asset_url"] = asset_url
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    for page in PAGES:
        app.register_blueprint(page)
    if container.settings.demo:
        app.register_blueprint(demo_payment.bp)
    return app


def _speak(app: Flask) -> None:
    babel = Babel()
    babel.init_app(
        app,
        default_locale=DEFAULT_LANGUAGE,
        default_timezone="Asia/Shanghai",
        locale_selector=context.language,
    )
    babel.domain_instance = SourceCatalogues()
