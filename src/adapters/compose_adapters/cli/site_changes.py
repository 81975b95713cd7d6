"""What differs between two sites, for people and for programs."""

from typing import TYPE_CHECKING

from compose_adapters.cli.output import Json, say
from compose_core.formats import format_date
from compose_core.ports import ChangeKind, SiteChange, SiteEntry

if TYPE_CHECKING:
    from compose_adapters.wiring.site_files import PlannedSite

_MOST = 60


def say_planned(planned: "PlannedSite") -> None:
    """Show people what applying a site file would come to."""
    if not planned.differs:
        say(f"{planned.file}: is the site that is applied already.")
        return
    if planned.is_first:
        say(f"{planned.file}: the first site of this database.")
    else:
        say(f"{planned.file}: differs from the site that is applied, version {planned.version}.")
    _say_changes(planned.changes)


def say_entry(entry: SiteEntry) -> None:
    """Show people what was applied."""
    say(f"Version {entry.version}, {entry.at:%Y-%m-%d %H:%M} GMT, by {entry.actor}.")
    _say_changes(entry.changes)


def differences(planned: "PlannedSite") -> dict[str, Json]:
    """What applying a site file would come to, for programs."""
    return {"first": planned.is_first, "changes": [_change(each) for each in planned.changes]}


def entry_record(entry: SiteEntry) -> dict[str, Json]:
    """What was applied, for programs."""
    return {
        "version": entry.version,
        "at": format_date(entry.at),
        "actor": entry.actor,
        "digest": entry.digest,
        "changes": [_change(each) for each in entry.changes],
    }


def _say_changes(changes: tuple[SiteChange, ...]) -> None:
    for change in changes:
        say(f"  {change.path}: {_became(change)}")


def _became(change: SiteChange) -> str:
    if change.kind is not ChangeKind.CHANGED or change.before is None or change.after is None:
        return change.kind.value
    return f"{_shortened(change.before)} -> {_shortened(change.after)}"


def _shortened(value: str) -> str:
    one_line = " ".join(value.split())
    return one_line if len(one_line) <= _MOST else f"{one_line[: _MOST - 1]}…"


def _change(change: SiteChange) -> Json:
    return {
        "path": change.path,
        "change": change.kind.value,
        "before": change.before,
        "after": change.after,
    }
