"""What people read about errors of the headquarters review."""

from web.explained import Explanation
from web.texts import lazy_gettext as _

BACK = _("Go back, look at the present state and decide again.")
REVIEWS = {
    "check_failed": Explanation(
        _("A failed item stands against it"),
        _(
            "An item of the checklist is marked as failed: %(items)s. "
            "A package with a failed item is not complete."
        ),
        _("Return the package for supplement, or correct the checklist."),
    ),
    "appealed_already": Explanation(
        _("The one appeal has been used"),
        _(
            "%(number)s was appealed at %(at)s already; an appeal is possible only once, "
            "and its decision stands."
        ),
        _("Ask the reviewers if you do not understand the decision."),
    ),
    "not_appealable": Explanation(
        _("No appeal is possible"),
        _("%(number)s was not refused, or the time to appeal is over."),
        _("Look at the state of the package."),
    ),
    "condition_settled": Explanation(
        _("The condition is settled"),
        _("It was confirmed already, or nothing was reported yet."),
        BACK,
    ),
    "review_concluded": Explanation(
        _("The review has its conclusion"),
        _("%(number)s was concluded already."),
        BACK,
    ),
    "not_withdrawable": Explanation(
        _("The package can no longer be withdrawn"),
        _("The formal check of %(number)s is done; it is being reviewed."),
        _("Wait for the conclusion; a refusal may be appealed."),
    ),
    "decided_before": Explanation(
        _("You decided before"),
        _("Somebody else must do this step, because you did the step it is about."),
        _("Release the task, so that a colleague can take it."),
    ),
}
