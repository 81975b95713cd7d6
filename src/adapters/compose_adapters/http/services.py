"""What the application stands on."""

from functools import partial

import attrs

from compose_adapters.http.error_responses import Translate
from compose_core.compose import ComposeService
from compose_core.errors import Finding
from compose_core.ports import Directory, HtmlSanitiser, OutboxAdmin
from compose_core.ports.clock import Clock
from compose_core.queries import QueryService
from compose_core.secure import SecureMessages
from compose_core.sessions import SessionService


@attrs.frozen(kw_only=True)
class Services:
    """The use cases that the application is a host of.

    Args:
        compose: composes and sends.
        reading: shows what was kept.
        sessions: knows who is logged in.
        directory: gives the site, once a request: users, settings and the default language.
        outbox: for those who watch over the service.
        clock: tells the time.
        secure: opens secure messages.
        sanitiser: makes a mail's HTML safe for a browser to show.
        translate: tells a sentence in a language.
    """

    compose: ComposeService
    reading: QueryService
    sessions: SessionService
    directory: Directory
    outbox: OutboxAdmin
    clock: Clock
    secure: SecureMessages
    sanitiser: HtmlSanitiser
    translate: Translate

    def tell(self, language: str, finding: Finding) -> str:
        """A finding as a sentence in a language."""
        return finding.in_language(partial(self.translate, language))
