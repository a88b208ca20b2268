"""Kafka's messages as data: reads the tables beside this file and refuses what is not sound."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

MESSAGE_COLUMNS = ["message", "kind", "key", "versions", "flexible", "unit"]
FIELD_COLUMNS = ["message", "path", "type", "versions", "nullable", "tag", "default", "struct"]
API_COLUMNS = ["key", "name", "offered", "flexible", "listeners"]
ERROR_COLUMNS = ["code", "name", "retriable", "refreshes_metadata"]

KINDS = ("request", "response", "record", "key", "value", "data")
INTEGERS = {"int8": 8, "int16": 16, "int32": 32, "int64": 64, "uint16": 16}
TYPES = ("bool", *INTEGERS, "float64", "uuid", "string", "bytes", "records", "struct")
MAY_BE_NULL = ("string", "bytes", "records", "struct")
NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*")
# Words that do not look like words to snake_case().
ODD_WORDS = {"KRaft": "Kraft", "Enable2Pc": "Enable_2pc"}


class SchemaError(Exception):
    """What is wrong with the tables, and where: `fields.tsv:12: no such type: int24`."""


@dataclass(frozen=True)
class Versions:
    first: int
    last: int

    def __contains__(self, other: "Versions") -> bool:
        return self.first <= other.first and other.last <= self.last


@dataclass(frozen=True)
class Row:
    place: str  # file:line
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def error(self, what: str) -> SchemaError:
        return SchemaError(f"{self.place}: {what}")

    def versions(self, column: str, last: int) -> Versions:
        """`3+`, `3` or `0-12`, none of them above `last`."""
        match = re.fullmatch(r"(\d+)(?:(\+)|-(\d+))?", self[column])
        if not match:
            raise self.error(f"{column}: expected 3+, 3 or 0-12, not {self[column]!r}")
        first = int(match[1])
        end = last if match[2] else int(match[3] or first)
        if not first <= end <= last:
            raise self.error(f"{column}: {self[column]} is not within versions up to {last}")
        return Versions(first, end)

    def integer(self, column: str) -> int:
        if not re.fullmatch(r"-?\d+", self[column]):
            raise self.error(f"{column}: expected an integer, not {self[column]!r}")
        return int(self[column])


@dataclass
class Field:
    name: str  # Kafka's: MaxWaitMs
    member: str  # Ours: max_wait_ms
    type: str
    is_array: bool
    versions: Versions
    nullable: Versions | None
    tag: int | None
    default: str | None  # None is the null.
    struct: "Struct | None"
    row: Row

    @property
    def is_struct(self) -> bool:
        return self.type == "struct"


@dataclass
class Struct:
    name: str  # In C++: FetchRequest::Topic
    versions: Versions
    flexible_from: int | None
    fields: list[Field] = field(default_factory=list)

    @property
    def plain_fields(self) -> list[Field]:
        return [one for one in self.fields if one.tag is None]

    @property
    def tagged_fields(self) -> list[Field]:
        return sorted((one for one in self.fields if one.tag is not None), key=lambda one: one.tag)

    @property
    def inner(self) -> "list[Struct]":
        return [one.struct for one in self.fields if one.struct]

    def innermost_first(self) -> "Iterator[Struct]":
        for struct in self.inner:
            yield from struct.innermost_first()
        yield self


@dataclass
class Message:
    name: str
    kind: str
    key: int | None
    versions: Versions
    flexible_from: int | None
    unit: str
    struct: Struct
    row: Row

    @property
    def stem(self) -> str:
        """The name of its header: FetchRequest and FetchResponse live in fetch.h."""
        name = self.name
        if self.kind in ("request", "response"):
            name = name.removesuffix(self.kind.capitalize())
        return snake_case(name)


@dataclass(frozen=True)
class Api:
    key: int
    name: str
    offered: Versions | None  # What Kafka 4.3 offers.
    flexible_from: int | None
    listeners: tuple[str, ...]


@dataclass(frozen=True)
class ErrorCode:
    code: int
    name: str
    is_retriable: bool
    refreshes_metadata: bool


@dataclass(frozen=True)
class Schema:
    messages: list[Message]
    apis: list[Api]
    errors: list[ErrorCode]

    def units(self) -> dict[str, list[Message]]:
        """The messages by the source file that holds their code."""
        units: dict[str, list[Message]] = {}
        for message in self.messages:
            units.setdefault(message.unit, []).append(message)
        return units

    def headers(self) -> dict[str, list[Message]]:
        headers: dict[str, list[Message]] = {}
        for message in self.messages:
            headers.setdefault(message.stem, []).append(message)
        return headers


def snake_case(name: str) -> str:
    for odd, plain in ODD_WORDS.items():
        name = name.replace(odd, plain)
    name = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name)
    return re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", name).lower()


def read_table(file: Path, columns: list[str]) -> list[Row]:
    rows = []
    with file.open(newline="", encoding="utf-8") as text:
        for number, cells in enumerate(csv.reader(text, delimiter="\t", quoting=csv.QUOTE_NONE), 1):
            place = f"{file.name}:{number}"
            if number == 1:
                if cells != columns:
                    raise SchemaError(f"{place}: expected the columns {', '.join(columns)}")
                continue
            if len(cells) != len(columns):
                raise SchemaError(f"{place}: {len(cells)} columns instead of {len(columns)}")
            rows.append(Row(place, dict(zip(columns, cells))))
    return rows


def flexible_from(row: Row) -> int | None:
    if not row["flexible"]:
        return None
    if not re.fullmatch(r"\d+\+", row["flexible"]):
        raise row.error(f"flexible: expected 9+ or nothing, not {row['flexible']!r}")
    return int(row["flexible"][:-1])


def load_apis(file: Path) -> list[Api]:
    apis = []
    for row in read_table(file, API_COLUMNS):
        # `u`: the last version is unstable, and so not offered.
        offered = row["offered"]
        unstable = offered.endswith("u")
        if unstable:
            row.cells["offered"] = offered[:-1]
        versions = row.versions("offered", 99) if offered else None
        if unstable:
            versions = Versions(versions.first, versions.last - 1)
        listeners = tuple(filter(None, row["listeners"].split(",")))
        apis.append(Api(row.integer("key"), row["name"], versions, flexible_from(row), listeners))
        if len(apis) != apis[-1].key + 1:
            raise row.error(f"key {apis[-1].key} is out of order")
    return apis


def load_errors(file: Path) -> list[ErrorCode]:
    errors: dict[int, ErrorCode] = {}
    for row in read_table(file, ERROR_COLUMNS):
        if not re.fullmatch(r"[A-Z][A-Z0-9_]*", row["name"]):
            raise row.error(f"no name of an error: {row['name']!r}")
        code = row.integer("code")
        if code in errors:
            raise row.error(f"a second error {code}")
        errors[code] = ErrorCode(code, row["name"], row["retriable"] == "yes",
                                 row["refreshes_metadata"] == "yes")
    return list(errors.values())


def load_messages(file: Path) -> dict[str, Message]:
    messages: dict[str, Message] = {}
    for row in read_table(file, MESSAGE_COLUMNS):
        name = row["message"]
        if not NAME.fullmatch(name) or name in messages:
            raise row.error(f"no name, or a second time: {name!r}")
        if row["kind"] not in KINDS:
            raise row.error(f"no such kind: {row['kind']}; there are {', '.join(KINDS)}")
        if not re.fullmatch(r"[a-z_]+", row["unit"]):
            raise row.error(f"no unit: {row['unit']!r}")
        key = row.integer("key") if row["key"] else None
        if key is None and row["kind"] != "data":
            raise row.error(f"a {row['kind']} without a key")
        versions = row.versions("versions", 99)
        flexible = flexible_from(row)
        if flexible is not None and flexible > versions.last:
            raise row.error(f"flexible from {flexible}, but there is no such version")
        messages[name] = Message(name, row["kind"], key, versions, flexible, row["unit"],
                                 Struct(name, versions, flexible), row)
    return messages


def default_of(row: Row, type_name: str, is_array: bool, nullable: bool) -> str | None:
    """Kafka's own default where the table has none: zero, empty; null for records."""
    text = row["default"]
    if text == "null" or (not text and nullable and type_name == "records"):
        if not nullable:
            raise row.error("null is the default of what is never null")
        return None
    if not text:
        return ""
    bits = INTEGERS.get(type_name)
    if is_array or not (type_name == "bool" and text == "true" or bits):
        raise row.error(f"no default for {type_name}: {text!r}")
    if bits:
        value, unsigned = row.integer("default"), type_name.startswith("u")
        low, high = (0, 2**bits) if unsigned else (-2 ** (bits - 1), 2 ** (bits - 1))
        if not low <= value < high:
            raise row.error(f"{value} is no {type_name}")
    return text


