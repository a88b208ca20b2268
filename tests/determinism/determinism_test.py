#!/usr/bin/env python3
"""Runs probes that must all print the same, in all the ways that could make a difference.

    determinism_test.py PROBE...
"""

import os
import subprocess
import sys
import unittest
from pathlib import Path

PROBES = [Path(argument) for argument in sys.argv[1:]]

# Two processors of one kind give other bits in libm than two of different kinds: glibc picks its
# functions by what the processor can do, and this takes some of that away.
OLD_PROCESSOR = {"GLIBC_TUNABLES": "glibc.cpu.hwcaps=-FMA,-AVX2"}
FIXED_ADDRESSES = ["setarch", "-R"]


def can_fix_addresses() -> bool:
    return subprocess.run([*FIXED_ADDRESSES, "true"], capture_output=True).returncode == 0


def ways_to_run() -> dict[str, tuple[list[str], dict[str, str]]]:
    ways = {
        "once": ([], {}),
        "again": ([], {}),  # Elsewhere in memory, as long as addresses are randomised.
        "on an old processor": ([], OLD_PROCESSOR),
        "in another locale": ([], {"LC_ALL": "C.UTF-8", "TZ": "Asia/Kathmandu"}),
    }
    if can_fix_addresses():  # Some containers forbid it.
        ways["at fixed addresses"] = (FIXED_ADDRESSES, {})
    return ways


class Determinism(unittest.TestCase):
    def test_every_build_prints_the_same_wherever_it_runs(self):
        answers: dict[str, list[str]] = {}
        for probe in PROBES:
            for name, (prefix, environment) in ways_to_run().items():
                answer = subprocess.run([*prefix, probe], env={**os.environ, **environment},
                                        capture_output=True, text=True)
                self.assertEqual((answer.returncode, answer.stderr), (0, ""), f"{probe} {name}")
                self.assertTrue(answer.stdout.strip(), f"{probe} {name} printed nothing")
                answers.setdefault(answer.stdout, []).append(f"{probe} {name}")
        self.assertEqual(len(answers), 1, answers)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
