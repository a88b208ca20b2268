# Every library that Assize uses, with the oldest version known to work. All of them are Debian and
# Ubuntu packages: packages.txt names those, and `assize doctor` prints the table recorded here.

# Records one row of that table: a name, the oldest version accepted and the version found.
function(assize_record_dependency name required found)
  set_property(GLOBAL APPEND PROPERTY ASSIZE_DEPENDENCIES "${name}|${required}|${found}")
endfunction()

# Linked statically: fiber switches call into Boost.Context, and through the shared library each of
# them costs three times as much (docs/adr/0002).
set(Boost_USE_STATIC_LIBS ON)
find_package(Boost 1.74 CONFIG REQUIRED COMPONENTS fiber context)
assize_record_dependency("Boost" 1.74 "${Boost_VERSION}")

find_package(fmt 9.1 CONFIG REQUIRED)
assize_record_dependency("fmt" 9.1 "${fmt_VERSION}")

find_package(nlohmann_json 3.11 CONFIG REQUIRED)
assize_record_dependency("nlohmann-json" 3.11 "${nlohmann_json_VERSION}")

find_package(tl-expected 1.0 CONFIG REQUIRED)
assize_record_dependency("tl-expected" 1.0 "${tl-expected_VERSION}")

find_package(CLI11 2.1 CONFIG REQUIRED)
assize_record_dependency("CLI11" 2.1 "${CLI11_VERSION}")

find_package(tomlplusplus 3.3 CONFIG REQUIRED)
assize_record_dependency("toml++" 3.3 "${tomlplusplus_VERSION}")

find_package(simdjson 3.0 CONFIG REQUIRED)
assize_record_dependency("simdjson" 3.0 "${simdjson_VERSION}")

find_package(zstd 1.5 CONFIG REQUIRED)
assize_record_dependency("zstd" 1.5 "${zstd_VERSION}")

find_package(xxhash 0.8 REQUIRED)
assize_record_dependency("xxHash" 0.8 "${xxhash_VERSION}")

find_package(ZLIB 1.2.11 REQUIRED)
assize_record_dependency("zlib" 1.2.11 "${ZLIB_VERSION_STRING}")

find_package(lz4 1.9 REQUIRED)
assize_record_dependency("lz4" 1.9 "${lz4_VERSION}")

find_package(Snappy 1.1.8 CONFIG REQUIRED)
assize_record_dependency("snappy" 1.1.8 "${Snappy_VERSION}")

find_package(isal 2.30 REQUIRED)
assize_record_dependency("ISA-L" 2.30 "${isal_VERSION}")

find_package(graphviz 2.43 REQUIRED)
assize_record_dependency("Graphviz" 2.43 "${graphviz_VERSION}")

# Draws the plots of report.html: its files become part of the program.
find_file(dygraphs_js dygraph.min.js PATHS /usr/share/javascript/dygraphs REQUIRED)
find_file(dygraphs_css dygraph.min.css PATHS /usr/share/javascript/dygraphs REQUIRED)
file(STRINGS "${dygraphs_js}" dygraphs_license LIMIT_COUNT 1)
string(REGEX MATCH "v([0-9.]+)" dygraphs_license "${dygraphs_license}")
assize_record_dependency("dygraphs" 2.1 "${CMAKE_MATCH_1}")

# Writes the messages of model/wire, and runs the tests that are scripts.
find_package(Python3 3.11 REQUIRED COMPONENTS Interpreter)
assize_record_dependency("Python" 3.11 "${Python3_VERSION}")

if(ASSIZE_BUILD_TESTS)
  find_package(GTest 1.12 CONFIG REQUIRED)
  assize_record_dependency("GoogleTest" 1.12 "${GTest_VERSION}")

  find_package(benchmark 1.7 CONFIG REQUIRED)
  assize_record_dependency("Google Benchmark" 1.7 "${benchmark_VERSION}")

  # RapidCheck has never made a release, so there is no version to ask for.
  find_package(rapidcheck CONFIG REQUIRED)
  assize_record_dependency("RapidCheck" "" "")
endif()
