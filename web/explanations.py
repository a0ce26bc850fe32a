"""What people read about an error: what happened, and the way out."""

from web.explained import Explanation
from web.explained_oversight import OVERSIGHT
from web.explained_payments import PAYMENTS
from web.explained_reviews import REVIEWS
from web.explained_withdrawing import WITHDRAWING
from web.texts import lazy_gettext

_ = lazy_gettext
BACK = _("Go back, look at the present state and decide again.")
EXPLANATIONS = {
    **OVERSIGHT,
    "not_found": Explanation(
        _("Not found"),
        _("There is nothing at this address, or it is not meant for you."),
        _("Check the address, or start from the inbox."),
    ),
    "forbidden": Explanation(
        _("Not allowed"),
        _("Your roles do not include this."),
        _("Ask your administrator if you need it for your work."),
    ),
    "not_a_candidate": Explanation(
        _("Not your task"),
        _("This task is meant for other people."),
        _("You find the tasks you may work on in your inbox."),
    ),
    "change_not_planned": Explanation(
        _("Already decided"),
        _("Somebody has made or given up this change already."),
        _("Look at the list of changes."),
    ),
    "deadlines_changed": Explanation(
        _("Calendars or limits have changed"),
        _(
            "Since you looked, somebody changed a calendar or a limit; "
            "this change would now do something else."
        ),
        _("Look at the change again, then make it."),
    ),
    "clock_stands_already": Explanation(
        _("The clock stands still already"),
        _("The clock of this case was stopped for the same reason and still stands."),
        _("Go back to the case; let it run there, or choose another reason."),
    ),
    "clock_runs": Explanation(
        _("The clock runs again"),
        _("This pause was over on %(at)s already."),
        _("Go back to the case."),
    ),
    "conflict": Explanation(
        _("Something has changed meanwhile"),
        _("What you saw is no longer the present state, so nothing was changed."),
        BACK,
    ),
    "last_administrator": Explanation(
        _("The last administrator stays"),
        _("Nobody else keeps the accounts or the roles of the whole company."),
        _("Grant somebody else this role at the headquarters first, without an end."),
    ),
    "unit_in_use": Explanation(
        _("The unit is still needed"),
        _(
            "%(units)s open units stand below it, %(people)s people work there, "
            "%(roles)s roles are granted at it."
        ),
        _("Move or close them first; the headquarters itself stays."),
    ),
    "holds_more": Explanation(
        _("This account may do more than you"),
        _("Whoever sets its password could act in its name."),
        _("On the server: gridflow user set-password NAME."),
    ),
    "not_yours_to_grant": Explanation(
        _("This role is not yours to grant or revoke"),
        _("Nobody grants a role to himself, or one that permits more than he holds at the unit."),
        _("Ask an administrator who holds it, or use gridflow user grant on the server."),
    ),
    "granted_already": Explanation(
        _("The role is held already"),
        _("This person holds the role at this unit."),
        _("Revoke it first to change its days."),
    ),
    "username_taken": Explanation(
        _("The account exists"),
        _("Another person has the account %(username)s."),
        _("Choose another name for the account."),
    ),
    "mail_link_used": Explanation(
        _("This link was used already"),
        _("Your answer of %(at)s is in force; a link counts once."),
        _("You find the case among what you have done."),
    ),
    "mail_link_expired": Explanation(
        _("This link is too old"),
        _("It could be used until %(at)s."),
        _("Sign in and answer the task in your inbox."),
    ),
    "mail_link_closed": Explanation(
        _("This link answers nothing any more"),
        _("The task may not be answered by mail any more, or the account is closed."),
        _("Sign in and look at your inbox, or ask your administrator."),
    ),
    "too_often": Explanation(
        _("Too many requests"),
        _("From your address came more requests than people make."),
        _("Wait a minute, then try again."),
    ),
    "nothing_to_retry": Explanation(
        _("There is nothing to send again"),
        _("The text is on its way, or has arrived."),
        BACK,
    ),
    "no_way_to_test": Explanation(
        _("No test was sent"),
        _("This channel has no address of yours."),
        _("Give your address under “Your account”, then try again."),
    ),
    "filter_name_taken": Explanation(
        _("The name is taken"),
        _("You have another filter of the name %(name)s."),
        _("Choose another name, or delete the other filter."),
    ),
    "too_many_filters": Explanation(
        _("Too many filters"),
        _("You have saved as many filters as fit."),
        _("Delete one you no longer need."),
    ),
    "undo_over": Explanation(
        _("It cannot be taken back any more"),
        _("The time for it has passed, or it was taken back already."),
        _("Open the tasks and change them one by one instead."),
    ),
    "not_a_plain_decision": Explanation(
        _("This task has a form of its own"),
        _("Its form asks for more than a decision."),
        _("Open the task and fill in its form."),
    ),
    "task_already_claimed": Explanation(
        _("Somebody was faster"),
        _("%(assignee_name)s has already taken this task."),
        _("Choose another task, or talk to your colleague."),
    ),
    "claim_first": Explanation(
        _("Claim the task first"),
        _("This step wants its task claimed before it is completed; nothing was changed."),
        _("Claim it, then complete it."),
    ),
    "task_not_open": Explanation(
        _("This task is finished"),
        _("It was completed or withdrawn in the meantime; nothing was changed."),
        _("The case shows who did what and when."),
    ),
    "task_on_hold": Explanation(
        _("This task waits for others"),
        _("Added signers give their opinions first, so nothing was changed."),
        _("The history shows for whom it waits."),
    ),
    "task_lent": Explanation(
        _("This task was lent for an opinion"),
        _("It stays with the one who lent it, so nothing was changed."),
        _("Give your opinion, or ask the owner to take it back."),
    ),
    "own_case": Explanation(
        _("Your own case"),
        _("Whoever starts a case may not decide it, so nothing was changed."),
        _("A colleague with the same role has to decide."),
    ),
    "signature_needed": Explanation(
        _("A signature is needed"),
        _("This step asks for your signature under exactly these data."),
        _("Sign and send it again."),
    ),
    "not_permitted_here": Explanation(
        _("Not possible at this step"),
        _("The process does not permit this here, so nothing was changed."),
        _("The page of the task shows what is possible."),
    ),
    "task_not_lent": Explanation(
        _("This task was not lent"),
        _("It has come back already, so nothing was changed."),
        BACK,
    ),
    "cannot_add_signers": Explanation(
        _("These people cannot be added"),
        _("They sign already, started the case, or do not go with the signers there are."),
        _("Choose other people, or wait until the others have signed."),
    ),
    "cannot_remove_signer": Explanation(
        _("This signer cannot be taken out"),
        _("He has acted already, so nothing was changed."),
        _("The history shows what he said."),
    ),
    "urged_recently": Explanation(
        _("Urged a short while ago"),
        _("This step may be urged again from %(again_at)s."),
        _("Wait until then, or call the person."),
    ),
    "incident_resolved": Explanation(
        _("Already settled"),
        _("Somebody has settled this incident already."),
        _("The list of incidents shows what is still open."),
    ),
    "too_many_extensions": Explanation(
        _("No more extensions"),
        _("The due date was moved as often as it may be."),
        _("Talk to the leader who assigned the work."),
    ),
    "instance_not_running": Explanation(
        _("This case does not move"),
        _("It has ended or is suspended, so nothing was changed."),
        _("The case shows what happened."),
    ),
    "database_busy": Explanation(
        _("Several people at once"),
        _("Others were changing the same case, so nothing was changed."),
        _("Try again in a moment."),
    ),
    "invalid": Explanation(
        _("Please check your input"),
        _("Some of it cannot be accepted."),
        _("Correct the marked fields and send it again."),
    ),
    "refused": Explanation(
        _("This document cannot be accepted"),
        _("The list says what is wrong and where."),
        _("Correct the file and upload it again."),
    ),
    "unavailable": Explanation(
        _("A part of the system is away"),
        _("The request could not be finished; nothing was lost."),
        _("Try again in a minute."),
    ),
    "database_away": Explanation(
        _("The database does not answer"),
        _("The request could not be finished; nothing was lost."),
        _("Try again in a minute."),
    ),
    "session_expired": Explanation(
        _("Please sign in again"),
        _("Your session has ended."),
        _("Sign in; you will return to where you were."),
    ),
    "csrf": Explanation(
        _("This page is too old"),
        _("It was opened before you signed in, so nothing was changed."),
        _("Open it again and repeat the step."),
    ),
    "link_invalid": Explanation(
        _("This link is not valid"),
        _("It is incomplete or was changed."),
        _("Open it again from our message, or call our hotline."),
    ),
    "link_expired": Explanation(
        _("This link has expired"),
        _("It was good for a limited time only."),
        _("Call our hotline; we will help you on."),
    ),
    "not_a_starter": Explanation(
        _("Not allowed"),
        _("Your roles may not start this process."),
        _("Ask your administrator if you need it for your work."),
    ),
    "step_failed": Explanation(
        _("An automatic step failed"),
        _("The case could not go on, so nothing was changed: %(detail)s"),
        _("Tell your process administrator; what you typed is kept."),
    ),
    "bad_request": Explanation(
        _("The request was not understood"),
        _("It is incomplete or of the wrong kind."),
        BACK,
    ),
    "too_large": Explanation(
        _("Too large"),
        _("What you sent is larger than allowed."),
        _("Send smaller files."),
    ),
    "internal": Explanation(
        _("Something went wrong on our side"),
        _("The request was stopped and nothing was changed. It has been recorded."),
        _("Try again; if it happens again, give your administrator the number below."),
    ),
    **PAYMENTS,
    **REVIEWS,
    **WITHDRAWING,
}
