"""A site file, read whole: the site, or all its faults at once."""

import hashlib
import re
import tomllib
from pathlib import Path

import attrs

from compose_adapters.site.departments import departments_of
from compose_adapters.site.faults import FaultList, SiteFault, SiteFaults
from compose_adapters.site.macros import check_macros
from compose_adapters.site.partition import custom_attributes_of, partition_of
from compose_adapters.site.positions import lines_of
from compose_adapters.site.section import Section
from compose_adapters.site.users import users_of
from compose_core.model.site import Site

_PLACE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)")


@attrs.frozen
class Evaluation:
    """The result of reading a site file.

    Args:
        site: the site; ``None`` if the file has faults.
        faults: in the order of the file.
        warnings: probable mistakes.
    """

    site: Site | None
    faults: tuple[SiteFault, ...] = ()
    warnings: tuple[SiteFault, ...] = ()


def read_site(source: Path | bytes) -> Site:
    """Read the site that a file describes.

    Args:
        source: the file, or its octets.

    Raises:
        SiteFaults: it has faults; all of them at once.
        OSError: it cannot be read.
    """
    evaluation = evaluate_site(source)
    if evaluation.site is None:
        raise SiteFaults(evaluation.faults)
    return evaluation.site


def evaluate_site(source: Path | bytes) -> Evaluation:
    """Read a site file: the site or its faults, and warnings.

    Raises:
        OSError: it cannot be read.
    """
    octets = source if isinstance(source, bytes) else source.read_bytes()
    try:
        text = octets.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _unreadable(None, f"is not UTF-8: octet {error.start} belongs to no character")
    try:
        values, lines = tomllib.loads(text), lines_of(text)
    except tomllib.TOMLDecodeError as error:
        return _not_toml(error, last_line=text.count("\n") + 1)
    except RecursionError:
        return _unreadable(None, "is nested too deeply; a site file needs four levels")
    return _evaluate(values, octets, lines)


def _evaluate(values: dict[str, object], octets: bytes, lines: dict[str, int]) -> Evaluation:
    faults, warnings = FaultList(lines), FaultList(lines)
    document = Section(values, "", faults)
    partition = partition_of(document)
    special_use = partition.allow_special_use_domains
    departments = tuple(departments_of(document, special_use=special_use))
    site = Site(
        partition=partition,
        departments=departments,
        custom_attributes=custom_attributes_of(document),
        users=tuple(
            users_of(
                document, {each.department.name: each.department for each in departments}, warnings
            )
        ),
        digest=hashlib.sha256(octets).hexdigest(),
    )
    document.close()
    check_macros(site, faults, warnings)
    found = faults.in_order()
    return Evaluation(None if found else site, found, warnings.in_order())


def _not_toml(error: tomllib.TOMLDecodeError, last_line: int) -> Evaluation:
    place = _PLACE.search(str(error))
    line = int(place[1]) if place and place[1] else last_line
    reason = _PLACE.sub("", str(error))
    return _unreadable(line, f"is not TOML: {reason[:1].lower()}{reason[1:]}")


def _unreadable(line: int | None, reason: str) -> Evaluation:
    return Evaluation(None, (SiteFault("", line, f"the file {reason}"),))