def make_field(row: Row, parent: Struct) -> Field:
    name = row["path"].rpartition(".")[2]
    if not NAME.fullmatch(name):
        raise row.error(f"no name of a field: {name!r}")
    is_array = row["type"].startswith("[]")
    type_name = row["type"].removeprefix("[]")
    if type_name not in TYPES:
        raise row.error(f"no such type: {type_name}; there are {', '.join(TYPES)}")
    versions = row.versions("versions", parent.versions.last)
    nullable = row.versions("nullable", versions.last) if row["nullable"] else None
    tag = row.integer("tag") if row["tag"] else None
    if versions not in parent.versions:
        raise row.error(f"versions {row['versions']} are not within those of {parent.name}")
    if nullable and nullable not in versions:
        raise row.error("null in versions that do not have the field")
    if nullable and not is_array and type_name not in MAY_BE_NULL:
        raise row.error(f"{type_name} is never null")
    if nullable and nullable != versions and type_name == "struct" and not is_array:
        raise row.error("a struct is null in all versions or in none")
    if tag is not None and (parent.flexible_from is None or versions.first < parent.flexible_from):
        raise row.error("a tag in versions that are not flexible")
    if bool(row["struct"]) != (type_name == "struct"):
        raise row.error("the column struct names the type of a struct, and only that")
    struct = None
    if row["struct"]:
        struct = Struct(f"{parent.name}::{row['struct']}", versions, parent.flexible_from)
    return Field(name, snake_case(name), type_name, is_array, versions, nullable, tag,
                 default_of(row, type_name, is_array, nullable is not None), struct, row)


