#!/usr/bin/env python3
"""Exchanges requests and responses with kafka-python, another implementation of them.

    python_kafka_test.py WIRE_TOOL
"""

import importlib
import io
import os
import pkgutil
import subprocess
import sys
import unittest

DEBIAN_PYTHON = "/usr/bin/python3"  # It, and no other Python of a machine, has Debian's packages.

try:
    import kafka.protocol
    from kafka.protocol import admin, fetch, metadata, offset, produce
    from kafka.protocol.api import Request, Response
except ImportError:
    if os.path.realpath(sys.executable) != os.path.realpath(DEBIAN_PYTHON):
        os.execv(DEBIAN_PYTHON, [DEBIAN_PYTHON, "-B", *sys.argv])
    print("python3-kafka is not installed")
    sys.exit(77)

SEEDS = range(20)

# Where kafka-python 2.0.2 is wrong: Kafka's schema has it otherwise.
WRONG = {
    "DescribeAclsRequest_v2": "is flexible",
    "DescribeAclsResponse_v2": "is flexible",
    "DescribeConfigsResponse_v1": "has a source, which is no boolean",
    "DescribeGroupsResponse_v3": "has the operations in each group",
    "GroupCoordinatorResponse_v1": "begins with the throttle time",
    "OffsetRequest_v4": "has an epoch of 32 bits",
    "OffsetRequest_v5": "has an epoch of 32 bits",
    "ProduceResponse_v8": "has the record errors in each partition",
    **{f"FetchRequest_v{version}": "cannot encode the topics to forget"
       for version in range(7, 12)},
}

# What it encodes, and as what we must read it.
REQUESTS = [
    (metadata.MetadataRequest[1](["orders"]),
     'MetadataRequest{topics: [{topic_id: AAAAAAAAAAAAAAAAAAAAAA, name: "orders"}], '
     'allow_auto_topic_creation: true, include_cluster_authorized_operations: false, '
     'include_topic_authorized_operations: false}'),
    (metadata.MetadataRequest[5](None, False),
     'MetadataRequest{topics: null, allow_auto_topic_creation: false, '
     'include_cluster_authorized_operations: false, include_topic_authorized_operations: false}'),
    (admin.ApiVersionRequest[2](),
     'ApiVersionsRequest{client_software_name: "", client_software_version: ""}'),
    (produce.ProduceRequest[7](transactional_id="tx", required_acks=-1, timeout=1500,
                               topics=[("orders", [(3, b"batch")])]),
     'ProduceRequest{transactional_id: "tx", acks: -1, timeout_ms: 1500, topic_data: [{name: '
     '"orders", topic_id: AAAAAAAAAAAAAAAAAAAAAA, partition_data: [{index: 3, records: '
     '<5 bytes: 6261746368>}]}]}'),
    (offset.OffsetRequest[3](-1, 1, [("orders", [(2, -2)])]),
     'ListOffsetsRequest{replica_id: -1, isolation_level: 1, topics: [{name: "orders", partitions: '
     '[{partition_index: 2, current_leader_epoch: -1, timestamp: -2, max_num_offsets: 1}]}], '
     'timeout_ms: 0}'),
    (admin.CreateTopicsRequest[3]([("orders", 3, 2, [(0, [1, 2])], [("retention.ms", "5")])],
                                  9000, True),
     'CreateTopicsRequest{topics: [{name: "orders", num_partitions: 3, replication_factor: 2, '
     'assignments: [{partition_index: 0, broker_ids: [1, 2]}], configs: [{name: "retention.ms", '
     'value: "5"}]}], timeout_ms: 9000, validate_only: true}'),
]

FETCH = fetch.FetchRequest[10](
    replica_id=-1, max_wait_time=500, min_bytes=1, max_bytes=1000, isolation_level=1,
    session_id=11, session_epoch=12,
    topics=[("orders", [(0, 5, 42, 40, 900)])],  # partition, epoch, offset, log start, bytes
    forgotten_topics_data=[])


def messages():
    """The classes of kafka-python: (request or response, class)."""
    found = {}
    for module in pkgutil.iter_modules(kafka.protocol.__path__):
        for name, one in vars(importlib.import_module(f"kafka.protocol.{module.name}")).items():
            for kind, base in (("request", Request), ("response", Response)):
                if isinstance(one, type) and issubclass(one, base) and one is not base:
                    found[name] = (kind, one)
    return [pair for name, pair in sorted(found.items()) if name not in WRONG]


def ask(commands):
    """The answers of wire_tool: bytes and what they are."""
    done = subprocess.run([WIRE_TOOL], input="\n".join(commands) + "\n", capture_output=True,
                          text=True, check=True)
    answers = [line.partition(" ") for line in done.stdout.splitlines()]
    return [(hexadecimal, text) for hexadecimal, _, text in answers]


def decode(kind, one):
    return f"decode {kind} {one.API_KEY} {one.API_VERSION} {one.encode().hex()}"


class PythonKafka(unittest.TestCase):
    def test_what_it_asks_we_understand(self):
        answers = ask([decode("request", request) for request, _ in REQUESTS])
        for (request, expected), (encoded, text) in zip(REQUESTS, answers, strict=True):
            with self.subTest(request=str(request)):
                self.assertEqual(text, expected)
                self.assertEqual(encoded, request.encode().hex())

    def test_a_fetch_has_every_field_in_its_place(self):
        [(encoded, text)] = ask([decode("request", FETCH)])
        self.assertEqual(encoded, FETCH.encode().hex())
        for part in ("max_wait_ms: 500, min_bytes: 1, max_bytes: 1000, isolation_level: 1",
                     "session_id: 11, session_epoch: 12",
                     'topics: [{topic: "orders"',
                     "partition: 0, current_leader_epoch: 5, fetch_offset: 42",
                     "log_start_offset: 40, partition_max_bytes: 900"):
            self.assertIn(part, text)

    def test_what_we_answer_it_understands(self):
        """Arbitrary values of every message it has: our bytes are decoded, and encoded alike."""
        for kind, one in messages():
            commands = [f"invent {kind} {one.API_KEY} {one.API_VERSION} {seed}" for seed in SEEDS]
            for seed, (encoded, text) in zip(SEEDS, ask(commands), strict=True):
                with self.subTest(message=one.__name__, seed=seed, text=text):
                    stream = io.BytesIO(bytes.fromhex(encoded))
                    understood = one.decode(stream)
                    self.assertEqual(stream.read(), b"")
                    self.assertEqual(understood.encode().hex(), encoded)

    def test_there_is_much_to_exchange(self):
        self.assertGreater(len(messages()), 130)

    def test_what_cannot_be_is_said(self):
        answers = [" ".join(answer) for answer in ask([
            "decode request 3 0 ffffffff", "decode request 3 0 0", "decode request 999 0 00",
            "decode request 3 99 00", "decode request 3 0 0000000000"])]
        self.assertEqual(answers, [
            "error unexpected null at byte 4", "error not hexadecimal", "error no such message",
            "error no such version", "error bytes left over"])


if __name__ == "__main__":
    WIRE_TOOL = sys.argv.pop(1)
    unittest.main()
