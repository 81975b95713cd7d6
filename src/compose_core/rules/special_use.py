"""Addresses whose domain never leads to the public mail system (F1)."""

from collections.abc import Iterator

from compose_core.errors import Finding
from compose_core.errors.catalogue import facts as fact_findings
from compose_core.facts import Facts
from compose_core.model.address import Address
from compose_core.model.request import ComposeRequest
from compose_core.rules.address_syntax import addresses_given


def addresses(request: ComposeRequest, facts: Facts) -> Iterator[Finding]:
    """No address is of a special-use domain, unless the partition allows that."""
    for path, text in addresses_given(request):
        yield from unless_allowed(path, text, facts)


def unless_allowed(path: str, text: str, facts: Facts) -> Iterator[Finding]:
    """The address at a path may be used under the partition's settings."""
    if not facts.partition.allow_special_use_domains and Address.parse(text).is_special_use:
        yield fact_findings.SPECIAL_USE.at(path, value=text)