def check_siblings(parent: Struct, added: Field) -> None:
    for other in parent.fields:
        if other.member == added.member:
            raise added.row.error(f"a second field {added.name}")
        if other.tag is not None and other.tag == added.tag:
            raise added.row.error(f"a second tag {added.tag}")
        if other.struct and added.struct and other.struct.name == added.struct.name:
            raise added.row.error(f"a second struct {added.struct.name}")


def add_fields(file: Path, messages: dict[str, Message]) -> None:
    structs = {(name, ""): message.struct for name, message in messages.items()}
    for row in read_table(file, FIELD_COLUMNS):
        message, path = row["message"], row["path"]
        if message not in messages:
            raise row.error(f"no such message: {message}")
        parent = structs.get((message, path.rpartition(".")[0]))
        if parent is None:
            raise row.error(f"no struct that {path} could be in")
        one = make_field(row, parent)
        check_siblings(parent, one)
        parent.fields.append(one)
        if one.struct:
            structs[message, path] = one.struct


def check_pairs(messages: dict[str, Message], apis: list[Api]) -> None:
    """Requests and responses come in pairs of one API, with the same versions."""
    for message in messages.values():
        if message.kind not in ("request", "response"):
            continue
        if not 0 <= message.key < len(apis):
            raise message.row.error(f"no API has the key {message.key}")
        base = apis[message.key].name
        if message.name != base + message.kind.capitalize():
            raise message.row.error(f"key {message.key} is {base}")
        other = messages.get(base + ("Response" if message.kind == "request" else "Request"))
        if other is None:
            raise message.row.error("a request without a response, or the other way round")
        if (other.versions, other.flexible_from) != (message.versions, message.flexible_from):
            raise message.row.error(f"other versions than {other.name}")
        if message.flexible_from not in (None, apis[message.key].flexible_from):
            raise message.row.error("flexible from another version than apis.tsv says")


def load(folder: Path) -> Schema:
    apis = load_apis(folder / "apis.tsv")
    errors = load_errors(folder / "errors.tsv")
    messages = load_messages(folder / "messages.tsv")
    add_fields(folder / "fields.tsv", messages)
    check_pairs(messages, apis)
    return Schema(list(messages.values()), apis, errors)
