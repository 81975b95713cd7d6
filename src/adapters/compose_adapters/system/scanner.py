"""The look into an attachment's first octets."""

from itertools import chain, islice

from compose_core.facts import Scan
from compose_core.letter import sniff
from compose_core.model.attachment import Attachment

_OCTETS = 4096


class FirstOctetsScanner:
    """Tells what a content begins as (S7); knows no malware.

    A host that has a malware scanner wraps this one and adds the threat.
    """

    def scan(self, attachment: Attachment) -> Scan:
        """What the first 4,096 octets of the content begin as."""
        octets = chain.from_iterable(attachment.content.chunks())
        return Scan(kind=sniff(bytes(islice(octets, _OCTETS))))
