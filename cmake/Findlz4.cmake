# Finds lz4, which ships no CMake configuration of its own, and defines lz4::lz4.
# Installed next to assizeConfig.cmake, because whoever links assize::model needs it as well.

find_path(lz4_INCLUDE_DIR lz4frame.h)
find_library(lz4_LIBRARY lz4)
mark_as_advanced(lz4_INCLUDE_DIR lz4_LIBRARY)

if(lz4_INCLUDE_DIR)
  set(lz4_VERSION "")
  foreach(part IN ITEMS MAJOR MINOR RELEASE)
    file(STRINGS "${lz4_INCLUDE_DIR}/lz4.h" line REGEX "#define LZ4_VERSION_${part} +[0-9]")
    string(REGEX MATCH " ([0-9]+)" number "${line}")
    string(APPEND lz4_VERSION ".${CMAKE_MATCH_1}")
  endforeach()
  string(SUBSTRING "${lz4_VERSION}" 1 -1 lz4_VERSION)
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(
  lz4
  REQUIRED_VARS lz4_LIBRARY lz4_INCLUDE_DIR
  VERSION_VAR lz4_VERSION)

if(lz4_FOUND AND NOT TARGET lz4::lz4)
  add_library(lz4::lz4 UNKNOWN IMPORTED)
  set_target_properties(
    lz4::lz4
    PROPERTIES IMPORTED_LOCATION "${lz4_LIBRARY}"
               INTERFACE_INCLUDE_DIRECTORIES "${lz4_INCLUDE_DIR}")
endif()
