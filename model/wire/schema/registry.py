"""Writes, for tests, a table of all messages and what fills each with arbitrary values."""

from cpp import BANNER, condition, headers_of, indent, namespace
from schema import Field, Message, Schema, Struct

INCLUDES = """
#include <array>

#include "tests/model/wire/any_message.h"
#include "tests/model/wire/filler.h"
"""


def fill_value(field: Field, what: str) -> list[str]:
    fill = "fill({}, version, filler);" if field.struct else "filler.fill({});"
    if not field.is_array:
        return [fill.format(what)]
    return [f"{what}.resize(filler.count());",
            f"for (auto& element : {what}) {fill.format('element')}"]


def fill_lines(field: Field) -> list[str]:
    what = f"value.{field.member}"
    if not field.nullable:
        return fill_value(field, what)
    may_be_null = condition(field.nullable, field.versions)
    test = f"{may_be_null} && filler.null()" if may_be_null else "filler.null()"
    # Not emplace(): clang 14 takes a nested struct for one without a default constructor.
    value = f"{field.struct.name}{{}}" if field.struct and not field.is_array else ""
    return [f"if ({test}) {{", f"    {what}.reset();", "} else {", f"    {what}.emplace({value});",
            *indent(fill_value(field, f"(*{what})")), "}"]


def fill_function(struct: Struct) -> list[str]:
    lines = []
    for field in struct.fields:
        test = condition(field.versions, struct.versions)
        inner = fill_lines(field)
        lines += [f"if ({test}) {{", *indent(inner), "}"] if test else inner
    return [f"void fill([[maybe_unused]] {struct.name}& value, "
            "[[maybe_unused]] std::int16_t version, [[maybe_unused]] Filler& filler) {",
            *indent(lines), "}", ""]


def entry(message: Message) -> str:
    kind = message.kind.capitalize()
    key = "std::nullopt" if message.key is None else str(message.key)
    return f"    entry<{message.name}, fill>(AnyMessage::Kind::k{kind}, {key}),"


def source(schema: Schema) -> str:
    lines = ["namespace {", ""]
    for message in schema.messages:
        for struct in message.struct.innermost_first():
            lines += fill_function(struct)
    entries = "\n".join(entry(message) for message in schema.messages)
    lines += [f"const std::array<AnyMessage, {len(schema.messages)}> kMessages{{{{", entries,
              "}};", "", "}  // namespace", "", "std::span<const AnyMessage> all_messages() {",
              "    return kMessages;", "}", ""]
    includes = "\n".join(headers_of(schema.messages)) + "\n"
    return BANNER + includes + INCLUDES + "\n" + "\n".join(namespace(lines)) + "\n"
