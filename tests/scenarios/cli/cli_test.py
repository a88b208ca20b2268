#!/usr/bin/env python3
"""Types command lines at the real program: what it answers, where, and its exit code.

    cli_test.py PROGRAM
"""

import json
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

PROGRAM = Path(sys.argv.pop(1)).resolve()

HELD, VIOLATED, UNDECIDED, USAGE, BAD_INPUT = 0, 1, 2, 64, 65
INTERNAL, CANNOT_WRITE = 70, 74  # As in scenarios/cli/exit_code.h.


SCENARIO_OF_ONE_FAULT = """
title = "One fault"
[cluster]
brokers = 4
controllers = 1
[[topic]]
name = "orders"
partitions = 1
replication_factor = 3
[[producer]]
topic = "orders"
rate = 20
[phases]
warm_up = "1s"
faults = "1s"
within = "20s"
[[fault]]
at = "500ms"
"""


def assize(*arguments, program=PROGRAM, stdout=subprocess.PIPE, **environment):
    return subprocess.run([program, *arguments], stdout=stdout, stderr=subprocess.PIPE, text=True,
                          env={**os.environ, **environment})


class CommandLine(unittest.TestCase):
    def assert_refused(self, arguments, message, code=USAGE):
        answer = assize(*arguments)
        self.assertEqual((answer.returncode, answer.stdout, answer.stderr),
                         (code, "", f"assize: {message}\n"))

    def commands(self):
        """The names of all commands, as the help says them."""
        lines = assize("--help").stdout.split("Subcommands:\n")[1].splitlines()
        return ", ".join(line.split()[0] for line in lines if re.match(r"  \w", line))

    def test_a_misspelt_word_is_refused_and_the_right_one_named(self):
        self.assert_refused(
            ["doctro"],
            "unknown command 'doctro' (did you mean doctor?); "
            f"the commands are {self.commands()}")
        self.assert_refused(["doctor", "--jsno"],
                            "unknown option '--jsno' of doctor (did you mean --json?)")
        self.assert_refused(["--versoin"], "unknown option '--versoin' (did you mean --version?)")
        self.assert_refused(
            ["bench", "krenel"],
            "unknown benchmark 'krenel' (did you mean kernel?); "
            "the benchmarks are kernel, cluster, checkers, timeline")

    def test_a_word_unlike_any_other_is_refused(self):
        self.assert_refused(["launch"],
                            f"unknown command 'launch'; the commands are {self.commands()}")
        self.assert_refused([""], f"unknown command ''; the commands are {self.commands()}")
        self.assert_refused(["doctor", "-x"], "unknown option '-x' of doctor")
        self.assert_refused(
            ["bench", "x"],
            "unknown benchmark 'x'; the benchmarks are kernel, cluster, checkers, timeline")

    def test_too_little_or_too_much_is_refused(self):
        self.assert_refused(
            [], f"which command? {self.commands()} (assize --help says what they do)")
        self.assert_refused(["doctor", "nurse"], "doctor takes no argument 'nurse'")
        self.assert_refused(["bench", "kernel", "more"], "bench takes no argument 'more'")
        self.assert_refused(["bench", "--out"], "--out: 1 required FILE missing")

    def test_a_list_of_nothing_known_is_refused(self):
        lists = "scenarios, properties, faults, variants, events"
        self.assert_refused(["list"], f"which list? {lists}")
        self.assert_refused(["list", "event"],
                            f"unknown list 'event' (did you mean events?); the lists are {lists}")

    def test_a_colour_of_no_kind_is_refused(self):
        self.assert_refused(["doctor", "--color", "alway"],
                            "--color is 'alway' (did you mean always?); "
                            "it is one of auto, always, never")

    def test_the_tests_belong_to_the_wrapper(self):
        self.assert_refused(["test"], "the tests are run by the wrapper: ./assize test")

    def test_help_and_version_are_answers(self):
        for arguments, words in ((["--help"], "doctor"), (["bench", "--help"], "--out"),
                                 (["--version"], "assize 0.")):
            answer = assize(*arguments)
            self.assertEqual((answer.returncode, answer.stderr), (HELD, ""))
            self.assertIn(words, answer.stdout)

    def test_a_full_disk_under_standard_output_is_told(self):
        for arguments in (["doctor"], ["--help"]):
            with open("/dev/full", "w") as full:
                answer = assize(*arguments, stdout=full)
            self.assertEqual((answer.returncode, answer.stderr),
                             (CANNOT_WRITE, "assize: standard output could not be written\n"))


