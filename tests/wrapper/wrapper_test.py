#!/usr/bin/env python3
"""Runs ./assize in a tree of its own, where cmake, ninja, apt-get and the like only say that they
were called: what the wrapper does, and what it prints where."""

import os
import shutil
import stat
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
INTERNAL, CANNOT_WRITE = 70, 74  # As in scenarios/cli/exit_code.h.

# Stand-ins for the tools. They log to $TREE/calls, and read files there that tests create: `absent`
# (packages that are not installed), `broken` (the build fails), `changed` (there is work to do).
TOOLS = {
    "dpkg-query": """
        shift 2
        for package; do
            grep -qx "$package" $TREE/absent 2>/dev/null || echo "installed $package"
        done""",
    "apt-get": 'echo "apt-get $*" >>$TREE/calls; [ $1 = update ] || rm -f $TREE/absent',
    "sudo": '[ -e $TREE/sudoer ] || exit 1; shift; echo "sudo $*" >>$TREE/calls; exec "$@"',
    "ninja": '[ -e $TREE/changed ] || echo "ninja: no work to do."',
    "ctest": 'echo "ctest $*"',
    "cmake": """
        echo "cmake $*" >>$TREE/calls
        mkdir $TREE/building || echo overlap >>$TREE/calls
        sleep 0.05
        rmdir $TREE/building
        if [ -e $TREE/broken ]; then echo "a.cpp:1: error: no"; exit 1; fi
        mkdir -p $TREE/build/release/bin
        printf '#!/bin/sh\\necho "program: $*"; exit 5\\n' >$TREE/build/release/bin/assize
        chmod +x $TREE/build/release/bin/assize
        rm -f $TREE/changed""",
}

CONFIGURES = "cmake --fresh --preset release"
SAYS_CONFIGURING = "assize: configuring and building the release preset in build/release\n"
SAYS_BUILDING = "assize: building the release preset in build/release\n"


