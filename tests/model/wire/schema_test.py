#!/usr/bin/env python3
"""Tests that the generator of messages refuses bad tables, and says where they are bad.

    schema_test.py SCHEMA_FOLDER
"""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

APIS = ["key\tname\toffered\tflexible\tlisteners", "0\tPing\t0-2\t1+\tbroker"]
ERRORS = ["code\tname\tretriable\trefreshes_metadata", "0\tNONE\t\t"]
MESSAGES = ["message\tkind\tkey\tversions\tflexible\tunit",
            "PingRequest\trequest\t0\t0-2\t1+\tdata",
            "PingResponse\tresponse\t0\t0-2\t1+\tdata"]
FIELDS = ["message\tpath\ttype\tversions\tnullable\ttag\tdefault\tstruct",
          "PingRequest\tTopics\t[]struct\t0+\t\t\t\tTopic",
          "PingRequest\tTopics.Name\tstring\t0+\t1+\t\tnull\t",
          "PingRequest\tMaxWaitMs\tint32\t1+\t\t0\t-1\t"]


class Schema(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.tables = {"apis": list(APIS), "errors": list(ERRORS), "messages": list(MESSAGES),
                       "fields": list(FIELDS)}

    def generate(self, *arguments):
        for name, lines in self.tables.items():
            (self.folder / f"{name}.tsv").write_text("\n".join(lines) + "\n")
        return subprocess.run(
            [sys.executable, "-B", SCHEMA / "generate.py", "--schema", self.folder, *arguments],
            capture_output=True, text=True)

    def assert_refused(self, expected):
        done = self.generate("--list-outputs")
        self.assertEqual(done.stderr, expected + "\n")
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stdout, "")

    def field(self, line, expected):
        self.tables["fields"].append(line)
        self.assert_refused(f"fields.tsv:{len(self.tables['fields'])}: {expected}")
        self.tables["fields"].pop()

    def message(self, line, expected):
        self.tables["messages"].append(line)
        self.assert_refused(f"messages.tsv:{len(self.tables['messages'])}: {expected}")
        self.tables["messages"].pop()

    def test_good_tables_become_what_was_announced(self):
        listed = self.generate("--list-outputs").stdout.split()
        out = self.folder / "out"
        done = self.generate("--output", out)
        self.assertEqual(done.stderr, "")
        written = sorted(path.relative_to(out).as_posix()
                         for path in out.rglob("*") if path.is_file())
        self.assertEqual(written, sorted(listed))
        self.assertIn("model/wire/messages/ping.h", written)

        header = (out / "model/wire/messages/ping.h").read_text()
        for line in ("struct PingRequest {", "using Response = PingResponse;", "struct Topic {",
                     "std::optional<std::string> name{};", "std::vector<Topic> topics{};",
                     "std::int32_t max_wait_ms = -1;  // From version 1 on.",
                     "static constexpr std::int16_t kFlexibleFrom = 1;"):
            self.assertIn(line, header)

    def test_the_output_is_the_same_every_time(self):
        texts = []
        for name in ("once", "twice"):
            self.generate("--output", self.folder / name)
            texts.append((self.folder / name / "model/wire/messages/data.cpp").read_text())
        self.assertEqual(*texts)

    def test_fields_that_cannot_be(self):
        self.field("PingRequest\tAge\tint24\t0+\t\t\t\t",
                   "no such type: int24; there are bool, int8, int16, int32, int64, uint16, "
                   "float64, uuid, string, bytes, records, struct")
        self.field("PongRequest\tAge\tint32\t0+\t\t\t\t", "no such message: PongRequest")
        self.field("PingRequest\tPeers.Age\tint32\t0+\t\t\t\t",
                   "no struct that Peers.Age could be in")
        self.field("PingRequest\tage-old\tint32\t0+\t\t\t\t", "no name of a field: 'age-old'")
        self.field("PingRequest\tMaxWaitMs\tint32\t0+\t\t\t\t", "a second field MaxWaitMs")
        self.field("PingRequest\tOther\tint32\t1+\t\t0\t\t", "a second tag 0")
        self.field("PingRequest\tOther\t[]struct\t0+\t\t\t\tTopic",
                   "a second struct PingRequest::Topic")
        self.field("PingRequest\tOther\tstruct\t0+\t\t\t\t",
                   "the column struct names the type of a struct, and only that")
        self.field("PingRequest\tAge\tint32", "3 columns instead of 8")

    def test_versions_that_cannot_be(self):
        self.field("PingRequest\tAge\tint32\tnew\t\t\t\t",
                   "versions: expected 3+, 3 or 0-12, not 'new'")
        self.field("PingRequest\tAge\tint32\t0-3\t\t\t\t",
                   "versions: 0-3 is not within versions up to 2")
        self.field("PingRequest\tAge\tint32\t2-1\t\t\t\t",
                   "versions: 2-1 is not within versions up to 2")
        self.field("PingRequest\tName\tstring\t1+\t0+\t\t\t",
                   "null in versions that do not have the field")
        self.field("PingRequest\tAge\tint32\t0+\t\t3\t\t",
                   "a tag in versions that are not flexible")
        self.tables["fields"][1] = FIELDS[1].replace("0+", "1+")
        self.assert_refused("fields.tsv:3: versions 0+ are not within those of PingRequest::Topic")

    def test_nulls_and_defaults_that_cannot_be(self):
        self.field("PingRequest\tAge\tint32\t0+\t0+\t\t\t", "int32 is never null")
        self.field("PingRequest\tName\tstring\t0+\t\t\tnull\t",
                   "null is the default of what is never null")
        self.field("PingRequest\tAge\tint8\t0+\t\t\t128\t", "128 is no int8")
        self.field("PingRequest\tPort\tuint16\t0+\t\t\t-1\t", "-1 is no uint16")
        self.field("PingRequest\tAge\tint8\t0+\t\t\told\t",
                   "default: expected an integer, not 'old'")
        self.field("PingRequest\tName\tstring\t0+\t\t\tme\t", "no default for string: 'me'")

    def test_messages_that_cannot_be(self):
        self.message("PingRequest\trequest\t0\t0-2\t1+\tdata",
                     "no name, or a second time: 'PingRequest'")
        self.message("Pong\tquestion\t0\t0-2\t1+\tdata",
                     "no such kind: question; "
                     "there are request, response, record, key, value, data")
        self.message("PongRequest\trequest\t\t0-2\t1+\tdata", "a request without a key")
        self.message("PongRequest\trequest\t7\t0-2\t1+\tdata", "no API has the key 7")
        self.message("PongRequest\trequest\t0\t0-2\t1+\tdata", "key 0 is Ping")
        self.message("Pong\tdata\t\t0-2\t3+\tdata",
                     "flexible from 3, but there is no such version")
        self.message("Pong\tdata\t\t0-2\tyes\tdata", "flexible: expected 9+ or nothing, not 'yes'")

    def test_requests_and_responses_that_do_not_fit(self):
        self.tables["messages"][2] = MESSAGES[2].replace("0-2", "0-1")
        self.assert_refused("messages.tsv:2: other versions than PingResponse")
        del self.tables["messages"][2]
        self.assert_refused("messages.tsv:2: a request without a response, or the other way round")

    def test_other_tables_that_cannot_be(self):
        self.tables["apis"].append("2\tPong\t0\t\tbroker")
        self.assert_refused("apis.tsv:3: key 2 is out of order")
        self.tables["apis"] = ["key\tname"]
        self.assert_refused("apis.tsv:1: expected the columns key, name, offered, flexible, "
                            "listeners")
        self.tables["apis"] = list(APIS)
        self.tables["errors"].append("0\tSOME\t\t")
        self.assert_refused("errors.tsv:3: a second error 0")

    def test_a_missing_table_is_named(self):
        done = subprocess.run([sys.executable, "-B", SCHEMA / "generate.py", "--schema",
                               self.folder, "--list-outputs"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 1)
        self.assertIn("apis.tsv", done.stderr)


if __name__ == "__main__":
    SCHEMA = Path(sys.argv.pop(1))
    unittest.main()