class Doctor(unittest.TestCase):
    def test_json_is_all_there_is_wherever_the_option_stands(self):
        for arguments in (["doctor", "--json"], ["--json", "doctor"]):
            answer = assize(*arguments)
            report = json.loads(answer.stdout)
            self.assertEqual(answer.stderr, "")
            self.assertIn("Boost", [each["name"] for each in report["dependencies"]])
            self.assertIn("ninja-build", [each["name"] for each in report["packages"]])

    def test_the_text_names_the_same(self):
        answer = assize("doctor")
        for words in ("compiler", "Boost", "libboost-fiber-dev"):
            self.assertIn(words, answer.stdout)

    def with_dpkg_query(self, script: str):
        with tempfile.TemporaryDirectory() as folder:
            write_program(Path(folder) / "dpkg-query", script)
            return assize("doctor", PATH=folder), assize("doctor", "--json", PATH=folder)

    def test_a_missing_package_is_named_with_the_way_to_get_it(self):
        text, report = self.with_dpkg_query(
            '#!/bin/sh\nshift 2\nfor p; do [ $p = cmake ] || echo "installed $p 1.0"; done; exit 1')
        self.assertEqual((text.returncode, report.returncode), (INTERNAL, INTERNAL))
        self.assertIn("sudo apt-get install cmake\n", text.stdout)
        self.assertEqual(json.loads(report.stdout)["missing"], ["cmake"])

    def test_without_dpkg_nothing_is_known_to_be_missing(self):
        text = assize("doctor", PATH="/nonexistent")
        self.assertEqual(text.returncode, HELD)
        self.assertIn("cannot tell", text.stdout)


class List(unittest.TestCase):
    def listed(self, what):
        answer = assize("list", what, "--json")
        self.assertEqual((answer.returncode, answer.stderr), (HELD, ""))
        text = assize("list", what).stdout
        entries = json.loads(answer.stdout)[what]
        for entry in entries:
            self.assertIn(entry["name"], text)
        return entries

    def test_the_scenarios_that_come_with_it_are_listed_with_their_titles(self):
        scenarios = {each["name"]: each for each in self.listed("scenarios")}
        self.assertIn("crash", scenarios["leader_crash"]["title"])
        self.assertTrue(Path(scenarios["leader_crash"]["path"]).is_file())
        self.assertEqual(scenarios["acks_one_loses"]["expect_violated"],
                         ["durability.acked-survives"])

    def test_the_guarantees_are_those_of_the_contract(self):
        properties = {each["name"] for each in self.listed("properties")}
        self.assertLessEqual({"durability.acked-survives", "delivery.exactly-once", "order.key",
                              "replication.log-matching", "liveness.sends-end"}, properties)

    def test_faults_are_listed_with_how_to_write_them(self):
        for fault in self.listed("faults"):
            self.assertTrue(fault["example"].startswith(fault["name"] + " = "), fault)

    def test_faults_can_be_written_as_they_are_listed(self):
        with tempfile.TemporaryDirectory() as folder:
            for fault in self.listed("faults"):
                scenario = Path(folder) / "scenario.toml"
                scenario.write_text(SCENARIO_OF_ONE_FAULT + fault["example"] + "\n")
                answer = assize("run", scenario, "--out", folder)
                fired = answer.returncode in (HELD, VIOLATED, UNDECIDED)
                self.assertTrue(fired or "never fired" in answer.stderr, answer.stderr)

    def test_the_bugs_that_can_be_planted_are_listed_with_what_is_wrong(self):
        meanings = {each["name"]: each["meaning"] for each in self.listed("variants")}
        self.assertEqual(meanings["acknowledge_before_isr"],
                         "acks=all is answered before the ISR has the records")
        text = assize("list", "variants").stdout
        for name, meaning in meanings.items():
            self.assertRegex(text, f"(?m)^{name} +{meaning}$")

    def test_facts_of_the_model_are_events_too(self):
        names = {each["name"] for each in self.listed("events")}
        self.assertLessEqual({"isr_committed", "send_ended", "process_died", "file_synced"}, names)

    def test_each_kind_of_event_is_listed_with_its_fields(self):
        events = json.loads(assize("list", "events", "--json").stdout)["events"]
        died = next(each for each in events if each["name"] == "process_died")
        self.assertIn("death", [field["name"] for field in died["fields"]])

        text = assize("list", "events").stdout
        for event in events:
            self.assertIn(f"{event['name']} ", text)
            self.assertIn(event["meaning"], text)


