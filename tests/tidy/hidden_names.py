"""Types and constants that a source hides although a header has one of the same name.

Sources are compiled several at a time (docs/adr/0011), so what one of them hides in an unnamed
namespace its neighbours see as well. Where a header declares the same name further out, the
neighbours would get the hidden one without a word. (Functions are told apart by their arguments.)
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cpp_source import CppSource

_TOKEN = re.compile(
    r"""
      \bnamespace\b \s* (?P<space> [\w:]+ )? \s* (?P<opens_space> \{ )
    | (?P<brace> [{}] )
    | ^ (?:template\s*<.*>\s*)? (?:struct|class|enum\s+class|enum|union|concept) \s+
        (?:\[\[.*?\]\]\s*)? (?P<type> \w+ ) \b (?! \s*; )
    | ^ (?:template\s*<.*>\s*)? using \s+ (?P<alias> \w+ ) \s* =
    | ^ (?:(?:inline|static)\s+)* (?:constexpr|constinit|const) \s [^;={(]*?
        \b (?P<constant> k[A-Z]\w* )
    """,
    re.VERBOSE | re.MULTILINE,
)


@dataclass(frozen=True)
class Name:
    path: str
    line: int
    word: str
    space: str  # The innermost namespace around it that has a name.
    hidden: bool  # In an unnamed one.

    def would_hide(self, other: "Name") -> bool:
        return (self.hidden and not other.hidden and self.path.endswith(".cpp")
                and f"{self.space}::".startswith(f"{other.space}::"))


def names(path: str, source: CppSource) -> Iterator[Name]:
    """The types and constants at namespace level, as our layout writes them: from column one."""
    around: list[str | None] = []  # Of each open brace its namespace; None if it opens no such.
    for token in _TOKEN.finditer(source.code):
        word = token["type"] or token["alias"] or token["constant"]
        if token["opens_space"]:
            around.append(token["space"] or "")
        elif token["brace"] == "{":
            around.append(None)
        elif token["brace"] and around:
            around.pop()
        elif None not in around:
            space = "::".join(each for each in around if each)
            line = source.line_of(token.start(token.lastgroup))
            yield Name(path, line, word, space, hidden="" in around)


def clashes(found: list[Name]) -> Iterator[tuple[Name, Name]]:
    """Each hidden name with the one of a header that it would hide."""
    of_headers: dict[str, list[Name]] = {}
    for name in found:
        if name.path.endswith(".h"):
            of_headers.setdefault(name.word, []).append(name)
    for name in found:
        for other in of_headers.get(name.word, []):
            if name.would_hide(other) and _may_meet(name.path, other.path):
                yield name, other


def _may_meet(source: str, header: str) -> bool:
    """Whether a neighbour of the source may include the header: one of its library, or, for a
    test, one that lies with it or belongs to what it tests."""
    folder, *rest = source.split("/")
    if folder != "tests":
        return header.startswith(f"{folder}/")
    beside = source.rpartition("/")[0]
    return header.startswith((f"{beside}/", f"{rest[0]}/"))
