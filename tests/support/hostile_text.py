"""What people and attackers write: for Hypothesis, all of Unicode with the troublemakers often."""

from hypothesis import strategies as st

FRAGMENTS = (
    "=?utf-8?q?a=0D=0ABcc:_e@x?=",
    "=?utf-8?b?DQpCY2M6IGVAeA==?=",
    "=?utf-8?q?x=2Eexe?=",
    "=?",
    "?=",
    ", eve@example.net",
    "<eve@example.net>",
    '"',
    '\\"',
    "\\",
    ";",
    "(",
    ")",
    "  ",
    " ",
    "é",
    "日本",
    "👩‍👩‍👧",
    "e\u0301",
    "\u202e",
    "%2E",
    "a" * 80,
)
BREAKS = ("\r", "\n", "\r\n", "\0", "\v", "\f", "\x85", "\u2028", "\t", " \n", "\n.\n", "\nFrom ")

_SHOWN = st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"))


def lines(longest: int) -> st.SearchStrategy[str]:
    """One line, as a subject or a name is."""
    piece = st.one_of(st.sampled_from(FRAGMENTS), st.text(_SHOWN, max_size=60))
    return st.lists(piece, max_size=12).map(lambda pieces: "".join(pieces)[:longest])


def bodies() -> st.SearchStrategy[str]:
    """A text with every form of line break."""
    anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
    piece = st.one_of(st.sampled_from((*FRAGMENTS, *BREAKS)), anything)
    return st.lists(piece, max_size=12).map("".join)
