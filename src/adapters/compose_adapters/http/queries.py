"""The query of a call: only parameters that it defines, with values that they may have (H1)."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import parse_qsl

import attrs

from compose_core.errors import Finding, Rejected
from compose_core.errors.catalogue import call as call_findings
from compose_core.model.personal import hide_texts


@attrs.frozen(field_transformer=hide_texts())
class Query:
    """What a query says, and what is wrong with it.

    Args:
        values: of the parameters that the call defines, as far as they are right.
        findings: in the order of the query.
    """

    values: Mapping[str, str]
    findings: tuple[Finding, ...]

    def raise_for_findings(self) -> None:
        """Nothing is wrong with it.

        Raises:
            Rejected: something is.
        """
        if self.findings:
            raise Rejected(self.findings)


@attrs.frozen
class Parameter:
    """A parameter that a call defines.

    Args:
        name: as it stands in the query; letter case matters.
        values: those that it may have; none for any.
        description: what it does, for those who write a client.
    """

    name: str
    values: tuple[str, ...] = ()
    description: str = ""


def read_query(octets: bytes, parameters: Sequence[Parameter]) -> Query:
    """A query judged by the parameters that the call defines.

    Args:
        octets: what stands after the question mark.
        parameters: what the call defines.
    """
    pairs = parse_qsl(octets.decode("latin-1"), keep_blank_values=True, errors="replace")
    defined = {each.name: each for each in parameters}
    return Query(
        {name: value for name, value in pairs if name in defined},
        tuple(_findings(pairs, defined)),
    )


def _findings(
    pairs: Sequence[tuple[str, str]], defined: Mapping[str, Parameter]
) -> Iterator[Finding]:
    counts = Counter(name for name, _ in pairs)
    for name, count in counts.items():
        if name not in defined:
            yield call_findings.QUERY_UNSUPPORTED.at(f"?{name}", parameter=name)
        elif count > 1:
            yield call_findings.QUERY_REPEATED.at(f"?{name}", parameter=name, count=count)
    for name, value in pairs:
        allowed = defined[name].values if name in defined else ()
        if allowed and value not in allowed and counts[name] == 1:
            values = ", ".join(allowed)
            yield call_findings.QUERY_VALUE.at(f"?{name}", parameter=name, values=values)
