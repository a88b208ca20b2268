#!/usr/bin/env python3
"""Fails on C++ that clang-format would write otherwise; `--fix` writes it so."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import tidy

VERSION = 14  # Others break some lines elsewhere, so only this one judges.
SKIPPED = 77

ROOT = Path(__file__).resolve().parents[2]


def find_clang_format() -> str | None:
    for name in (f"clang-format-{VERSION}", "clang-format"):
        if program := shutil.which(name):
            version = subprocess.run([program, "--version"], capture_output=True, text=True).stdout
            if f"version {VERSION}." in version:
                return program
    return None


def main(arguments: list[str]) -> int:
    program = find_clang_format()
    if program is None:
        print(f"skipped: there is no clang-format {VERSION} here")
        return SKIPPED
    files = [file.relative_to(ROOT) for file in tidy.code_files(ROOT) if file.suffix in tidy.CPP]
    if arguments == ["--fix"]:
        return subprocess.run([program, "-i", *files], cwd=ROOT).returncode

    answer = subprocess.run([program, "--dry-run", *files], cwd=ROOT, capture_output=True,
                            text=True)
    for place in dict.fromkeys(re.findall(r"^(\S+:\d+):\d+: warning", answer.stderr, re.MULTILINE)):
        print(f"{place}: not as clang-format writes it; run tests/tidy/format.py --fix")
    return 1 if answer.stderr else answer.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
