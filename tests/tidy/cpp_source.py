"""Just enough C++ to look for words and functions: no comments, no literals, no parser."""

import re
from dataclasses import dataclass

# What hides code from us, and numbers, whose digit separators look like the start of a character.
_TOKEN = re.compile(
    r"""
      (?P<comment> //(?:\\\n|[^\n])* | /\*.*?\*/ )
    | (?P<raw>     R"(?P<mark>[^()\s\\]{0,16})\(.*?\)(?P=mark)" )
    | (?P<string>  "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*' )
    | (?P<number>  \b\d[\w.']* )
    """,
    re.VERBOSE | re.DOTALL,
)
_DIRECTIVE = re.compile(r"^[ \t]*\#(?:\\\n|[^\n])*", re.MULTILINE)
_INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(["<])([^">\n]*)[">]', re.MULTILINE)
_ACCESS = re.compile(r"\s*(?:(?:public|protected|private)\s*:(?!:)\s*)?")
_SCOPE = re.compile(
    r'(?:template\s*<.*>\s*)?(?:inline\s+)?(?:namespace|class|struct|union|enum|extern\s*")',
    re.DOTALL,
)
_MORE_OF_THE_SAME = re.compile(r"\s*[,{(]")
_BRACE = re.compile(r"[{}]")


@dataclass(frozen=True)
class Include:
    line: int
    path: str


@dataclass(frozen=True)
class Function:
    line: int  # Where its signature begins.
    lines: int  # From there to the closing brace.


class CppSource:
    def __init__(self, text: str):
        self.text = text
        # As long as `text`, so that positions agree. Literals keep their quotes.
        self.code = _TOKEN.sub(_without_words, text)

    def line_of(self, position: int) -> int:
        return self.text.count("\n", 0, position) + 1

    def includes(self) -> list[Include]:
        # Found in the code, where a comment cannot fool us; the path itself may be a literal.
        return [
            Include(self.line_of(match.start(1)), self.text[slice(*match.span(2))].strip())
            for match in _INCLUDE.finditer(self.code)
        ]

    def functions(self) -> list[Function]:
        """The outermost functions: what is nested in one counts as its lines."""
        code = _DIRECTIVE.sub(lambda directive: _blank(directive[0]), self.code)
        found = []
        begin = 0  # Of the declaration that we are in.
        depth = 0  # Of its parentheses.
        position = 0
        while position < len(code):
            character = code[position]
            position += 1
            if character in "()":
                depth += 1 if character == "(" else -1
            elif character in ";}" and depth == 0:
                begin = position
            elif character == "{":
                begin = _ACCESS.match(code, begin).end()
                head = code[begin:position - 1]
                if depth == 0 and _SCOPE.match(head):
                    begin = position
                    continue
                position = _after_closing_brace(code, position)
                if depth > 0 or _MORE_OF_THE_SAME.match(code, position):
                    continue  # A default argument or a member's first value: the body comes later.
                if "(" in head:
                    first = self.line_of(begin)
                    found.append(Function(first, self.line_of(position - 1) - first + 1))
                begin = position
        return found


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def _without_words(token: re.Match) -> str:
    if token["number"]:
        return token[0]
    if token["comment"]:
        return _blank(token[0])
    return token[0][0] + _blank(token[0][1:-1]) + token[0][-1]


def _after_closing_brace(code: str, position: int) -> int:
    """The end of the block whose opening brace lies just before `position`."""
    depth = 1
    for brace in _BRACE.finditer(code, position):
        depth += 1 if brace[0] == "{" else -1
        if depth == 0:
            return brace.end()
    return len(code)
