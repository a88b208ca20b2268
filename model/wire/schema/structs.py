"""Writes the headers: the structs of the messages, and what can be done with them."""

from cpp import BANNER, condition, initializer, member_type, namespace, indent, versions_text
from schema import Field, Message, Struct

INCLUDES = """#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/types.h"
#include "model/wire/api_key.h"
#include "model/wire/bytes.h"
#include "model/wire/error_code.h"
#include "model/wire/float64.h"
#include "model/wire/message.h"
"""


def member(field: Field, parent: Struct) -> str:
    line = f"{member_type(field)} {field.member}{initializer(field)};"
    if not condition(field.versions, parent.versions):
        return line
    if field.versions.last == parent.versions.last:
        return f"{line}  // From version {field.versions.first} on."
    return f"{line}  // {versions_text(field.versions).capitalize()}."


def body(struct: Struct) -> list[str]:
    lines = []
    for inner in struct.inner:
        name = inner.name.rpartition("::")[2]
        lines += [f"struct {name} {{", *indent(body(inner)), "};", ""]
    lines += [member(field, struct) for field in struct.fields]
    name = struct.name.rpartition("::")[2]
    if struct.fields:
        lines.append("")
    return lines + [f"bool operator==(const {name}&) const = default;"]


def constants(message: Message) -> list[str]:
    flexible = message.flexible_from
    lines = [f'static constexpr std::string_view kName = "{message.name}";']
    if message.kind in ("request", "response"):
        api = message.name.removesuffix(message.kind.capitalize())
        lines.append(f"static constexpr wire::ApiKey kApiKey = wire::ApiKey::k{api};")
    elif message.key is not None:
        lines.append(f"static constexpr std::int16_t kRecordId = {message.key};")
    lines += [
        f"static constexpr std::int16_t kVersionMin = {message.versions.first};",
        f"static constexpr std::int16_t kVersionMax = {message.versions.last};",
        "static constexpr std::int16_t kFlexibleFrom = "
        + ("std::numeric_limits<std::int16_t>::max();" if flexible is None else f"{flexible};"),
    ]
    if message.kind == "request":
        lines.append(f"using Response = {message.name.removesuffix('Request')}Response;")
    return lines


def summary(message: Message) -> str:
    what = {"request": "Request of key", "response": "Response of key",
            "record": "Record of the metadata log with id", "key": "Key of a record with id",
            "value": "Value of a record whose key has id"}.get(message.kind, "")
    text = f"{what} {message.key}; " if what else ""
    text += versions_text(message.versions)
    text += ", never flexible" if message.flexible_from is None else (
        f", flexible from {message.flexible_from}")
    return f"/// {text[0].upper()}{text[1:]}."


def definition(message: Message) -> list[str]:
    name = message.name
    return [
        summary(message),
        f"struct {name} {{",
        *indent([*constants(message), "", *body(message.struct)]),
        "};",
        "",
        f"std::size_t encoded_size(const {name}& message, std::int16_t version);",
        f"void encode(const {name}& message, std::int16_t version, Writer& writer);",
        f"void decode_into({name}& message, std::int16_t version, Reader& reader);",
        f"std::string to_string(const {name}& message);",
        "",
    ]


def header(messages: list[Message]) -> str:
    """The text of messages/<stem>.h."""
    lines = []
    for message in messages:
        if message.kind == "request":
            lines += [f"struct {message.name.removesuffix('Request')}Response;", ""]
    for message in messages:
        lines += definition(message)
    return BANNER + INCLUDES + "\n" + "\n".join(namespace(lines)) + "\n"
