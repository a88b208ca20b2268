"""Writes the sources: for every struct how large it is, how it is written, read and printed."""

from cpp import (BANNER, SIZES, VERBS, condition, format_declaration, headers_of, indent,
                 is_error_code, least_element_size, namespace)
from schema import Field, Message, Struct, Versions, snake_case

INCLUDES = """
#include "model/wire/printer.h"
#include "model/wire/reader.h"
#include "model/wire/writer.h"
#include "sim/invariant.h"
"""


def when(test: str, lines: list[str]) -> list[str]:
    """The lines, if `test` (when there is one)."""
    if not test or not lines:
        return lines
    return [f"if ({test}) {{", *indent(lines), "}"]


def only_in(field: Field, within: Versions, lines: list[str]) -> list[str]:
    return when(condition(field.versions, within), lines)


def null_refused(field: Field) -> str:
    """Whether this version has the field, but without null."""
    if not field.nullable or field.nullable == field.versions:
        return ""
    return f"!({condition(field.nullable, field.versions)})"


def element_size(field: Field, what: str) -> str:
    if field.struct:
        return f"size_of({what}, version)"
    return f"string_size(format, {what})" if field.type == "string" else str(SIZES[field.type])


def size_lines(field: Field) -> list[str]:
    what = f"value.{field.member}"
    if field.is_array:
        array = f"(*{what})" if field.nullable else what
        lines = [f"size += length_size(format, {array}.size());"]
        if field.type in SIZES:
            lines.append(f"size += {SIZES[field.type]} * {array}.size();")
        else:
            lines.append(f"for (const auto& element : {array}) "
                         f"size += {element_size(field, 'element')};")
        if not field.nullable:
            return lines
        return [*when(what, lines)[:-1], "} else {", "    size += length_size(format, 0);", "}"]
    if field.struct:
        if field.nullable:
            return [f"size += 1 + ({what} ? size_of(*{what}, version) : 0);"]
        return [f"size += size_of({what}, version);"]
    if field.type in SIZES:
        return [f"size += {SIZES[field.type]};"]
    nullable = "nullable_" if field.nullable else ""
    return [f"size += {nullable}{VERBS[field.type]}_size(format, {what});"]


def write_element(field: Field, what: str) -> str:
    if field.struct:
        return f"write({what}, version, writer);"
    if is_error_code(field):
        return f"writer.int16(static_cast<std::int16_t>({what}));"
    if field.type in SIZES:
        return f"writer.{VERBS[field.type]}({what});"
    nullable = "nullable_" if field.nullable and not field.is_array else ""
    return f"writer.{nullable}{VERBS[field.type]}(format, {what});"


def write_lines(field: Field) -> list[str]:
    what, lines = f"value.{field.member}", []
    if refused := null_refused(field):
        why = f"{field.name} is not null in this version"
        lines.append(f'INVARIANT({what} || !({refused}), "{why}");')
    if field.is_array:
        array = f"(*{what})" if field.nullable else what
        elements = [
            f"writer.array_size(format, {array}.size());",
            f"for (const auto& element : {array}) {write_element(field, 'element')}",
        ]
        if not field.nullable:
            return elements
        return [*lines, *when(what, elements)[:-1], "} else {", "    writer.null_array(format);",
                "}"]
    if field.struct and field.nullable:
        return [f"writer.presence({what}.has_value());",
                f"if ({what}) {write_element(field, '*' + what)}"]
    return [*lines, write_element(field, what)]


def read_value(field: Field) -> str:
    if is_error_code(field):
        return "static_cast<ErrorCode>(reader.int16())"
    if field.type in SIZES:
        return f"reader.{VERBS[field.type]}()"
    nullable = "nullable_" if field.nullable and not field.is_array else ""
    return f"reader.{nullable}{VERBS[field.type]}(format)"


def read_element(field: Field, what: str) -> str:
    if field.struct:
        return f"read({what}, version, reader);"
    return f"{what} = {read_value(field)};"


