"""Every other service: through Apprise, which knows more than a hundred by their addresses."""

import logging
from typing import Any
from urllib.parse import quote

from engine.kernel.settings import Settings
from notifications.channels import Letter, Rejected, Unreachable

ADDRESS = "{address}"


class AppriseChannel:
    """Tells services named by the addresses in the settings.

    Where an address has the place `{address}`, the person's own goes there, and the text to
    him alone.
    """

    def __init__(self, settings: Settings) -> None:
        self._urls = settings.apprise_urls.split()

    @property
    def is_personal(self) -> bool:
        """Tell whether a person has to say where he is reached."""
        return any(ADDRESS in url for url in self._urls)

    def send(self, letter: Letter) -> None:
        """Hand a text to each of the services."""
        services = self._services(letter)
        body = "\n".join(filter(None, (letter.body, letter.link)))
        if not services.notify(title=letter.subject, body=body, body_format="text"):
            raise Unreachable("a service behind Apprise did not take it")

    def _services(self, letter: Letter) -> Any:
        # A large library that few installations use.
        import apprise

        # Its own lines could quote addresses, and with them their secrets.
        logging.getLogger("apprise").disabled = True
        services = apprise.Apprise(asset=apprise.AppriseAsset(secure_logging=True))
        for url in self._urls:
            if not services.add(url.replace(ADDRESS, quote(letter.address, safe=""))):
                raise Rejected("Apprise does not know an address of the settings")
        return services
