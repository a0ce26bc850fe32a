"""What people read about an error of payments and refunds."""

from web.explained import Explanation
from web.texts import lazy_gettext as _

PAYMENTS = {
    "payment_doubted": Explanation(
        _("The payment does not fit"),
        _("It was kept for a clerk, and changes nothing."),
        _("Telling it again is not needed."),
    ),
    "signature_invalid": Explanation(
        _("The signature is not valid"),
        _("No key of this provider made it."),
        _("Check the key and what is signed."),
    ),
    "callback_expired": Explanation(
        _("The report is too old"),
        _("It was signed more than five minutes ago, or by a clock that is wrong."),
        _("Sign it anew and send it again."),
    ),
    "order_not_open": Explanation(
        _("Nothing is to be paid any more"),
        _("The order was paid or withdrawn meanwhile."),
        _("The list of payments shows what happened."),
    ),
    "exception_settled": Explanation(
        _("Already settled"),
        _("%(by)s settled this payment at %(at)s."),
        _("The list of payments shows how."),
    ),
    "refund_not_open": Explanation(
        _("The refund is finished"),
        _("It was paid or given up already, so nothing was changed."),
        _("The case shows what happened."),
    ),
    "refund_same_person": Explanation(
        _("Somebody else has to pay this"),
        _("Whoever asked for or checked a refund does not pay it."),
        _("Leave the task to a colleague of finance."),
    ),
}