def read_lines(field: Field) -> list[str]:
    what, lines = f"value.{field.member}", []
    if refused := null_refused(field):
        lines = [f"if ({refused} && !{what}) reader.fail(DecodeError::What::kUnexpectedNull);"]
    if field.is_array:
        least = least_element_size(field)
        array = f"*{what}" if field.nullable else what
        loop = f"for (auto& element : {array}) {read_element(field, 'element')}"
        if not field.nullable:
            return [f"{what}.resize(reader.array_size(format, {least}));", loop]
        return [f"if (const auto size = reader.nullable_array_size(format, {least})) {{",
                f"    {what}.emplace(*size);", f"    {loop}", "} else {", f"    {what}.reset();",
                "}", *lines]
    if field.struct and field.nullable:
        # Not emplace(): clang 14 takes a nested struct for one without a default constructor.
        made = f"{what}.emplace({field.struct.name}{{}})"
        return [f"{what}.reset();", f"if (reader.presence()) {read_element(field, made)}"]
    return [read_element(field, what), *lines]


def differs_from_default(field: Field) -> str:
    what = f"value.{field.member}"
    if field.nullable:
        if field.default is None:
            return f"{what}.has_value()"
        return f"!({what} && {what}->empty())"
    if field.is_array or field.type in ("string", "bytes", "records"):
        return f"!{what}.empty()"
    if field.struct:
        return f"{what} != {field.struct.name}{{}}"
    if field.type == "uuid":
        return f"!{what}.is_zero()"
    if field.type == "bool":
        return what if not field.default else f"!{what}"
    if is_error_code(field):
        return f"{what} != ErrorCode::kNone"
    return f"{what} != {field.default or 0}"


def tag_names(struct: Struct) -> list[str]:
    """Declares which tagged fields a value needs, since those with their default are left out."""
    lines = []
    for field in struct.tagged_fields:
        test = condition(field.versions, struct.versions)
        both = f"{test} && {differs_from_default(field)}" if test else differs_from_default(field)
        lines.append(f"const bool has_{field.member} = {both};")
    return lines


def tagged_size(struct: Struct, field: Field) -> str:
    if field.type in SIZES and not field.is_array:
        return str(SIZES[field.type])
    name = snake_case(struct.name.replace("::", ""))
    return f"size_of_{name}_{field.member}(value, version)"


def tagged_size_function(struct: Struct, field: Field) -> list[str]:
    call = tagged_size(struct, field)
    if call.isdigit():
        return []
    name = call.partition("(")[0]
    return [
        f"std::size_t {name}(const {struct.name}& value, [[maybe_unused]] std::int16_t version) {{",
        "    [[maybe_unused]] constexpr Format format = Format::kFlexible;",
        "    std::size_t size = 0;",
        *indent(size_lines(field)),
        "    return size;",
        "}",
        "",
    ]


def has_flexible(struct: Struct) -> bool:
    return struct.flexible_from is not None and struct.versions.last >= struct.flexible_from


def tags_size(struct: Struct) -> list[str]:
    lines = tag_names(struct)
    count = " + ".join(["0U", *(f"has_{field.member}" for field in struct.tagged_fields)])
    lines.append(f"size += uvarint_size({count});")
    for field in struct.tagged_fields:
        lines += when(f"has_{field.member}", [
            f"const std::size_t value_size = {tagged_size(struct, field)};",
            f"size += uvarint_size({field.tag}) + uvarint_size(value_size) + value_size;",
        ])
    return lines if struct.tagged_fields else ["size += 1;"]


def tags_write(struct: Struct) -> list[str]:
    lines = tag_names(struct)
    count = " + ".join(["0U", *(f"has_{field.member}" for field in struct.tagged_fields)])
    lines.append(f"writer.uvarint({count});")
    for field in struct.tagged_fields:
        lines += when(f"has_{field.member}", [
            f"writer.uvarint({field.tag});",
            f"writer.uvarint({tagged_size(struct, field)});",
            *write_lines(field),
        ])
    return lines


def tags_read(struct: Struct) -> list[str]:
    if not struct.tagged_fields:
        return ["for (TaggedFields fields(reader); fields.next();) fields.skip();"]
    cases = []
    for field in struct.tagged_fields:
        lines, test = read_lines(field), condition(field.versions, struct.versions)
        if test:
            lines = [*when(test, lines)[:-1], "} else {", "    fields.skip();", "}"]
        cases += [f"case {field.tag}: {{", *indent([*lines, "break;"]), "}"]
    return ["for (TaggedFields fields(reader); fields.next();) {",
            *indent(["switch (fields.tag()) {", *indent([*cases, "default: fields.skip();"]), "}"]),
            "}"]