class Check(unittest.TestCase):
    SENT = [{"process": 0, "type": "invoke", "f": "send", "value": [["send", 1, 41]]},
            {"process": 0, "type": "ok", "f": "send", "value": [["send", 1, [0, 41]]]},
            {"process": 0, "type": "invoke", "f": "send", "value": [["send", 1, 42]]},
            {"process": 0, "type": "ok", "f": "send", "value": [["send", 1, [1, 42]]]}]

    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = Path(scratch.name)

    def write(self, text, name="history.jsonl"):
        path = self.folder / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return str(path)

    def history(self, *records):
        """Two sends, and a poll of these."""
        ops = self.SENT + [
            {"process": 1, "type": "invoke", "f": "poll", "value": [["poll"]]},
            {"process": 1, "type": "ok", "f": "poll", "value": [["poll", {"1": list(records)}]]}]
        return self.write("".join(
            json.dumps({"index": index, "time": 1000 * index, **op}) + "\n"
            for index, op in enumerate(ops)))

    def test_a_history_without_fault_is_valid(self):
        path = self.history([0, 41], [1, 42])
        answer = assize("check", path)
        self.assertEqual((answer.returncode, answer.stderr), (HELD, ""))
        self.assertIn("3 operations of 2 processes, 2 messages of 1 keys", answer.stdout)
        self.assertIn("VALID ", answer.stdout)
        report = json.loads(assize("check", path, "--json").stdout)
        self.assertEqual((report["valid"], report["anomalies"], report["info"]), (True, {}, {}))

    def test_an_anomaly_is_told_with_what_shows_it(self):
        path = self.history([1, 42])
        answer = assize("check", path)
        self.assertEqual((answer.returncode, answer.stderr), (VIOLATED, ""))
        for words in ("ANOMALY   lost-write\n", "expected  41 of key 1 is polled at offset 0",
                      "observed  nobody polled it", "#1        process 0     ok   send",
                      "at 0.001000 ms"):
            self.assertIn(words, answer.stdout)

        answer = assize("check", path, "--json")
        report = json.loads(answer.stdout)
        self.assertEqual((answer.returncode, report["valid"]), (VIOLATED, False))
        self.assertEqual(set(report["anomalies"]), {"lost-write", "unseen"})
        lost = report["anomalies"]["lost-write"][0]
        self.assertEqual((lost["key"], lost["value"], lost["index"], lost["max-read-index"]),
                         (1, 41, 0, 1))
        self.assertEqual(lost["writer"],
                         {"index": 1, "process": 0, "time": 1000, "type": "ok", "f": "send"})

    def test_edn_is_read_as_well(self):
        path = self.write("""[{:process 0 :type :invoke :f :poll :value [[:poll]]}
            {:process 0 :type :ok :f :poll :value [[:poll {1 [[0 7]]}]]}]""", "history.edn")
        report = json.loads(assize("check", path, "--json").stdout)
        self.assertEqual(set(report["anomalies"]), {"garbage-read"})

    def test_the_setting_says_what_is_allowed(self):
        ops = [*self.SENT]
        for record in ([0, 41], [0, 41], [1, 42]):
            ops.append({"process": 1, "type": "invoke", "f": "poll", "value": [["poll"]]})
            ops.append({"process": 1, "type": "ok", "f": "poll",
                        "value": [["poll", {"1": [record]}]]})
        path = self.write("".join(json.dumps(op) + "\n" for op in ops))
        self.assertEqual(assize("check", path).returncode, VIOLATED)
        answer = assize("check", path, "--sub-via", "subscribe")
        self.assertEqual(answer.returncode, HELD)
        self.assertIn("nonmonotonic-poll", answer.stdout)

        lost = self.history([0, 41])
        contract = self.write("acks=1\n", "kafka.properties")
        report = assize("check", lost, "--contract", contract, "--json")
        self.assertEqual(report.returncode, HELD)
        self.assertEqual(set(json.loads(report.stdout)["info"]), {"unseen"})

    def test_nothing_done_is_nothing_known(self):
        answer = assize("check", self.write("[]"), "--json")
        self.assertEqual((answer.returncode, json.loads(answer.stdout)["valid"]),
                         (UNDECIDED, "unknown"))

    def assert_bad(self, arguments, message, code=BAD_INPUT):
        answer = assize("check", *arguments)
        self.assertEqual((answer.returncode, answer.stdout, answer.stderr),
                         (code, "", f"assize: {message}\n"))

    def test_a_damaged_file_is_told_with_its_place(self):
        path = self.write("")
        self.assert_bad([path], f"{path}:1:1: there is nothing in it")
        path = self.write('{"index":0,"process":1,"type":"ok","f":"pol","value":[]}\n')
        self.assert_bad([path], f"{path}:1:40: unknown f 'pol' (did you mean poll?)")
        path = self.write("[{:index 0")
        self.assert_bad([path],
                        f"{path}:1:11: the file ends before the '}}' of what begins at 1:2")
        whole = self.history([0, 41], [1, 42])
        path = self.write(Path(whole).read_bytes()[:-20])
        answer = assize("check", path)
        self.assertEqual((answer.returncode, answer.stdout), (BAD_INPUT, ""))
        self.assertIn(f"{path}:6:", answer.stderr)

    def test_a_file_that_cannot_be_read_is_told(self):
        self.assert_bad(["/nonexistent"], "cannot read /nonexistent: No such file or directory")
        self.assert_bad([str(self.folder)], f"cannot read {self.folder}: Is a directory")

    def test_a_bad_setting_is_told(self):
        path = self.history([0, 41], [1, 42])
        self.assert_bad([path, "--sub-via", "asign"],
                        "--sub-via is 'asign' (did you mean assign?); "
                        "it is one of assign, subscribe", USAGE)
        contract = self.write("ack=1\n", "kafka.properties")
        self.assert_bad([path, "--contract", contract],
                        f"{contract}:1:1: unknown key 'ack' (did you mean acks?)")
        self.assertEqual(assize("check").returncode, USAGE)


