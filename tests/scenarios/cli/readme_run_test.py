#!/usr/bin/env python3
"""The failing run in README.md is what the program says of it today.

    readme_run_test.py PROGRAM

After a change that is meant: ASSIZE_REWRITE=1 writes README.md and its picture anew.
"""

import os
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

PROGRAM = Path(sys.argv.pop(1)).resolve()
ROOT = Path(__file__).resolve().parents[3]
README = ROOT / "README.md"
COMMAND = "run scenarios/acks_one_loses.toml"
PICTURE = Path("docs/pictures/acks_one_loses.svg")
BLOCK = re.compile(rf"(?<=\n\$ \./assize {re.escape(COMMAND)}\n).*?(?=\n```\n)", re.DOTALL)


class ReadmeRun(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        (Path(self.folder.name) / "scenarios").symlink_to(ROOT / "scenarios")

    def assize(self, *arguments: str) -> str:
        done = subprocess.run([PROGRAM, *arguments], cwd=self.folder.name, check=True,
                              capture_output=True, text=True, encoding="utf-8")
        return done.stdout

    def test_the_run_and_the_picture_that_are_shown_are_the_real_ones(self):
        said = self.assize(*COMMAND.split()).rstrip("\n")
        self.assize("timeline", "out/latest", "-o", PICTURE.name)
        drawn = (Path(self.folder.name) / PICTURE.name).read_text(encoding="utf-8")
        readme = README.read_text(encoding="utf-8")
        if os.environ.get("ASSIZE_REWRITE"):
            README.write_text(BLOCK.sub(lambda _: said, readme), encoding="utf-8")
            (ROOT / PICTURE).write_text(drawn, encoding="utf-8")
            return
        shown = BLOCK.search(readme)
        self.assertIsNotNone(shown)
        # The head names the revision, which is another with each commit.
        self.assertEqual(said.partition("\n\n")[2], shown[0].partition("\n\n")[2])
        self.assertEqual(drawn, (ROOT / PICTURE).read_text(encoding="utf-8"))


if __name__ == "__main__":
    unittest.main()
