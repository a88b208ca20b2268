# assize_test(NAME LABEL <label> SOURCES ... [DEPENDS ...])
#
# A GoogleTest program with RapidCheck; every case in it is one ctest test with the LABEL. The
# target <LABEL>_tests builds all programs of a label.
#
# Property tests draw from a fixed seed here, so that a run in CI can be repeated. To look further,
# run the program itself with RC_PARAMS of your own (tests/README.md).
include(GoogleTest)

# What every test includes takes longer to parse than most tests: it is parsed once.
set(test_headers_source "${PROJECT_BINARY_DIR}/test_headers.cpp")
file(CONFIGURE OUTPUT "${test_headers_source}" CONTENT "// Nothing: only headers are compiled.\n")
add_library(assize_test_headers OBJECT "${test_headers_source}")
assize_hold_to_house_rules(assize_test_headers)
target_link_libraries(assize_test_headers PRIVATE rapidcheck rapidcheck_gtest GTest::gtest_main)
target_precompile_headers(assize_test_headers PRIVATE <gtest/gtest.h> <rapidcheck.h>
                          <rapidcheck/gtest.h>)
set_target_properties(assize_test_headers PROPERTIES INTERPROCEDURAL_OPTIMIZATION OFF)

# assize_without_lto(TARGET)
#
# For tests, and for libraries that only tests link. Our libraries carry machine code too
# (-ffat-lto-objects, docs/adr/0004): a program links that, in a second.
function(assize_without_lto target)
  set_target_properties(${target} PROPERTIES INTERPROCEDURAL_OPTIMIZATION OFF)
  if(CMAKE_INTERPROCEDURAL_OPTIMIZATION AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_link_options(${target} PRIVATE -fno-lto)
  endif()
endfunction()

function(assize_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "LABEL" "SOURCES;DEPENDS")
  if(arg_UNPARSED_ARGUMENTS OR NOT arg_SOURCES OR NOT arg_LABEL)
    message(FATAL_ERROR "assize_test(${name}): expected LABEL, SOURCES and maybe DEPENDS")
  endif()

  add_executable(${name} ${arg_SOURCES})
  assize_hold_to_house_rules(${name})
  target_include_directories(${name} PRIVATE "${PROJECT_SOURCE_DIR}")
  target_link_libraries(${name} PRIVATE ${arg_DEPENDS} rapidcheck rapidcheck_gtest
                                        GTest::gtest_main)

  target_precompile_headers(${name} REUSE_FROM assize_test_headers)

  assize_without_lto(${name})

  gtest_discover_tests(
    ${name}
    DISCOVERY_MODE PRE_TEST
    DISCOVERY_TIMEOUT 60
    PROPERTIES LABELS ${arg_LABEL} TIMEOUT 300 ENVIRONMENT "RC_PARAMS=seed=1")

  if(NOT TARGET ${arg_LABEL}_tests)
    add_custom_target(${arg_LABEL}_tests)
  endif()
  add_dependencies(${arg_LABEL}_tests ${name})
endfunction()

# assize_script_test(NAME SCRIPT <file.py> LABEL <label> [ARGUMENTS ...])
#
# One ctest test that is a Python script, with unittest inside as a rule.
function(assize_script_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "SCRIPT;LABEL" "ARGUMENTS")
  if(arg_UNPARSED_ARGUMENTS OR NOT arg_SCRIPT OR NOT arg_LABEL)
    message(FATAL_ERROR "assize_script_test(${name}): expected SCRIPT, LABEL and maybe ARGUMENTS")
  endif()

  # -B: no __pycache__ among the sources.
  add_test(NAME ${name} COMMAND Python3::Interpreter -B "${CMAKE_CURRENT_SOURCE_DIR}/${arg_SCRIPT}"
                                ${arg_ARGUMENTS})
  set_tests_properties(${name} PROPERTIES LABELS ${arg_LABEL} TIMEOUT 120 SKIP_RETURN_CODE 77)
endfunction()
