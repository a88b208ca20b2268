#!/usr/bin/env python3
"""Fails on what the design forbids and a compiler accepts, and says what to use instead.

    tests/tidy/tidy.py [ROOT]      one line per finding: file:line: what, and what instead

The rules are the tables below. A rule sees code without comments and literals, so prose is free.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cpp_source import CppSource
from hidden_names import Name, clashes, names

# Who may include what: whole folders, or single headers. The folders are the architecture.
MAY_INCLUDE = {
    "sim": ["sim/"],
    "model": ["model/", "sim/"],
    "checkers": ["checkers/", "sim/trace.h", "model/facts.h"],
    "reports": [
        "reports/", "sim/trace.h", "model/facts.h", "checkers/verdict.h", "checkers/history.h",
    ],
    "scenarios": ["sim/", "model/", "checkers/", "reports/", "scenarios/"],
    "tests": ["sim/", "model/", "checkers/", "reports/", "scenarios/", "tests/"],
}

# Within model/: which rooms a room may enter beside its own, and beside types.h, variant.h and
# facts/, which all may. What lies in model/ itself (cluster.h) builds on all of them.
MODEL_ROOMS = {
    "wire": [],
    "config": [],
    "facts": [],
    "rpc": ["wire"],
    "metadata": ["wire", "config", "rpc"],
    "log": ["wire"],
    "replication": ["wire", "config", "rpc", "metadata", "log"],
    "controller": ["wire", "config", "metadata", "log"],
    "broker": ["wire", "config", "rpc", "metadata", "log", "replication", "controller"],
    "client": ["wire", "config", "rpc"],
}

# The places that a rule does not hold for: rule, path or folder, and why.
PLACES = [
    ("wall clock", "tests/bench/", "a benchmark measures real time"),
    ("wall clock", "scenarios/run/stopwatch.cpp", "the user is told how long a run took"),
    ("floating point", "model/wire/float64.h", "Kafka sends quotas so; they are only carried"),
    ("wall clock", "sim/kernel/boost_algorithm.", "Boost asks for the type; it is not read"),
    ("name", "model/", "Kafka's own names for its parts: LogManager, ReplicaManager"),
]

MAX_COLUMNS = 100
MAX_FUNCTION_LINES = 70
MAX_FILE_LINES = 600

DETERMINISTIC = ("sim", "model")  # What decides the course of a simulation.
EVERYWHERE = tuple(MAY_INCLUDE)


@dataclass(frozen=True)
class Ban:
    rule: str
    pattern: str  # Looked for in code; may span lines.
    instead: str
    folders: tuple[str, ...] = EVERYWHERE


def headers(*names: str) -> str:
    return r"#\s*include\s*<(?:" + "|".join(re.escape(name) for name in names) + ")>"


def calls(*names: str) -> str:
    """Calls that can only mean the C library: qualified with std:: or ::, or not a member."""
    return r"(?<![\w.:>])(?:(?:std)?::)?(?:" + "|".join(names) + r")\s*\("


POINTER = r"<\s*(?:const\s+)?[\w:]+(?:<[^<>]*>)?(?:\s*const)?\s*\*"

BANS = [
    Ban("wall clock", r"\b(?:system|steady|high_resolution|utc|tai|gps|file)_clock\b",
        "a clock of sim"),
    Ban("wall clock", headers("chrono", "ctime", "time.h", "sys/time.h"), "sim/time.h"),
    Ban("wall clock", calls("gettimeofday", "clock_gettime", "timespec_get", "nanosleep", "usleep",
                            "localtime(?:_r)?", "gmtime(?:_r)?", "mktime", "__rdtscp?",
                            "__builtin_ia32_rdtscp?"), "a clock of sim"),
    Ban("wall clock", r"(?:\bstd|(?<![\w>]))::(?:time|clock)\s*\(", "a clock of sim"),
    Ban("wall clock", r"\btime\s*\(\s*(?:NULL|nullptr|0)\b", "a clock of sim"),
    Ban("wall clock", r"\b__(?:DATE|TIME|TIMESTAMP)__\b", "the git revision"),
    Ban("thread", r"\bstd::(?:jthread|thread|async|future|promise|packaged_task|barrier|latch|"
                  r"call_once|(?:binary|counting)_semaphore|condition_variable(?:_any)?|"
                  r"(?:recursive_|shared_|timed_)*mutex)\b", "fibers and the primitives of sim"),
    Ban("thread", r"\bpthread_\w+", "fibers of sim"),
    Ban("thread", headers("thread", "mutex", "shared_mutex", "future", "condition_variable",
                          "semaphore", "barrier", "latch", "stop_token", "pthread.h"),
        "fibers of sim"),
    Ban("stock fiber primitive", r"\bboost::(?:this_fiber::|fibers::(?:(?:recursive_|timed_)*mutex|"
                                 r"condition_variable(?:_any)?|(?:un)?buffered_channel|future|"
                                 r"promise|packaged_task|async|barrier)\b)",
        "the primitives of sim, which wait in virtual time"),
    Ban("random", headers("random"), "sim/random.h"),
    Ban("random", r"\bstd::(?:random_device|mt19937(?:_64)?|minstd_rand0?|knuth_b|"
                  r"default_random_engine|ranlux\w+|\w+_distribution|"
                  r"(?:ranges::)?(?:random_)?(?:shuffle|sample))\b", "a stream of sim::Random"),
    Ban("random", calls("s?rand", "rand_r", "[dlm]rand48", r"arc4random\w*", "getrandom",
                        "getentropy"), "a stream of sim::Random"),
    Ban("unordered container", r"\bunordered_(?:flat_|node_)?(?:multi)?(?:map|set)\b",
        "std::map, std::set or a sorted vector, whose order is the same in every run"),
    Ban("pointer order", r"\bstd::(?:multi)?(?:set|map)" + POINTER, "an id of your own as the key"),
    Ban("pointer order", r"\bstd::(?:hash|less|greater|priority_queue)" + POINTER,
        "an id of your own"),
    Ban("pointer order", r"\breinterpret_cast\s*<\s*(?:std::)?u?intptr_t\b", "an id of your own"),
    Ban("pointer order", r"\bfmt::ptr\s*\(", "an id of your own: addresses differ in every run"),
    Ban("locale", headers("locale", "clocale", "locale.h"), "fmt::format"),
    Ban("locale", r"\bstd::(?:locale|use_facet)\b|\bsetlocale\s*\(|\.imbue\s*\(", "fmt::format"),
    Ban("regular expression", headers("regex"), "plain code: std::regex overflows a fiber's stack"),
    Ban("floating point", r"\b(?:double|float)\b", "integers: nanoseconds, parts per million",
        DETERMINISTIC),
    Ban("libm", headers("cmath", "math.h", "complex"), "integers or a table", DETERMINISTIC),
    Ban("libm", r"\bstd::(?:log(?:2|10|1p)?|exp(?:2|m1)?|pow|sqrt|cbrt|hypot|a?(?:sin|cos|tan)h?|"
                r"atan2|[lt]gamma|erfc?)[fl]?\s*\(", "integers or a table", DETERMINISTIC),
    Ban("name", r"\b(?:class|struct)\s+\w*(?:Manager|Helper|Utils?)\b",
        "the name of what it holds or does"),
]
PATTERNS = [(ban, re.compile(ban.pattern)) for ban in BANS]

VAGUE_FILE = re.compile(r"(?:utils?|commons?|helpers?|misc)\.\w+")
ORPHAN_TODO = re.compile(r"\b(?:TODO|FIXME|XXX)\b(?!\(#\d+\))")
CPP = {".h", ".cpp"}
SCRIPTS = {".py", ".cmake", ".txt"}
NOT_OURS = {"build", "out", "__pycache__"}


@dataclass(frozen=True)
class Finding:
    path: str  # From the root, with forward slashes.
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}"


def is_allowed(rule: str, path: str) -> bool:
    return any(rule == allowed and path.startswith(place) for allowed, place, _ in PLACES)


def check_includes(path: str, source: CppSource) -> Iterator[Finding]:
    folder = path.split("/")[0]
    allowed = MAY_INCLUDE[folder]
    for include in source.includes():
        if include.path.startswith("."):
            yield Finding(path, include.line, f"relative include {include.path}; "
                          "write the path from the repository root")
        if include.path.split("/")[0] not in MAY_INCLUDE:
            continue
        if not any(include.path.startswith(prefix) for prefix in allowed):
            yield Finding(path, include.line, f"forbidden include {include.path}; "
                          f"{folder} may include only {', '.join(allowed)}")


def check_rooms(path: str, source: CppSource) -> Iterator[Finding]:
    folder, *rest = path.split("/")
    if folder != "model" or len(rest) < 2:
        return
    room = rest[0]
    if room not in MODEL_ROOMS:
        yield Finding(path, 1, f"unknown room model/{room}; say in MODEL_ROOMS what it may include")
        return
    allowed = [room, "types.h", "variant.h", "facts", "facts.h", *MODEL_ROOMS[room]]
    for include in source.includes():
        parts = include.path.split("/")
        if parts[0] == "model" and parts[1] not in allowed:
            yield Finding(path, include.line, f"forbidden include {include.path}; model/{room} "
                          f"may enter only {', '.join(MODEL_ROOMS[room]) or 'itself'}")


def check_bans(path: str, source: CppSource) -> Iterator[Finding]:
    folder = path.split("/")[0]
    for ban, pattern in PATTERNS:
        if folder not in ban.folders or is_allowed(ban.rule, path):
            continue
        for match in pattern.finditer(source.code):
            words = " ".join(match[0].split())
            yield Finding(path, source.line_of(match.start()),
                          f"{ban.rule}: {words}; use {ban.instead}")


def check_functions(path: str, source: CppSource) -> Iterator[Finding]:
    for function in source.functions():
        if function.lines > MAX_FUNCTION_LINES:
            yield Finding(path, function.line, f"function of {function.lines} lines; "
                          f"split it: {MAX_FUNCTION_LINES} are allowed")


def check_hidden_names(found: list[Name]) -> Iterator[Finding]:
    for name, header in clashes(found):
        yield Finding(name.path, name.line, f"hides {name.word} of {header.path}:{header.line} "
                      "from sources that are compiled together with it; name it otherwise")


def check_header(path: str, source: CppSource) -> Iterator[Finding]:
    if path.endswith(".h") and not source.code.lstrip().startswith("#pragma once"):
        yield Finding(path, 1, "no include guard; begin with #pragma once")


def check_text(path: str, text: str) -> Iterator[Finding]:
    lines = text.splitlines()
    for number, line in enumerate(lines, start=1):
        if len(line) > MAX_COLUMNS:
            yield Finding(path, number, f"{len(line)} columns; {MAX_COLUMNS} are allowed")
        if path.endswith(tuple(CPP)) and (match := ORPHAN_TODO.search(line)):
            yield Finding(path, number, f"{match[0]} without an issue; write TODO(#12)")
    if len(lines) > MAX_FILE_LINES:
        yield Finding(path, MAX_FILE_LINES + 1, f"file of {len(lines)} lines; "
                      f"name its second purpose and split: {MAX_FILE_LINES} are allowed")
    if VAGUE_FILE.fullmatch(path.split("/")[-1]):
        yield Finding(path, 1, "a file name that says nothing; name what it holds")


def check_readmes(root: Path) -> Iterator[Finding]:
    for folder in MAY_INCLUDE:
        if (root / folder).is_dir() and not (root / folder / "README.md").is_file():
            yield Finding(f"{folder}/README.md", 1,
                          "missing; say what the folder knows and what it must not know")


def check_is_built(root: Path, file: Path) -> Iterator[Finding]:
    """A source that no CMakeLists.txt on the way up names: a test that never runs, perhaps."""
    for folder in file.relative_to(root).parents:
        lists = root / folder / "CMakeLists.txt"
        name = re.escape(file.relative_to(root / folder).as_posix())
        if lists.is_file() and re.search(rf"(?<![\w/.]){name}(?![\w/.])|GLOB", lists.read_text()):
            return
    yield Finding(file.relative_to(root).as_posix(), 1, "not built; name it in a CMakeLists.txt")


def code_files(folder: Path) -> Iterator[Path]:
    for entry in sorted(folder.iterdir()):
        if entry.is_dir() and not entry.name.startswith(".") and entry.name not in NOT_OURS:
            yield from code_files(entry)
        elif entry.suffix in CPP | SCRIPTS:
            yield entry


def check_tree(root: Path) -> Iterator[Finding]:
    yield from check_readmes(root)
    names_found: list[Name] = []
    for file in code_files(root):
        path = file.relative_to(root).as_posix()
        text = file.read_text(encoding="utf-8")
        yield from check_text(path, text)
        if file.suffix == ".cpp":
            yield from check_is_built(root, file)
        if file.suffix in CPP and path.split("/")[0] in MAY_INCLUDE:
            source = CppSource(text)
            for check in (check_header, check_includes, check_rooms, check_bans, check_functions):
                yield from check(path, source)
            names_found += names(path, source)
    yield from check_hidden_names(names_found)


def main(arguments: list[str]) -> int:
    root = Path(arguments[0]) if arguments else Path(__file__).resolve().parents[2]
    findings = sorted(set(check_tree(root)), key=lambda each: (each.path, each.line))
    for finding in findings:
        print(finding)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
