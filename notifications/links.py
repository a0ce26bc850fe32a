"""Addresses that texts carry: pages of the application, and signed links for customers."""

from engine.kernel.settings import Settings
from engine.kernel.signing import signer_of
from notifications.audience import Recipient
from notifications.notice import Notice

# The page of customers' steps reads links with this purpose.
CUSTOMER_STEP = "customer_step"


def address(settings: Settings, notice: Notice, recipient: Recipient) -> str:
    """Return the address a notice leads somebody to; none when there is no page for him.

    A customer has no account: only the signed link of his own step opens for him.
    """
    if not recipient.is_customer:
        return f"{settings.base_url}{notice.link}" if notice.link else settings.base_url
    if not notice.customer_task:
        return ""
    signed = signer_of(settings).sign(CUSTOMER_STEP, notice.customer_task)
    return f"{settings.base_url}/c/{signed}"
