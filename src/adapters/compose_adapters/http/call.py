"""One call while it is answered: what its headers wish, and who makes it."""

import attrs
from starlette.requests import Request

from compose_adapters.http.negotiation import chosen_format, chosen_tongue, format_of
from compose_adapters.http.problems import NoFormatFits, NoLanguageFits
from compose_core.model.user import User
from compose_core.settings import PartitionSettings

SESSION_HEADER = "X-egain-session"
USER_MESSAGE_HEADER = "X-egain-error-message"
ID_HEADER = "X-Request-Id"
_HEADERS = "compose_core.headers"


@attrs.define
class Call:
    """A call, known better from stage to stage (H5).

    Args:
        request: as it came.
        id: names the call in its answer and in every log line about it.
        format: of the answer; until it is negotiated, the best guess.
        language: likewise, a tag of F5.
        token: of the session, once it is known to live.
        user: whose session it is.
        path: the template of the path, which tells no secret; empty for an unknown one.
        partition: the settings that the call is answered under.
        is_settled: whether they are known; until then they are the defaults.
    """

    request: Request
    id: str
    format: str
    language: str
    token: str | None = attrs.field(default=None, repr=False)
    user: User | None = None
    path: str = ""
    partition: PartitionSettings = PartitionSettings()
    is_settled: bool = False

    @classmethod
    def begun(cls, request: Request, call_id: str) -> "Call":
        """The call of a request that nothing is known of yet."""
        own = format_of(header(request, "content-type"))
        call = cls(request, call_id, own, PartitionSettings().language)
        call.format = call.format_or_guess()
        call.language = call.language_or_guess()
        return call

    @property
    def actor(self) -> str:
        """The login of whoever makes the call.

        Raises:
            AssertionError: the call needs no session, so nobody is known.
        """
        if self.user is None:
            raise AssertionError("this call has no session")
        return self.user.login

    @property
    def source(self) -> str:
        """The address that the call comes from, as the server tells it; empty for none."""
        client = self.request.client
        return client.host if client else ""

    @property
    def wants_user_message(self) -> bool:
        """Whether errors shall hold a message for the user."""
        return (header(self.request, USER_MESSAGE_HEADER) or "").strip().lower() == "yes"

    def settle(self, partition: PartitionSettings) -> None:
        """Answer under the settings of the partition; who wishes no language is told its own."""
        self.partition, self.is_settled = partition, True
        self.language = partition.language
        self.language = self.language_or_guess()

    def negotiate(self) -> None:
        """Choose language and format (H5 stage 3).

        Raises:
            NoLanguageFits: no language of ours is acceptable.
            NoFormatFits: neither format is.
        """
        self.language = chosen_tongue(
            header(self.request, "accept-language"), self.partition.language
        )
        own = format_of(header(self.request, "content-type"))
        self.format = chosen_format(header(self.request, "accept"), own)

    def format_or_guess(self) -> str:
        """The format that an error is told in whose call may ask for none that there is."""
        try:
            return chosen_format(header(self.request, "accept"), self.format)
        except NoFormatFits:
            return self.format

    def language_or_guess(self) -> str:
        """The language that an error is told in whose call may ask for none that there is."""
        try:
            return chosen_tongue(header(self.request, "accept-language"), self.language)
        except NoLanguageFits:
            return self.language


def header(request: Request, name: str) -> str | None:
    """A header's values, joined by commas; an empty one is an absent one (H3)."""
    headers: dict[str, str] | None = request.scope.get(_HEADERS)
    if headers is None:
        headers = request.scope[_HEADERS] = _joined(request)
    return headers.get(name.lower())


def _joined(request: Request) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for name, value in request.headers.items():
        if value.strip():
            found.setdefault(name, []).append(value)
    return {name: ", ".join(values).strip() for name, values in found.items()}
