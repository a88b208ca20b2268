#!/usr/bin/env python3
"""The example in README.md is the code that the package test builds, so that it cannot rot."""

import re
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OUTSIDE = ROOT / "tests" / "package" / "outside"


class Readme(unittest.TestCase):
    def assert_shows(self, language: str, file: Path):
        readme = (ROOT / "README.md").read_text(encoding="utf-8")
        blocks = re.findall(rf"^```{language}\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)
        self.assertIn(file.read_text(encoding="utf-8"), blocks)

    def test_the_cmake_example_is_the_one_we_build(self):
        self.assert_shows("cmake", OUTSIDE / "CMakeLists.txt")

    def test_the_code_example_is_the_one_we_build(self):
        self.assert_shows("cpp", OUTSIDE / "main.cpp")


if __name__ == "__main__":
    unittest.main()
