# The messages: C++ that schema/generate.py writes into the build folder from the tables there.
# `#include "model/wire/messages/fetch.h"` finds it like any other header, also once installed.

set(schema "${CMAKE_CURRENT_SOURCE_DIR}/schema")
set(generated "${PROJECT_BINARY_DIR}/generated")
set(schema_files
    apis.tsv
    codec.py
    cpp.py
    errors.tsv
    fields.tsv
    generate.py
    messages.tsv
    registry.py
    schema.py
    structs.py
    tables.py)
list(TRANSFORM schema_files PREPEND "${schema}/")
set_property(GLOBAL PROPERTY ASSIZE_SCHEMA_FILES ${schema_files}) # For the tests.
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${schema_files})

# What will be written is known now; a bad table is refused now.
execute_process(
  COMMAND "${Python3_EXECUTABLE}" -B "${schema}/generate.py" --list-outputs
  OUTPUT_VARIABLE outputs
  OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
string(REPLACE "\n" ";" outputs "${outputs}")
list(TRANSFORM outputs PREPEND "${generated}/")

add_custom_command(
  OUTPUT ${outputs}
  COMMAND Python3::Interpreter -B "${schema}/generate.py" --output "${generated}"
  DEPENDS ${schema_files}
  COMMENT "Writing the messages of Kafka"
  VERBATIM)
add_custom_target(assize_messages DEPENDS ${outputs})

add_dependencies(assize_model assize_messages)
target_sources(assize_model PRIVATE ${outputs})
set_source_files_properties(${outputs} PROPERTIES GENERATED ON)
target_include_directories(assize_model PUBLIC "$<BUILD_INTERFACE:${generated}>")
install(
  DIRECTORY "${generated}/model"
  DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/assize"
  FILES_MATCHING
  PATTERN "*.h")
