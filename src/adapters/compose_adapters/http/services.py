"""What the application stands on."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import partial

import attrs

from compose_adapters.http.error_responses import Translate
from compose_adapters.http.session_service import SessionService
from compose_core.compose import ComposeService
from compose_core.errors import Finding
from compose_core.ports import HtmlSanitiser, OutboxAdmin, Settings
from compose_core.ports.clock import Clock
from compose_core.queries import QueryService
from compose_core.secure import SecureMessages


@attrs.frozen(kw_only=True)
class Services:
    """The use cases that the application is a host of.

    Args:
        compose: composes and sends.
        reading: shows what was kept.
        doorkeeper: knows who is logged in.
        settings: the partition's, for the default language and the size of a body.
        outbox: for those who watch over the service.
        clock: likewise.
        secure: opens secure messages.
        sanitiser: makes a mail's HTML safe for a browser to show.
        translate: tells a sentence in a language.
        moment: a block in which who is logged in, what they may do and what is set are of one
            moment, for a thread that answers a call; a host whose directory costs nothing to ask
            needs none.
    """

    compose: ComposeService
    reading: QueryService
    doorkeeper: SessionService
    settings: Settings
    outbox: OutboxAdmin
    clock: Clock
    secure: SecureMessages
    sanitiser: HtmlSanitiser
    translate: Translate
    moment: Callable[[], AbstractContextManager[None]] = nullcontext

    def tell(self, language: str, finding: Finding) -> str:
        """A finding as a sentence in a language."""
        return finding.in_language(partial(self.translate, language))