class Tree(unittest.TestCase):
    """A tree with a wrapper in it, and the means to call it."""

    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = Path(scratch.name)
        self.folder.chmod(0o755)
        for name, script in TOOLS.items():
            tool = self.folder / "tools" / name
            tool.parent.mkdir(exist_ok=True)
            tool.write_text(f"#!/bin/sh\n{script}\n")
            tool.chmod(tool.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
        self.settle_in(self.folder / "a tree")

    def settle_in(self, tree: Path):
        self.tree = tree
        tree.mkdir()
        tree.chmod(0o777)
        shutil.copy(ROOT / "assize", tree)
        (tree / "packages.txt").write_text("# Build\ncmake\n\nlibfmt-dev  # formats\n")
        (tree / "CMakePresets.json").touch()

    def command(self, *arguments, program=None, prefix=()):
        # Tools find the tree through a name without spaces.
        link = self.folder / "tree"
        link.unlink(missing_ok=True)
        link.symlink_to(self.tree)
        return {
            "args": [*prefix, program or self.tree / "assize", *arguments],
            "env": {"PATH": f"{self.folder}/tools:/usr/bin:/bin", "TREE": str(link)},
            "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True,
        }

    def run_it(self, *arguments, cwd=None, **options):
        return subprocess.run(**self.command(*arguments, **options), cwd=cwd)

    def calls(self) -> list[str]:
        """What was called since the last question."""
        log = self.tree / "calls"
        lines = log.read_text().splitlines() if log.exists() else []
        log.unlink(missing_ok=True)
        return lines

    def assert_ran(self, answer, *, said: str, arguments: str = "doctor"):
        self.assertEqual((answer.returncode, answer.stdout, answer.stderr),
                         (5, f"program: {arguments}\n", said))


class Build(Tree):
    def test_the_first_call_configures_and_builds_and_says_so_in_a_line(self):
        self.assert_ran(self.run_it("doctor"), said=SAYS_CONFIGURING)
        configure, build = self.calls()
        self.assertEqual(configure, CONFIGURES)
        self.assertTrue(build.startswith("cmake --build ") and build.endswith("--target programs"))

    def test_the_next_call_is_quiet_and_calls_nothing(self):
        self.run_it("doctor")
        self.calls()
        self.assert_ran(self.run_it("doctor"), said="")
        self.assertEqual(self.calls(), [])

    def test_a_change_is_built_and_said(self):
        self.run_it("doctor")
        self.calls()
        (self.tree / "changed").touch()
        self.assert_ran(self.run_it("doctor"), said=SAYS_BUILDING)
        self.assertEqual(len(self.calls()), 1)

    def test_new_presets_are_configured_afresh(self):
        self.run_it("doctor")
        self.calls()
        later = time.time() + 60
        os.utime(self.tree / "CMakePresets.json", (later, later))
        self.assert_ran(self.run_it("doctor"), said=SAYS_CONFIGURING)
        self.assertEqual(self.calls()[0], CONFIGURES)

    def test_a_tree_that_was_moved_is_configured_afresh(self):
        self.run_it("doctor")
        self.tree = self.tree.rename(self.folder / "moved")
        self.calls()
        self.assert_ran(self.run_it("doctor"), said=SAYS_CONFIGURING)
        self.assertEqual(self.calls()[0], CONFIGURES)

    def test_a_build_that_fails_shows_its_log_and_runs_nothing(self):
        (self.tree / "broken").touch()
        answer = self.run_it("doctor")
        self.assertEqual((answer.returncode, answer.stdout), (INTERNAL, ""))
        self.assertIn("a.cpp:1: error: no\n", answer.stderr)
        self.assertTrue(answer.stderr.endswith(f"assize: failed: {CONFIGURES}\n"))
        (self.tree / "broken").unlink()
        self.assert_ran(self.run_it("doctor"), said=SAYS_CONFIGURING)

    def test_a_tree_that_cannot_be_written_is_told(self):
        (self.tree / "build").touch()
        answer = self.run_it("doctor")
        self.assertEqual((answer.returncode, answer.stdout, answer.stderr), (
            CANNOT_WRITE, "", f"assize: cannot write {self.tree}/build\n"))

    def test_it_works_from_anywhere_and_through_links(self):
        link = self.folder / "link to assize"
        link.symlink_to("a tree/assize")
        self.assert_ran(self.run_it("doctor", program=link, cwd="/"), said=SAYS_CONFIGURING)

    def test_arguments_arrive_as_they_were(self):
        answer = self.run_it("run", "a  b", "*", "")
        self.assert_ran(answer, said=SAYS_CONFIGURING, arguments="run a  b * ")

    def test_tests_build_all_and_hand_on_to_ctest(self):
        answer = self.run_it("test", "-R", "storm")
        self.assertEqual((answer.returncode, answer.stdout),
                         (0, "ctest --preset release -R storm\n"))
        self.assertTrue(self.calls()[1].endswith("--target all"))

    def test_calls_at_the_same_time_wait_for_one_another(self):
        calls = [subprocess.Popen(**self.command("doctor")) for _ in range(4)]
        for call in calls:
            self.assertEqual((call.communicate()[0], call.returncode), ("program: doctor\n", 5))
        self.assertEqual([line.split(" /")[0] for line in self.calls()],
                         [CONFIGURES, "cmake --build"])


class Packages(Tree):
    def setUp(self):
        super().setUp()
        (self.tree / "absent").write_text("libfmt-dev\n")

    def as_nobody(self) -> list[str]:
        if os.geteuid() != 0:
            return []
        return ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]

    @unittest.skipUnless(os.geteuid() == 0, "only root is root")
    def test_root_installs_what_is_missing(self):
        answer = self.run_it("doctor")
        self.assert_ran(answer, said="assize: installing libfmt-dev\n" + SAYS_CONFIGURING)
        self.assertEqual(self.calls()[:2], [
            "apt-get update", "apt-get install --yes --no-install-recommends libfmt-dev"])

    def test_a_user_with_sudo_installs_what_is_missing(self):
        (self.tree / "sudoer").touch()
        answer = self.run_it("doctor", prefix=self.as_nobody())
        self.assert_ran(answer, said="assize: installing libfmt-dev\n" + SAYS_CONFIGURING)
        self.assertIn("apt-get install --yes --no-install-recommends libfmt-dev", self.calls())

    def test_a_user_without_sudo_is_told_the_one_command(self):
        answer = self.run_it("doctor", prefix=self.as_nobody())
        self.assertEqual((answer.returncode, answer.stdout, answer.stderr), (
            INTERNAL, "", "assize: packages are missing; run: sudo apt-get install libfmt-dev\n"))
        self.assertEqual(self.calls(), [])


if __name__ == "__main__":
    unittest.main()
