#!/usr/bin/env python3
"""Asks for events of a run that is kept in a folder: assize show, and assize log.

    kept_run_test.py PROGRAM WRITE_SAMPLE_REPORT
"""

import json
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

WRITE_SAMPLE_REPORT = sys.argv.pop(2)
PROGRAM = Path(sys.argv.pop(1)).resolve()

HELD, USAGE, BAD_INPUT = 0, 64, 65  # As in scenarios/cli/exit_code.h.


def assize(*arguments):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True)


class KeptRun(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.run_folder = str(Path(self.folder.name) / "run")
        subprocess.run([WRITE_SAMPLE_REPORT, "folder", self.run_folder], check=True)

    def tearDown(self):
        self.folder.cleanup()

    def assert_refused(self, code, message, *arguments):
        answer = assize(*arguments)
        self.assertEqual((answer.returncode, answer.stdout), (code, ""))
        self.assertIn(message, answer.stderr)
        self.assertEqual(answer.stderr.count("\n"), 1)

    # --- show

    def test_an_event_is_shown_with_all_that_it_says_and_its_neighbours(self):
        text = assize("show", self.run_folder, "#38").stdout
        for words in ("2943.190 ms", "truncate orders-0 42 -> 41", "a replica dropped the end",
                      "recovery_point         41", "records orders-0 [41, 42)",
                      "log end                42 -> 41",
                      "step 4 of 5 of the witness of durability.acked-survives",
                      "producer-1/41 is acknowledged", "has read orders-0"):
            self.assertIn(words, text)

    def test_the_same_as_json(self):
        event = json.loads(assize("show", self.run_folder, "38", "--json").stdout)
        self.assertEqual((event["id"], event["kind"]), (38, "log_truncated"))
        self.assertEqual(event["fact"]["to"], 41)
        self.assertEqual((event["before"], event["after"]), ([26, 29, 30], [39]))

    def test_an_id_that_is_none_or_of_no_event_is_refused(self):
        for word in ("x", "", "#", "3.5", "-3", "#38x"):
            self.assert_refused(USAGE, "is not the id of an event", "show", self.run_folder, word)
        self.assert_refused(BAD_INPUT, "there is no event #99", "show", self.run_folder, "99")
        self.assert_refused(BAD_INPUT, "they are #1 to #39", "show", self.run_folder, "0")

    def test_what_is_no_run_folder_is_refused_with_what_to_do(self):
        self.assert_refused(BAD_INPUT, "there is no run folder", "show", "nowhere", "3")
        self.assert_refused(BAD_INPUT, "not a run folder", "show", __file__, "3")
        self.assert_refused(BAD_INPUT, "verdict.json: No such file", "log", self.folder.name)

    def test_a_damaged_folder_is_refused_with_the_file_that_is_damaged(self):
        run = Path(self.run_folder)
        verdict = (run / "verdict.json").read_text()
        for bad, message in (("", "verdict.json: parse error at line 1"),
                             (verdict[:200], "verdict.json: parse error"),
                             (verdict.replace('"schema": 1', '"schema": 7'), "schema is 7")):
            (run / "verdict.json").write_text(bad)
            self.assert_refused(BAD_INPUT, message, "show", self.run_folder, "3")
        (run / "verdict.json").write_text(verdict)
        trace = (run / "trace.jsonl.zst").read_bytes()
        for bad in (b"", trace[:-20], b"\x00" * 100):
            (run / "trace.jsonl.zst").write_bytes(bad)
            self.assert_refused(BAD_INPUT, "trace.jsonl.zst", "log", self.run_folder)
        (run / "trace.jsonl.zst").unlink()
        self.assert_refused(BAD_INPUT, "trace.jsonl.zst", "log", self.run_folder)

    def test_a_folder_without_a_plan_can_still_be_asked(self):
        (Path(self.run_folder) / "plan.toml").unlink()
        self.assertEqual(assize("show", self.run_folder, "38").returncode, HELD)

    # --- log

    def ids(self, *options):
        answer = assize("log", self.run_folder, "--json", *options)
        self.assertEqual((answer.returncode, answer.stderr), (HELD, ""))
        return [each["id"] for each in json.loads(answer.stdout)["events"]]

    def test_all_events_are_listed_one_a_line(self):
        lines = assize("log", self.run_folder).stdout.splitlines()
        self.assertEqual(len(lines), 39)
        self.assertRegex(lines[37], r"^ +2943\.190  #38 +broker-1 +truncate orders-0 42 -> 41$")
        self.assertEqual(self.ids(), list(range(1, 40)))

    def test_events_are_chosen_by_kind_process_subject_and_time(self):
        self.assertEqual(self.ids("--kind", "log_truncated"), [38])
        self.assertEqual(self.ids("--kind", "log_truncated", "--kind", "isr_committed"), [28, 38])
        self.assertEqual(self.ids("--process", "reader-1"), [7, 39])
        self.assertEqual(self.ids("--about", "orders-0@41"), [26, 29, 30, 38, 39])
        self.assertEqual(self.ids("--about", "orders-1"), [])
        self.assertEqual(self.ids("--from", "2940", "--to", "2943.190"), [36, 37, 38])
        self.assertEqual(self.ids("--from", "2.94s", "--to", "2943190us"), [36, 37, 38])
        self.assertEqual(self.ids("--about", "orders-0@41", "--process", "broker-1", "--changed"),
                         [29, 38])

    def test_options_may_stand_before_the_run(self):
        answer = assize("log", "--kind", "log_truncated", self.run_folder)
        self.assertEqual(len(answer.stdout.splitlines()), 1)

    def test_what_makes_no_sense_is_refused(self):
        run = self.run_folder
        self.assert_refused(USAGE, "did you mean isr_committed?",
                            "log", run, "--kind", "isr_commited")
        self.assert_refused(USAGE, "no process 'broker-9'", "log", run, "--process", "broker-9")
        for time in ("soon", "1x", "1.2.3", "-3", "99999999999999999999s"):
            self.assert_refused(USAGE, "--from", "log", run, f"--from={time}")
        for about in ("orders-0@", "orders-0@x", "@3"):
            self.assert_refused(USAGE, "--about", "log", run, "--about", about)

    def test_a_link_to_the_folder_is_as_good(self):
        link = Path(self.folder.name) / "latest"
        link.symlink_to(self.run_folder)
        self.assertEqual(assize("show", str(link), "1").returncode, HELD)
        shutil.rmtree(self.run_folder)
        self.assert_refused(BAD_INPUT, "there is no run folder", "show", str(link), "1")


if __name__ == "__main__":
    unittest.main()
