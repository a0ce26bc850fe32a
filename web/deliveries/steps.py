"""What to do about a text that was given up."""

from notifications.model import Delivery
from web.texts import lazy_gettext as _

# What an error says -> what mends it; the first that fits counts.
STEPS = (
    ("no e-mail address", _("Correct the e-mail address, then send it again.")),
    ("telephone number", _("Correct the telephone number, then send it again.")),
    ("there is no robot", _("Set the robot up in the settings, or let the person give his own.")),
    ("own network", _("Let the person give another webhook, or name its host in robot_hosts.")),
    ("not set up any more", _("Set the channel up again, then send it again.")),
    ("does not know the user", _("Correct the person's WeCom id, then send it again.")),
    ("refuses the login", _("Correct name and password of the mail server in the settings.")),
    ("refuses the application", _("Correct corp id and secret of WeCom in the settings.")),
    ("310000", _("Compare the robot's secret and keywords with the settings.")),
    ("190", _("Compare the robot's secret and keywords with the settings.")),
    ("does not answer", _("See that the service can be reached from here, then send it again.")),
    ("mail server says 5", _("Correct the e-mail address, then send it again.")),
)


def next_step(delivery: Delivery) -> str:
    """Return what mends the cause of a failure."""
    error = delivery.last_error or ""
    for needle, step in STEPS:
        if needle in error:
            return str(step)
    return str(_("Mend the cause named here, then send it again."))
