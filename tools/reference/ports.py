"""docs/reference/ports.md: every port with its methods, its contract and its adapters."""

import inspect
import re
from collections.abc import Callable, Iterator

import attrs

from compose_adapters import html, maildir, memory, smtp, sql, system
from compose_adapters.group_commit import GroupCommitStore
from compose_adapters.http import Argon2Passwords
from compose_core import ports
from compose_core.testing import clock, contracts, ids, random
from reference.markdown import code, codes, filled, line

_MODULES = re.compile(r"\b(?:[a-z_]+\.)+(?=[A-Z])|datetime\.")


@attrs.frozen
class Known:
    """What there is for a port.

    Args:
        port: the protocol.
        contracts: what its adapters are held against.
        adapters: those that are shipped.
    """

    port: type
    contracts: tuple[type, ...]
    adapters: tuple[type, ...]


_STORES = (
    contracts.StoreContract,
    contracts.StoreRefusalContract,
    contracts.StoreConcurrencyContract,
)
KNOWN = (
    Known(ports.StoreReader, _STORES, (memory.MemoryStore, sql.SqlStore)),
    Known(ports.Store, _STORES, (memory.MemoryStore, sql.SqlStore, GroupCommitStore)),
    Known(
        ports.CaseLockStore, (contracts.CaseLockStoreContract,), (memory.MemoryStore, sql.SqlStore)
    ),
    Known(ports.GroupStore, (contracts.GroupStoreContract,), (memory.MemoryStore, sql.SqlStore)),
    Known(
        ports.Records,
        (contracts.RecordsContract, contracts.ReadScopeContract),
        (memory.MemoryRecords, sql.SqlRecords),
    ),
    Known(ports.Directory, (contracts.SiteContract,), (memory.MemorySite, sql.SqlSite)),
    Known(
        ports.SiteWriter,
        (contracts.SiteContract, contracts.SharedSiteContract),
        (memory.MemorySite, sql.SqlSite),
    ),
    Known(ports.Passwords, (), (Argon2Passwords,)),
    Known(ports.SecurityLog, (), ()),
    Known(ports.Clock, (contracts.ClockContract,), (system.SystemClock, clock.StoppedClock)),
    Known(
        ports.Ids,
        (contracts.IdsContract,),
        (memory.MemoryIds, sql.SqlIds, ids.CountingIds),
    ),
    Known(ports.Random, (contracts.RandomContract,), (system.SystemRandom, random.CountedTokens)),
    Known(ports.Scanner, (contracts.ScannerContract,), (system.FirstOctetsScanner,)),
    Known(ports.TextFromHtml, (contracts.TextFromHtmlContract,), (html.ReadableText,)),
    Known(ports.HtmlSanitiser, (contracts.HtmlSanitiserContract,), (html.SafeHtml,)),
    Known(ports.Events, (contracts.EventsContract,), (system.LoggedEvents, memory.MemoryEvents)),
    Known(ports.Outbox, (contracts.OutboxContract,), (memory.MemoryOutbox, sql.SqlOutbox)),
    Known(
        ports.OutboxAdmin,
        (contracts.OutboxAdminContract,),
        (memory.MemoryOutbox, sql.SqlOutboxAdmin),
    ),
    Known(ports.Retention, (contracts.RetentionContract,), (memory.MemoryOutbox, sql.SqlRetention)),
    Known(ports.Mailer, (contracts.MailerContract,), (smtp.SmtpMailer, maildir.MaildirMailer)),
    Known(
        ports.SecureLinks,
        (contracts.SecureLinksContract,),
        (memory.MemorySecureLinks, sql.SqlSecureLinks),
    ),
    Known(ports.Sessions, (contracts.SessionsContract,), (memory.MemorySessions, sql.SqlSessions)),
    Known(
        ports.LoginAttempts,
        (contracts.LoginAttemptsContract,),
        (memory.MemoryLoginAttempts, sql.SqlLoginAttempts),
    ),
    Known(
        ports.Credentials,
        (contracts.CredentialsContract,),
        (memory.MemorySite, sql.SqlCredentials),
    ),
)


def ports_page() -> str:
    """The page."""
    return filled(
        "ports.md",
        overview="\n".join(map(_overview, KNOWN)),
        ports="\n\n".join(map(_section, KNOWN)),
    )


def protocols() -> set[type]:
    """Every port that the core names."""
    exported = (getattr(ports, name) for name in ports.__all__)
    return {each for each in exported if getattr(each, "_is_protocol", False)}


def _overview(known: Known) -> str:
    link = f"[{known.port.__name__}](#{known.port.__name__.lower()})"
    return line((link, codes(each.__name__ for each in known.contracts), _adapters(known)))


def _adapters(known: Known) -> str:
    return codes(f"{_room(each)}.{each.__name__}" for each in known.adapters)


def _room(adapter: type) -> str:
    above, room, *rest = adapter.__module__.split(".")
    return ".".join((above, room, *(rest if above == "compose_core" else ())))


def _section(known: Known) -> str:
    methods = "\n".join(_method(*each) for each in _methods(known.port))
    return f"## {known.port.__name__}\n\n{_first_line(known.port)}\n\n{methods}"


def _methods(port: type) -> Iterator[tuple[str, Callable[..., object]]]:
    return (pair for pair in vars(port).items() if _is_told(*pair))


def _is_told(name: str, member: object) -> bool:
    return inspect.isfunction(member) and not name.startswith("_")


def _method(name: str, method: Callable[..., object]) -> str:
    raised = codes(_raised(method))
    end = f" Raises {raised}." if raised else ""
    return f"- {code(name + _signature(method))}: {_first_line(method)}{end}"


def _signature(method: Callable[..., object]) -> str:
    signature = inspect.signature(method)
    own = [each for name, each in signature.parameters.items() if name != "self"]
    return _MODULES.sub("", str(signature.replace(parameters=own)))


def _first_line(documented: object) -> str:
    return (inspect.getdoc(documented) or "").splitlines()[0]


def _raised(method: Callable[..., object]) -> Iterator[str]:
    _, _, told = (inspect.getdoc(method) or "").partition("Raises:\n")
    return iter(re.findall(r"^    (\w+):", told, re.MULTILINE))
