#!/usr/bin/env python3
"""Exchanges record batches with kafka-python, another implementation of them, in both directions.

    python_kafka_records_test.py RECORDS_TOOL
"""

import json
import os
import subprocess
import sys
import unittest

DEBIAN_PYTHON = "/usr/bin/python3"  # It, and no other Python of a machine, has Debian's packages.

try:
    from kafka.record import MemoryRecords
    from kafka.record.default_records import DefaultRecordBatch, DefaultRecordBatchBuilder
except ImportError:
    if os.path.realpath(sys.executable) != os.path.realpath(DEBIAN_PYTHON):
        os.execv(DEBIAN_PYTHON, [DEBIAN_PYTHON, "-B", *sys.argv])
    print("python3-kafka is not installed")
    sys.exit(77)

CODECS = {"none": 0, "gzip": 1, "snappy": 2, "lz4": 3, "zstd": 4}
NO_LIMIT = 1 << 30
TEXT = b"The quick brown fox jumps over the lazy dog. " * 40


def record(offset, timestamp=1000, key=None, value=None, headers=()):
    return {"offset": offset, "timestamp": timestamp, "key": key, "value": value,
            "headers": list(headers)}


# What to exchange: name, producer and records.
CASES = [
    ("one record", None, [record(0, key=b"key", value=TEXT)]),
    ("nothing in it", None, [record(0, value=TEXT), record(1), record(2, key=b"", value=b"")]),
    ("headers", None,
     [record(0, value=TEXT, headers=[("a", b"1"), ("a", None), ("", b""), ("\u00fc", TEXT)])]),
    ("times that go back", None,
     [record(0, 1_700_000_000_000, value=TEXT), record(1, 0, value=b"x"),
      record(2, 1_800_000_000_000)]),
    ("an idempotent producer", (4711, 3, 2147483647), [record(0, value=TEXT), record(1)]),
    ("many records", None, [record(at, 1000 + at, b"%d" % at, TEXT) for at in range(200)]),
    ("values of many blocks", None, [record(at, value=TEXT * 100) for at in range(3)]),
]


def as_json(producer, records, codec, transactional):
    """A batch as records_tool reads and prints it."""
    blob = lambda value: None if value is None else value.hex()
    return {
        "compression": codec,
        "transactional": transactional,
        "producer": None if producer is None else list(producer),
        "max_timestamp": max(each["timestamp"] for each in records),
        "records": [{**each, "key": blob(each["key"]), "value": blob(each["value"]),
                     "headers": [[key, blob(value)] for key, value in each["headers"]]}
                    for each in records],
    }


def built_by_python(producer, records, codec, transactional):
    producer_id, epoch, sequence = producer or (-1, -1, -1)
    builder = DefaultRecordBatchBuilder(
        magic=2, compression_type=CODECS[codec], is_transactional=transactional,
        producer_id=producer_id, producer_epoch=epoch, base_sequence=sequence,
        batch_size=NO_LIMIT)
    for each in records:
        builder.append(each["offset"], each["timestamp"], each["key"], each["value"],
                       each["headers"])
    return bytes(builder.build())


def every_case():
    for name, producer, records in CASES:
        for codec in CODECS:
            yield f"{name}, {codec}", (producer, records, codec, producer is not None)


class RecordBatches(unittest.TestCase):
    tool = ""

    def run_tool(self, command, line):
        done = subprocess.run([self.tool, command], input=line + "\n", capture_output=True,
                              text=True, check=True)
        return done.stdout.strip()

    def test_we_read_what_kafka_python_writes(self):
        for name, batch in every_case():
            with self.subTest(name):
                decoded = json.loads(self.run_tool("decode", built_by_python(*batch).hex()))
                self.assertEqual(decoded, as_json(*batch))

    def test_kafka_python_reads_what_we_write(self):
        for name, batch in every_case():
            with self.subTest(name):
                producer, records, codec, transactional = batch
                encoded = bytes.fromhex(self.run_tool("encode", json.dumps(as_json(*batch))))
                self.assertTrue(DefaultRecordBatch(encoded).validate_crc())
                [read] = batches_in(encoded)
                self.assertEqual(read.compression_type, CODECS[codec])
                self.assertEqual(read.is_transactional, transactional)
                self.assertEqual(
                    [record(each.offset, each.timestamp, each.key, each.value, each.headers)
                     for each in read], records)

    def test_both_write_the_same_bytes_when_unpacked(self):
        for name, producer, records in CASES:
            with self.subTest(name):
                batch = (producer, records, "none", False)
                theirs = bytearray(built_by_python(*batch))
                theirs[12:16] = b"\xff" * 4  # It writes 0 for "no leader epoch"; Kafka and we, -1.
                ours = self.run_tool("encode", json.dumps(as_json(*batch)))
                self.assertEqual(ours, theirs.hex())

    def test_we_refuse_what_was_damaged(self):
        batch = bytearray(built_by_python(None, CASES[0][2], "none", False))
        batch[-5] ^= 1
        self.assertEqual(json.loads(self.run_tool("decode", batch.hex())),
                         {"error": "bad checksum"})


def batches_in(encoded):
    records = MemoryRecords(encoded)
    while (batch := records.next_batch()) is not None:
        yield batch


if __name__ == "__main__":
    RecordBatches.tool = sys.argv.pop(1)
    unittest.main()
