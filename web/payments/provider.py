"""The payment provider: its keys, and the address of its page for one order."""

from dataclasses import dataclass
from urllib.parse import urlencode

from engine.kernel.settings import Settings
from engine.kernel.signing import secret_of
from engine.payments.model import PaymentOrder
from engine.payments.rules import DEMO, provider_keys, sign


@dataclass(frozen=True)
class Provider:
    """A provider with the page where people pay and the key that page's address is signed with."""

    name: str
    page: str
    key: str


def keys_of(settings: Settings, name: str) -> tuple[str, ...]:
    """Return the keys of a provider; the demo's own page has one, on loopback only."""
    known = provider_keys(settings)
    if name == DEMO and settings.demo:
        return (demo_key(settings), *known.get(DEMO, ()))
    return known.get(name, ())


def provider_of(settings: Settings) -> Provider | None:
    """Return where customers pay online: the first provider with a page; none without one."""
    known = provider_keys(settings)
    if settings.payment_page and known:
        name = next(iter(known))
        return Provider(name, settings.payment_page, known[name][0])
    if settings.demo:
        return Provider(DEMO, f"{settings.base_url}/demo-payment/", demo_key(settings))
    return None


def demo_key(settings: Settings) -> str:
    """Return the key of the demo's page, which only this installation can know."""
    return sign(secret_of(settings), "demo payment", b"")


def pay_address(settings: Settings, order: PaymentOrder, back: str) -> str:
    """Return the signed address of the provider's page for an order; none without a provider."""
    provider = provider_of(settings)
    if provider is None:
        return ""
    query = urlencode(
        {
            "order": order.number,
            "amount": str(order.amount),
            "subject": order.subject,
            "notify": f"{settings.base_url}/payments/callback/{provider.name}",
            "back": f"{settings.base_url}{back}",
        }
    )
    signature = sign(provider.key, "pay", query.encode())
    return f"{provider.page}?{query}&{urlencode({'signature': signature})}"
