"""Addresses that texts carry: pages of the application, and signed links for customers."""

from engine.kernel.settings import Settings
from engine.kernel.signing import signer_of
from notifications.audience import Recipient
from notifications.notice import Notice

# The pages of customers read links with these purposes.
CUSTOMER_STEP = "customer_step"
CUSTOMER_CASE = "customer_case"
# The id of a customer who left neither mail nor telephone.
NOBODY = "customer:"


def address(settings: Settings, notice: Notice, recipient: Recipient) -> str:
    """Return the address a notice leads somebody to; none when there is no page for him.

    A customer has no account: only the signed links of his own step and case open for him.
    """
    if not recipient.is_customer:
        return f"{settings.base_url}{notice.link}" if notice.link else settings.base_url
    if not notice.customer_task:
        return case_address(settings, notice.instance_id or "", recipient.id)
    signed = signer_of(settings).sign(CUSTOMER_STEP, notice.customer_task)
    return f"{settings.base_url}/c/{signed}"


def case_address(settings: Settings, instance_id: str, customer_id: str) -> str:
    """Return the address of a case as its customer sees it; none without a case or a way to him.

    The link holds to whom it was sent: the page shows him his other cases too.
    """
    if not instance_id or customer_id == NOBODY:
        return ""
    signed = signer_of(settings).sign(CUSTOMER_CASE, [instance_id, customer_id])
    return f"{settings.base_url}/c/t/{signed}"
