"""Who may put a case right by hand."""

from engine.access.rules import Permission
from engine.instances.model import CANCELLED, SUSPENDED, ProcessInstance
from engine.kernel.actor import Actor


def may_move(actor: Actor, case: ProcessInstance) -> bool:
    """Tell whether a reader may move a running case, or let an ended one begin again."""
    may = actor.may(Permission.CASE_MOVE) and actor.sees(case.org_path)
    return may and case.status != SUSPENDED


def may_void(actor: Actor, case: ProcessInstance) -> bool:
    """Tell whether a reader may declare void a case that came to its end."""
    ended = not case.is_live and case.status != CANCELLED
    return ended and actor.may(Permission.CASE_CANCEL) and actor.sees(case.org_path)


def may_correct(actor: Actor, case: ProcessInstance) -> bool:
    """Tell whether there is anything a reader may put right by hand."""
    return may_move(actor, case) or may_void(actor, case)
