#!/usr/bin/env python3
"""Draws the timeline of a run that is kept in a folder: assize timeline.

    timeline_test.py PROGRAM WRITE_SAMPLE_REPORT
"""

import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

WRITE_SAMPLE_REPORT = sys.argv.pop(2)
PROGRAM = Path(sys.argv.pop(1)).resolve()

HELD, USAGE, BAD_INPUT, CANNOT_WRITE = 0, 64, 65, 74  # As in scenarios/cli/exit_code.h.


class TimelineCommand(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        subprocess.run([WRITE_SAMPLE_REPORT, "folder", self.path("run")], check=True)

    def tearDown(self):
        self.folder.cleanup()

    def path(self, name):
        return str(Path(self.folder.name) / name)

    def timeline(self, *options):
        return subprocess.run([PROGRAM, "timeline", self.path("run"), *options],
                              capture_output=True, text=True)

    def text(self, *options):
        answer = self.timeline(*options)
        self.assertEqual((answer.returncode, answer.stderr), (HELD, ""))
        return answer.stdout

    def assert_refused(self, code, message, *options):
        answer = self.timeline(*options)
        self.assertEqual((answer.returncode, answer.stdout), (code, ""))
        self.assertIn(message, answer.stderr)
        self.assertEqual(answer.stderr.count("\n"), 1)

    def test_it_is_printed_when_no_file_is_asked_for(self):
        text = self.text()
        for words in ("record producer-1/41 of orders-0 was acknowledged and then lost",
                      "send producer-1/41", "acked @41", "(2) the promise", "cut 42>41",
                      "VIOLATION", "shown 14 of 14 events"):
            self.assertIn(words, text)

    def test_each_format_is_written_by_the_end_of_the_files_name(self):
        beginnings = {"svg": b"<", "png": b"\x89PNG", "pdf": b"%PDF", "dot": b"digraph",
                      "txt": b"durability.acked-survives", "html": b"<!DOCTYPE html>",
                      "mmd": b"sequenceDiagram"}
        for suffix, beginning in beginnings.items():
            path = self.path("x." + suffix)
            self.assertEqual(self.text("-o", path), f"wrote {path}\n")
            content = Path(path).read_bytes()
            self.assertTrue(content.lower().startswith(beginning.lower()), (path, content[:40]))

    def test_several_files_are_written_at_once(self):
        first, second = self.path("x.svg"), self.path("y.txt")
        self.text("-o", first, "-o", second)
        self.assertTrue(Path(first).exists() and Path(second).exists())

    def test_pictures_of_several_pages_are_several_files(self):
        self.text("--rows", "6", "-o", self.path("x.svg"))
        pages = sorted(path.name for path in Path(self.folder.name).glob("x*.svg"))
        self.assertEqual(pages, ["x-1of3.svg", "x-2of3.svg", "x-3of3.svg"])

    def test_text_of_several_pages_is_one_file(self):
        self.assertIn("page 3 of 3: ", self.text("--rows", "6"))

    def test_all_leaves_out_nothing(self):
        text = self.text("--all")
        self.assertIn("shown 39 of 39 events", text)
        self.assertNotIn("page 1", text)

    def test_a_slice_is_about_what_is_asked_for(self):
        text = self.text("--slice", "orders-0@40")
        self.assertIn("send producer-1/40", text)
        self.assertNotIn("send producer-1/41", text)
        self.assertIn("what befell orders-0\n", self.text("--slice", "orders-0"))

    def test_a_window_leaves_out_what_is_before_and_after(self):
        text = self.text("--from", "2192.880", "--to", "2195.000")
        self.assertIn("acked @41", text)
        self.assertIn("crash", text)
        self.assertNotIn("send producer-1/41", text)
        self.assertNotIn("leads", text)

    def test_an_empty_window_is_empty(self):
        self.assertIn("shown 0 of 0 events", self.text("--from", "99s"))

    def test_ascii_and_width_are_kept_to(self):
        text = self.text("--ascii", "--width", "72", "--legend")
        self.assertTrue(text.isascii())
        self.assertLessEqual(max(map(len, text.split("# leader")[0].splitlines())), 72)

    def test_json_says_what_was_written(self):
        path = self.path("x.txt")
        said = json.loads(self.text("--json", "-o", path))
        self.assertEqual((said["files"], said["pages"], said["shown_events"]), ([path], 1, 14))

    def test_what_makes_no_sense_is_refused_before_anything_is_written(self):
        for message, *options in (
                ("ends in .svg, .png", "-o", self.path("x.gif")),
                ("ends in .svg, .png", "-o", "svg"),
                ("--slice is '@41'", "--slice", "@41"),
                ("--slice is 'orders-0@x'", "--slice", "orders-0@x"),
                ("--slice is 'orders-0@5..3'", "--slice", "orders-0@5..3"),
                ("did you mean orders-0?", "--slice", "order-0"),
                ("--from is 'soon'", "--from", "soon"),
                ("--to is before --from", "--from", "3s", "--to", "2s"),
                ("it takes 40 columns", "--width", "10"),
                ("--rows is 2", "--rows", "1")):
            self.assert_refused(USAGE, message, *options, "-o", self.path("y.txt"))
            self.assertFalse(Path(self.path("y.txt")).exists(), message)

    def test_a_file_that_cannot_be_written_is_named(self):
        self.assert_refused(CANNOT_WRITE, "/nowhere/x.svg", "-o", "/nowhere/x.svg")

    def test_a_damaged_folder_is_refused(self):
        trace = Path(self.path("run")) / "trace.jsonl.zst"
        trace.write_bytes(trace.read_bytes()[:-20])
        self.assert_refused(BAD_INPUT, "trace.jsonl.zst: line", "-o", self.path("x.svg"))
        trace.unlink()
        self.assert_refused(BAD_INPUT, "trace.jsonl.zst")


if __name__ == "__main__":
    unittest.main()