def function(head: str, struct: Struct, fields: list[str], tags: list[str]) -> list[str]:
    declaration = "[[maybe_unused]] " + format_declaration(struct.versions, struct.flexible_from)
    if has_flexible(struct):
        fields = [*fields, *when("format == Format::kFlexible", tags)]
    return [head, *indent([declaration, *fields])]


def size_function(struct: Struct) -> list[str]:
    fields, fixed = [], 0
    for field in struct.plain_fields:
        always = not condition(field.versions, struct.versions)
        if always and field.type in SIZES and not field.is_array:
            fixed += SIZES[field.type]
        else:
            fields += only_in(field, struct.versions, size_lines(field))
    head = (f"std::size_t size_of([[maybe_unused]] const {struct.name}& value, "
            "[[maybe_unused]] std::int16_t version) {")
    fields = [f"std::size_t size = {fixed};", *fields]
    return [*function(head, struct, fields, tags_size(struct)), "    return size;", "}", ""]


def write_function(struct: Struct) -> list[str]:
    fields = [line for field in struct.plain_fields
              for line in only_in(field, struct.versions, write_lines(field))]
    head = (f"void write([[maybe_unused]] const {struct.name}& value, "
            "[[maybe_unused]] std::int16_t version, [[maybe_unused]] Writer& writer) {")
    return [*function(head, struct, fields, tags_write(struct)), "}", ""]


def read_function(struct: Struct) -> list[str]:
    fields = [line for field in struct.plain_fields
              for line in only_in(field, struct.versions, read_lines(field))]
    head = (f"void read([[maybe_unused]] {struct.name}& value, "
            "[[maybe_unused]] std::int16_t version, [[maybe_unused]] Reader& reader) {")
    return [*function(head, struct, fields, tags_read(struct)), "}", ""]


def print_lines(field: Field) -> list[str]:
    what = f"value.{field.member}"
    if not field.struct:
        return [f'printer.field("{field.member}", {what});']
    if field.is_array:
        array = f"*{what}" if field.nullable else what
        lines = ["printer.begin_array();",
                 f"for (const auto& element : {array}) {{",
                 "    printer.element();", "    print(element, printer);", "}",
                 "printer.end_array();"]
    else:
        lines = [f"print({'*' + what if field.nullable else what}, printer);"]
    if field.nullable:
        lines = [*when(what, lines)[:-1], "} else {", "    printer.null();", "}"]
    return [f'printer.name("{field.member}");', *lines]


def print_function(struct: Struct) -> list[str]:
    lines = ["printer.begin_struct();", *(line for field in struct.fields
                                          for line in print_lines(field)), "printer.end_struct();"]
    return [f"void print([[maybe_unused]] const {struct.name}& value, Printer& printer) {{",
            *indent(lines), "}", ""]


def struct_functions(struct: Struct) -> list[str]:
    lines = [line for field in struct.tagged_fields
             for line in tagged_size_function(struct, field)]
    return [*lines, *size_function(struct), *write_function(struct), *read_function(struct),
            *print_function(struct)]


def message_functions(message: Message) -> list[str]:
    name = message.name
    return [
        f"std::size_t encoded_size(const {name}& message, std::int16_t version) {{",
        f"    require_version<{name}>(version);",
        "    return size_of(message, version);",
        "}",
        "",
        f"void encode(const {name}& message, std::int16_t version, Writer& writer) {{",
        f"    require_version<{name}>(version);",
        "    write(message, version, writer);",
        "}",
        "",
        f"void decode_into({name}& message, std::int16_t version, Reader& reader) {{",
        f"    if (!has_version<{name}>(version)) {{",
        "        return reader.fail(DecodeError::What::kUnsupportedVersion);",
        "    }",
        "    read(message, version, reader);",
        "}",
        "",
        f"std::string to_string(const {name}& message) {{",
        f"    Printer printer({name}::kName);",
        "    print(message, printer);",
        "    return printer.take();",
        "}",
        "",
    ]


def source(messages: list[Message]) -> str:
    """The text of messages/<unit>.cpp."""
    inner, outer = ["namespace {", ""], []
    for message in messages:
        for struct in message.struct.innermost_first():
            inner += struct_functions(struct)
        outer += message_functions(message)
    includes = "\n".join(headers_of(messages)) + "\n"
    return BANNER + includes + INCLUDES + "\n" + "\n".join(
        namespace([*inner, "}  // namespace", "", *outer])) + "\n"
