"""What people read when a step can no longer be taken back, by what stands against it."""

from web.explained import Explanation
from web.texts import lazy_gettext as _

TOO_LATE = _("Too late to take it back")
ASK_NEXT = _("Ask the person who works on it now to return it.")
WITHDRAWING = {
    "cannot_reclaim.gone_on": Explanation(
        TOO_LATE, _("The task is no longer with whom you gave it to."), ASK_NEXT
    ),
    "cannot_reclaim.begun": Explanation(
        TOO_LATE, _("Your colleague has begun with it already."), ASK_NEXT
    ),
    "cannot_withdraw": Explanation(
        TOO_LATE, _("The case has gone on already, so nothing was changed."), ASK_NEXT
    ),
    "cannot_withdraw.next_finished": Explanation(
        TOO_LATE, _("Somebody has finished the next step or answered since."), ASK_NEXT
    ),
    "cannot_withdraw.service_done": Explanation(
        TOO_LATE, _("A service has done its work since; that cannot be undone."), ASK_NEXT
    ),
    "cannot_withdraw.nothing_waits": Explanation(
        TOO_LATE, _("Nothing waits behind this step that could be given back."), ASK_NEXT
    ),
    "cannot_withdraw.countersignature": Explanation(
        _("A vote stays"),
        _("An answer in a countersignature is not taken back."),
        _("Say in a remark what has changed."),
    ),
    "cannot_withdraw.not_last": Explanation(
        TOO_LATE, _("The step was taken back or sent back already."), ASK_NEXT
    ),
}
