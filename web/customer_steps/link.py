"""The signed link of a customer's step."""

from engine.kernel.actor import Actor
from engine.kernel.signing import Signer, signer_of
from notifications.links import CUSTOMER_STEP
from web import context

DAYS = 60


def task_of(link: str) -> str:
    """Return the id of the task a link is for; raise when it is not ours or too old."""
    return str(_signer().read(CUSTOMER_STEP, link, DAYS))


def customer() -> Actor:
    """Return the customer as an actor; used for the one step of his link alone.

    The link is the permission, so no candidate group is asked; the name says in the
    history that the customer did it, not a clerk on his behalf.
    """
    return Actor("customer", "客户", language=context.language(), is_system=True)


def _signer() -> Signer:
    return signer_of(context.container().settings)
