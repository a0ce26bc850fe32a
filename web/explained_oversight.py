"""What people read when something about escalations or supervision is refused."""

from web.explained import Explanation
from web.texts import lazy_gettext as _

OVERSIGHT = {
    "already_acknowledged": Explanation(
        _("Somebody was faster"),
        _("%(by)s has acknowledged this escalation already."),
        _("Open it again to see what is being done about it."),
    ),
    "escalation_over": Explanation(
        _("The escalation is over"),
        _("It was closed, or the work was done meanwhile; nothing was changed."),
        _("Raise the case again if something is still wrong."),
    ),
    "nothing_to_take_over": Explanation(
        _("Nothing to take over"),
        _("The task is no longer open, or the case waits at several steps."),
        _("Open the case and reassign the task you mean."),
    ),
    "nobody_above": Explanation(
        _("Nobody stands above you"),
        _("The chain of command of this case ends with you, so nothing was raised."),
        _("Instruct the handlers or open supervision instead."),
    ),
    "nobody_to_instruct": Explanation(
        _("Nobody to instruct"),
        _("No step of this case waits for a person, so nobody could be told."),
        _("Look at the case to see what it waits for."),
    ),
    "order_closed": Explanation(
        _("The order is closed"),
        _("It was judged and closed meanwhile; nothing was changed."),
        _("Open a new order if the case needs one."),
    ),
    "order_not_answered": Explanation(
        _("There is no reply yet"),
        _("Only a reply can be judged or sent back."),
        _("Wait for the reply; when it is overdue the order climbs by itself."),
    ),
    "no_extension_asked": Explanation(
        _("Nobody asks for more time"),
        _("The request was decided or a reply has come meanwhile."),
        _("Go back, look at the present state and decide again."),
    ),
}
