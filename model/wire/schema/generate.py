#!/usr/bin/env python3
"""Writes the C++ of Kafka's messages from the tables beside this file.

    generate.py --output FOLDER          writes FOLDER/model/wire/...
    generate.py --registry FILE          writes the table of all messages that the tests walk over
    generate.py --list-outputs           names what it would write, one a line
    generate.py --schema FOLDER ...      reads other tables
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

import codec
import registry
import schema
import structs
import tables

ROOM = "model/wire"


def outputs(loaded: schema.Schema) -> dict[str, Callable[[], str]]:
    """The files, and how each is written."""
    files: dict[str, Callable[[], str]] = {
        f"{ROOM}/api_key.h": lambda: tables.api_key_header(loaded),
        f"{ROOM}/api_key.cpp": lambda: tables.api_key_source(loaded),
        f"{ROOM}/error_code.h": lambda: tables.error_code_header(loaded),
        f"{ROOM}/error_code.cpp": lambda: tables.error_code_source(loaded),
    }
    for stem, messages in loaded.headers().items():
        files[f"{ROOM}/messages/{stem}.h"] = lambda messages=messages: structs.header(messages)
    for unit, messages in loaded.units().items():
        files[f"{ROOM}/messages/{unit}.cpp"] = lambda messages=messages: codec.source(messages)
    return files


def write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--schema", type=Path, default=Path(__file__).parent)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--output", type=Path)
    what.add_argument("--registry", type=Path)
    what.add_argument("--list-outputs", action="store_true")
    options = parser.parse_args(arguments)

    try:
        loaded = schema.load(options.schema)
    except (schema.SchemaError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    if options.list_outputs:
        print("\n".join(outputs(loaded)))
    elif options.registry:
        write(options.registry, registry.source(loaded))
    else:
        for name, text in outputs(loaded).items():
            write(options.output / name, text())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
