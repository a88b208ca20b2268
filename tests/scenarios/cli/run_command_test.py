#!/usr/bin/env python3
"""Runs plans with the real program, and replays them: what it prints, keeps and answers.

    run_command_test.py PROGRAM
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

PROGRAM = Path(sys.argv.pop(1)).resolve()

HELD, VIOLATED, NON_DETERMINISM, NOTHING_RAN, CRASHED = 0, 1, 3, 4, 5
USAGE, BAD_INPUT, CANNOT_WRITE, INTERRUPTED = 64, 65, 74, 130  # As in scenarios/cli/exit_code.h.

SCENARIO = """\
title = "A broker crashes"

[cluster]
brokers = 3
controllers = 1

[cluster.config]
"broker.heartbeat.interval.ms" = 500
"broker.session.timeout.ms" = 2000
"replica.lag.time.max.ms" = 2500
"replica.fetch.wait.max.ms" = 200

[[topic]]
name = "orders"
partitions = 1
replication_factor = 3
config = { "min.insync.replicas" = 2 }

[[producer]]
count = 1
topic = "orders"
rate = 20
value_bytes = 40

[[consumer]]
count = 1
topics = ["orders"]
config = { "auto.offset.reset" = "earliest" }

[phases]
warm_up = "500ms"
faults = "2s"
within = "60s"

