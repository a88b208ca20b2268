#!/usr/bin/env python3
"""Makes page.cpp, the fixed parts of report.html, out of the files of this folder.

    assemble.py OUT.cpp PAGE.html FILE...

In PAGE, a line <!-- style: A.css B.css --> becomes the style sheets of those names, in this order,
<!-- script: A.js B.js --> the scripts, and <!-- data --> is where the data of a run go.
"""

import re
import sys
from pathlib import Path

PIECE = 8000  # Characters of a string literal; compilers need not take more than 65536.


def inline(tag: str, names: str, files: dict[str, str]) -> str:
    parts = []
    for name in names.split():
        text = files[name]
        if f"</{tag}" in text.lower():
            sys.exit(f"{name} holds </{tag}, which would end it in the middle")
        text = re.sub(r"^(//|/\*)# sourceMappingURL=.*$", "", text, flags=re.MULTILINE)
        parts.append(f"<{tag}>\n{text}\n</{tag}>\n")
    return "".join(parts)


def fill(page: str, files: dict[str, str]) -> str:
    for tag in ("style", "script"):
        page = re.sub(rf"^<!-- {tag}: (.*?) -->\n",
                      lambda match, tag=tag: inline(tag, match[1], files), page,
                      flags=re.MULTILINE)
    return page


def pieces(text: str) -> str:
    cut = [text[at:at + PIECE] for at in range(0, len(text), PIECE)]
    return ",\n".join(f'    R"~~~({piece})~~~"' for piece in cut)


def function(name: str, text: str) -> str:
    return (f"std::span<const std::string_view> {name}() {{\n"
            f"    static constexpr std::string_view kPieces[] = {{\n{pieces(text)}}};\n"
            "    return kPieces;\n}\n")


def main(out: str, page: str, *names: str) -> None:
    files = {Path(name).name: Path(name).read_text(encoding="utf-8") for name in names}
    whole = fill(Path(page).read_text(encoding="utf-8"), files)
    before, after = whole.split("<!-- data -->\n")
    Path(out).write_text(
        '// Made by assemble.py: do not edit.\n#include "reports/html/page.h"\n\n'
        "namespace assize::reports {\n\n"
        f"{function('page_before_data', before)}\n{function('page_after_data', after)}\n"
        "}  // namespace assize::reports\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