class Bench(unittest.TestCase):
    """With a benchmark program that only says how it was called, where an installation has it."""

    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = Path(scratch.name)
        self.program = self.folder / "bin" / "assize"
        self.program.parent.mkdir()
        shutil.copy(PROGRAM, self.program)
        self.measures('echo "$@"')

    def measures(self, script: str):
        write_program(self.folder / "libexec" / "assize" / "assize-bench", f"#!/bin/sh\n{script}\n")

    def bench(self, *arguments):
        return assize("bench", *arguments, program=self.program)

    def test_it_runs_the_benchmark_that_was_asked_for(self):
        self.assertEqual(self.bench("kernel").stdout, "kernel\n")
        self.assertEqual(self.bench("kernel", "--json").stdout, "kernel --json\n")

    def test_the_result_is_written_where_it_was_asked_for(self):
        result = self.folder / "result.json"
        answer = self.bench("--json", "--out", str(result))
        self.assertEqual((answer.returncode, answer.stdout), (HELD, ""))
        self.assertEqual(result.read_text(), "kernel --json\n")
        self.assertEqual(list(self.folder.glob("result*")), [result])

    def test_an_unwritable_result_is_told_before_anything_is_measured(self):
        self.measures(f"touch {self.folder}/measured")
        answer = self.bench("--out", "/nonexistent/result.json")
        self.assertEqual(answer.returncode, CANNOT_WRITE)
        self.assertEqual(answer.stderr, "assize: cannot write /nonexistent/result.json: "
                                        "No such file or directory\n")
        self.assertFalse((self.folder / "measured").exists())

    def test_a_full_disk_under_the_result_is_told(self):
        answer = self.bench("--out", "/dev/full")
        self.assertEqual(answer.returncode, CANNOT_WRITE)
        self.assertEqual(answer.stderr,
                         "assize: cannot write /dev/full: No space left on device\n")

    def test_a_failed_benchmark_leaves_no_result(self):
        self.measures("echo half; exit 70")
        result = self.folder / "result.json"
        self.assertEqual(self.bench("--out", str(result)).returncode, INTERNAL)
        self.assertEqual(list(self.folder.glob("result*")), [])

    def test_a_benchmark_that_crashes_is_told(self):
        self.measures("kill -SEGV $$")
        answer = self.bench("--out", str(self.folder / "result.json"))
        self.assertEqual(answer.returncode, INTERNAL)
        self.assertIn("assize-bench crashed\n", answer.stderr)

    def test_a_missing_benchmark_program_is_told(self):
        shutil.rmtree(self.folder / "libexec")
        answer = self.bench()
        self.assertEqual((answer.returncode, answer.stderr),
                         (INTERNAL, "assize: assize-bench is not installed\n"))


def write_program(path: Path, text: str):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


if __name__ == "__main__":
    unittest.main()
