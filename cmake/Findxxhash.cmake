# Finds xxHash, which ships no CMake configuration of its own, and defines xxhash::xxhash.
# Installed next to assizeConfig.cmake, because whoever links assize::sim needs it as well.

find_path(xxhash_INCLUDE_DIR xxhash.h)
find_library(xxhash_LIBRARY xxhash)
mark_as_advanced(xxhash_INCLUDE_DIR xxhash_LIBRARY)

if(xxhash_INCLUDE_DIR)
  set(xxhash_VERSION "")
  foreach(part IN ITEMS MAJOR MINOR RELEASE)
    file(STRINGS "${xxhash_INCLUDE_DIR}/xxhash.h" line REGEX "#define XXH_VERSION_${part} ")
    string(REGEX MATCH "[0-9]+$" number "${line}")
    string(APPEND xxhash_VERSION ".${number}")
  endforeach()
  string(SUBSTRING "${xxhash_VERSION}" 1 -1 xxhash_VERSION)
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(
  xxhash
  REQUIRED_VARS xxhash_LIBRARY xxhash_INCLUDE_DIR
  VERSION_VAR xxhash_VERSION)

if(xxhash_FOUND AND NOT TARGET xxhash::xxhash)
  add_library(xxhash::xxhash UNKNOWN IMPORTED)
  set_target_properties(
    xxhash::xxhash
    PROPERTIES IMPORTED_LOCATION "${xxhash_LIBRARY}"
               INTERFACE_INCLUDE_DIRECTORIES "${xxhash_INCLUDE_DIR}")
endif()