[[fault]]
at = "500ms"
crash = "leader(orders-0)"
for = "500ms"
"""

NEVER_FIRES = SCENARIO.replace(
    'at = "500ms"', 'when = { event = "batch_appended", partition = "orders-0", offset = 100000 }')


# Slow syncs of controllers, for so short a time that some of them strike nothing.
RANDOM_FAULTS = SCENARIO[:SCENARIO.index("[[fault]]")] + """\
[[random_faults]]
every = "200ms"
kinds = ["disk"]
targets = ["controller-101"]
for = "1ms"
"""


def assize(*arguments, **environment):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True,
                          env={**os.environ, **environment})


class Runs(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = Path(scratch.name)
        self.out = self.folder / "out"

    def scenario(self, text=SCENARIO, name="small.toml"):
        path = self.folder / name
        path.write_text(text)
        return str(path)

    def run_it(self, *arguments, text=SCENARIO):
        return assize("run", self.scenario(text), "--out", str(self.out), *arguments)

    def assert_refused(self, answer, code, *words):
        self.assertEqual((answer.returncode, answer.stdout), (code, ""), answer.stderr)
        for word in words:
            self.assertIn(word, answer.stderr)


class Run(Runs):
    def test_a_run_that_holds_says_so_in_a_few_lines_and_keeps_all_of_it(self):
        answer = self.run_it("--seed", "0x2a")
        self.assertEqual((answer.returncode, answer.stderr), (HELD, ""), answer.stdout)
        self.assertIn("HELD ", answer.stdout)
        self.assertIn(f"assize run {self.folder}/small.toml --seed 0x2a", answer.stdout)
        run = self.out / "small-2a"
        self.assertEqual({path.name for path in run.iterdir()},
                         {"verdict.json", "plan.toml", "history.jsonl", "trace.jsonl.zst",
                          "timeline.svg", "timeline.txt", "report.html"})
        self.assertEqual((self.out / "latest").resolve(), run.resolve())
        self.assertTrue((run / "timeline.svg").read_text().rstrip().endswith("</svg>"))

    def test_the_verdict_is_as_the_contract_says(self):
        answer = self.run_it("--json")
        verdict = json.loads(answer.stdout)
        self.assertEqual(verdict, json.loads((self.out / "latest" / "verdict.json").read_text()))
        self.assertEqual((verdict["schema"], verdict["scenario"], verdict["seed"],
                          verdict["result"]), (1, "small", 1, "held"))
        self.assertRegex(verdict["trace_hash"], "^[0-9a-f]{16}$")
        stats = verdict["stats"]
        self.assertEqual(stats["faults"], 1)
        self.assertGreater(stats["records_acked"], 30)
        self.assertGreaterEqual(stats["records_delivered"], stats["records_acked"])
        self.assertGreater(stats["wall_ns"], 0)

    def test_the_history_is_one_that_check_accepts(self):
        # Without the crash, since a retry may write a record twice, which Jepsen does not allow.
        self.run_it(text=SCENARIO[:SCENARIO.index("[[fault]]")])
        history = self.out / "latest" / "history.jsonl"
        self.assertEqual(assize("check", str(history)).returncode, HELD)
        # Nobody was given the first record.
        lost = "\n".join(re.sub(r'\[0,"producer-1/0"\],?', "", line) if '"poll"' in line else line
                         for line in history.read_text().splitlines())
        planted = self.folder / "planted.jsonl"
        planted.write_text(lost)
        answer = assize("check", str(planted))
        self.assertEqual(answer.returncode, VIOLATED)
        self.assertIn("lost-write", answer.stdout)

    def test_settings_overrule_the_file(self):
        self.run_it("--set", "cluster.brokers=4", "--set", "producer.0.count=2")
        plan = (self.out / "latest" / "plan.toml").read_text()
        for words in ("broker-4", "producer-2"):
            self.assertIn(words, plan)
        answer = self.run_it("--set", "cluster.brokrs=4")
        self.assert_refused(answer, BAD_INPUT, "brokrs", "did you mean brokers?")

    def test_an_expectation_that_is_not_met_is_a_failure(self):
        answer = self.run_it(text=SCENARIO + '[expect]\n"durability.acked-survives" = "violated"\n')
        self.assertEqual(answer.returncode, VIOLATED)

    def test_quiet_says_nothing_and_verbose_says_where_the_time_goes(self):
        answer = self.run_it("-q")
        self.assertEqual((answer.returncode, answer.stdout, answer.stderr), (HELD, "", ""))
        answer = self.run_it("-v")
        self.assertRegex(answer.stderr, r"assize: the run took \d+ ms\n")

    def test_a_run_is_the_same_twice(self):
        answer = self.run_it("--check-determinism")
        self.assertEqual(answer.returncode, HELD)
        self.assertIn("determinism checked", answer.stdout)

    def test_colours_are_as_asked_for(self):
        self.assertIn("\x1b[", self.run_it("--color", "always").stdout)
        self.assertNotIn("\x1b[", self.run_it().stdout)
        self.assert_refused(self.run_it("--color", "blue"), USAGE, "--color is 'blue'")
        self.assert_refused(self.run_it("--progress", "bra"), USAGE, "did you mean bar?")


class Variant(Runs):
    """A bug that is planted in the cluster, by --variant."""

    NAME = "skip_record_on_fetch"

    def test_it_is_part_of_all_that_is_kept_and_comes_out_the_same(self):
        sound = self.run_it("--json")
        self.assertEqual(sound.returncode, HELD, sound.stdout)
        self.assertEqual(json.loads(sound.stdout)["variant"], "")

        answer = self.run_it("--variant", self.NAME)
        self.assertEqual((answer.returncode, answer.stderr), (VIOLATED, ""), answer.stdout)
        self.assertIn(f"planted bug: {self.NAME}", answer.stdout)
        self.assertTrue(answer.stdout.rstrip().endswith(
            f"assize run {self.folder}/small.toml --seed 0x1 --variant {self.NAME}"))
        run = self.out / "small-1"
        verdict = json.loads((run / "verdict.json").read_text())
        self.assertEqual(verdict["variant"], self.NAME)
        self.assertTrue(verdict["reproduce"].endswith(f"--variant {self.NAME}"))
        self.assertIn(f'variant = "{self.NAME}"\n', (run / "plan.toml").read_text())

        again = assize("replay", str(run))
        self.assertEqual((again.returncode, again.stderr), (VIOLATED, ""))
        self.assertIn("determinism checked", again.stdout)
        plan = shutil.copy(run / "plan.toml", self.folder / "kept.toml")
        again = json.loads(assize("run", str(plan), "--out", str(self.out), "--json").stdout)
        self.assertEqual(again["trace_hash"], verdict["trace_hash"])

    def test_an_unknown_one_is_refused_and_the_right_one_named(self):
        names = [each["name"] for each in
                 json.loads(assize("list", "variants", "--json").stdout)["variants"]]
        self.assertEqual(self.run_it("--variant", "skip_record_on_fetsh").stderr,
                         "assize: unknown variant 'skip_record_on_fetsh' (did you mean "
                         f"{self.NAME}?); the variants are {', '.join(names)}\n")
        self.assert_refused(self.run_it("--variant", "x"), USAGE, "unknown variant 'x'; ")
        self.assert_refused(self.run_it("--variant", ""), USAGE, "unknown variant ''; ")
        self.assertFalse(self.out.exists())

    def test_scenarios_do_not_say_it(self):
        self.assert_refused(self.run_it(text=f'variant = "{self.NAME}"\n' + SCENARIO), BAD_INPUT,
                            "small.toml:1:1: ", "variant")


class BadInput(Runs):
    def test_a_seed_that_is_no_number_is_told(self):
        for seed in ("0xzz", "-1", "1.5", "18446744073709551616", "seven"):
            self.assert_refused(self.run_it(f"--seed={seed}"), USAGE,
                                f"--seed is '{seed}'", "0x2a")
        self.assertFalse(self.out.exists())

    def test_all_errors_of_a_file_are_told_with_their_places(self):
        answer = self.run_it(text=SCENARIO.replace("brokers = 3", "brokrs = 3")
                             .replace("rate = 20", 'rate = "fast"'))
        self.assert_refused(answer, BAD_INPUT, "small.toml:4:1: ", "did you mean brokers?",
                            "small.toml:22:")
        self.assertFalse(self.out.exists())

    def test_a_file_that_is_not_there_is_told(self):
        answer = assize("run", str(self.folder / "none.toml"))
        self.assert_refused(answer, BAD_INPUT, "cannot read", "none.toml")
        self.assert_refused(assize("run", str(self.folder)), BAD_INPUT, "Is a directory")

    def test_a_fault_that_never_fired_is_an_error_and_no_pass(self):
        answer = self.run_it(text=NEVER_FIRES)
        self.assert_refused(answer, BAD_INPUT, "small.toml:35: fault 1 (crash) never fired: "
                                               "there was no batch_appended of orders-0@100000")
        run = self.out / "small-1"
        self.assertTrue((run / "plan.toml").exists())
        self.assertFalse((run / "verdict.json").exists(), "it has none")

    def test_a_random_fault_that_struck_nothing_is_a_note_and_no_error(self):
        answer = self.run_it(text=RANDOM_FAULTS)
        self.assertEqual((answer.returncode, answer.stderr), (HELD, ""), answer.stdout)
        self.assertRegex(answer.stdout, r"\d+ faults \(\d+ struck nothing\)")
        self.assertRegex(answer.stdout, r"note       fault \d+ \(disk\), drawn at random, struck")
        run = self.out / "small-1"
        verdict = json.loads((run / "verdict.json").read_text())
        self.assertGreater(verdict["stats"]["faults_idle"], 0)
        self.assertEqual(len(verdict["notes"]), verdict["stats"]["faults_idle"])
        # The plan knows that nobody asked for them.
        again = assize("replay", str(run), "--json")
        self.assertEqual((again.returncode, again.stderr), (HELD, ""))
        self.assertEqual(json.loads(again.stdout)["notes"], verdict["notes"])
        # Asked for, the same faults are errors.
        plan = self.folder / "asked.toml"
        plan.write_text((run / "plan.toml").read_text().replace("drawn = true\n", ""))
        answer = assize("run", str(plan), "--out", str(self.out))
        self.assert_refused(answer, BAD_INPUT, "(disk) never fired: ")

    def test_nothing_to_do_is_told(self):
        producer = SCENARIO[SCENARIO.index("[[producer]]"):SCENARIO.index("[[consumer]]")]
        self.assert_refused(self.run_it(text=SCENARIO.replace(producer, "")), NOTHING_RAN,
                            "nothing ran")


class BadOutput(Runs):
    def test_a_folder_that_cannot_be_made_is_told(self):
        (self.folder / "file").write_text("")
        self.out = self.folder / "file"
        self.assert_refused(self.run_it(), CANNOT_WRITE, f"{self.out}/small-1", "Not a directory")
        self.out = Path("/proc/nowhere")
        self.assert_refused(self.run_it(), CANNOT_WRITE, "/proc/nowhere/small-1")

    def test_a_file_that_cannot_be_replaced_is_told(self):
        (self.out / "small-1" / "plan.toml" / "in the way").mkdir(parents=True)
        self.assert_refused(self.run_it(), CANNOT_WRITE, "plan.toml")

    def test_a_link_that_cannot_be_made_is_told(self):
        (self.out / "latest" / "in the way").mkdir(parents=True)
        self.assert_refused(self.run_it(), CANNOT_WRITE, f"{self.out}/latest")
        self.assertFalse((self.out / "small-1" / "verdict.json").exists())

    def test_a_full_disk_leaves_nothing_half_written(self):
        # The limit of a process stands in for the end of a disk.
        answer = subprocess.run(
            ["/bin/sh", "-c", 'ulimit -f 8; trap "" XFSZ; exec "$@"', "sh", PROGRAM, "run",
             self.scenario(), "--out", str(self.out)], capture_output=True, text=True)
        self.assert_refused(answer, CANNOT_WRITE, str(self.out / "small-1"))
        run = self.out / "small-1"
        self.assertFalse((run / "verdict.json").exists())
        self.assertEqual(list(run.glob("*.part")), [])

    def test_what_an_earlier_run_left_is_not_mixed_with_this_one(self):
        self.run_it()
        answer = self.run_it(text=NEVER_FIRES)
        self.assertEqual(answer.returncode, BAD_INPUT)
        self.assertFalse((self.out / "small-1" / "verdict.json").exists())


class Interrupted(Runs):
    def interrupt(self, with_signal):
        """Sends a signal to a run in the midst of it. Its exit code, and what it complained of."""
        # So much work that it is interrupted in the midst of it.
        text = SCENARIO.replace("rate = 20", "rate = 1000").replace('"2s"', '"150s"', 1)
        process = subprocess.Popen(
            [PROGRAM, "run", self.scenario(text), "--out", str(self.out)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        trace = self.out / "small-1" / "trace.jsonl.zst.part"
        while process.poll() is None and not trace.exists():
            time.sleep(0.01)
        process.send_signal(with_signal)
        _, errors = process.communicate()
        return process.returncode, errors

    def test_ctrl_c_leaves_off_and_keeps_what_was_written(self):
        code, errors = self.interrupt(signal.SIGINT)
        self.assertEqual(code, INTERRUPTED, errors)
        self.assertIn("interrupted", errors)
        kept = {path.name for path in (self.out / "small-1").iterdir()}
        self.assertEqual(kept, {"plan.toml", "history.jsonl", "trace.jsonl.zst"})

    def test_a_crash_of_the_code_under_test_is_told_with_its_seed(self):
        for crash in (signal.SIGABRT, signal.SIGSEGV):
            code, errors = self.interrupt(crash)
            self.assertEqual(code, CRASHED, errors)
            self.assertIn("the code under test crashed, with seed 0x1\nreproduce  assize run ",
                          errors)
            kept = {path.name for path in (self.out / "small-1").iterdir()}
            self.assertEqual(kept, {"plan.toml"})


class Replay(Runs):
    def setUp(self):
        super().setUp()
        self.assertEqual(self.run_it().returncode, HELD)
        self.run_folder = self.out / "small-1"

    def test_a_run_and_its_plan_come_out_the_same(self):
        for path in (self.run_folder, self.run_folder / "plan.toml", self.out / "latest"):
            answer = assize("replay", str(path))
            self.assertEqual((answer.returncode, answer.stderr), (HELD, ""), answer.stdout)
            self.assertIn("determinism checked", answer.stdout)

    def test_a_plan_alone_is_run(self):
        plan = shutil.copy(self.run_folder / "plan.toml", self.folder / "alone.toml")
        self.assertEqual(assize("replay", str(plan)).returncode, HELD)
        answer = assize("run", str(plan), "--out", str(self.out))
        self.assertEqual(answer.returncode, HELD)

    def test_the_first_event_that_differs_is_named(self):
        plan = self.run_folder / "plan.toml"
        text = plan.read_text()
        self.assertIn('at = "500ms"', text)
        plan.write_text(text.replace('at = "500ms"', 'at = "501ms"'))
        answer = assize("replay", str(self.run_folder))
        self.assertEqual(answer.returncode, NON_DETERMINISM)
        self.assertRegex(answer.stderr, r"the trace differs: [0-9a-f]{16} before, [0-9a-f]{16} now")
        self.assertRegex(answer.stderr, r"event #\d+ is the first that differs")
        self.assertIn("fault_began", answer.stderr)

    def test_a_verdict_that_makes_no_sense_is_told(self):
        verdict = self.run_folder / "verdict.json"
        verdict.write_text(re.sub('"schema": *1', '"schema": 99', verdict.read_text()))
        self.assert_refused(assize("replay", str(self.run_folder)), BAD_INPUT, "verdict.json")

    def test_a_scenario_is_no_plan(self):
        self.assert_refused(assize("replay", self.scenario()), BAD_INPUT,
                            "is no plan; a scenario is run by: assize run")
        self.assert_refused(assize("replay", "/nonexistent"), BAD_INPUT, "cannot read")


if __name__ == "__main__":
    unittest.main()
