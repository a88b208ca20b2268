# Finds ISA-L, which ships no CMake configuration of its own, and defines isal::isal.
# Installed next to assizeConfig.cmake, because whoever links assize::model needs it as well.

find_path(isal_INCLUDE_DIR isa-l/crc.h)
find_library(isal_LIBRARY isal)
mark_as_advanced(isal_INCLUDE_DIR isal_LIBRARY)

if(isal_INCLUDE_DIR)
  set(isal_VERSION "")
  foreach(part IN ITEMS MAJOR MINOR PATCH)
    file(STRINGS "${isal_INCLUDE_DIR}/isa-l.h" line REGEX "#define ISAL_${part}_VERSION +[0-9]")
    string(REGEX MATCH " ([0-9]+)" number "${line}")
    string(APPEND isal_VERSION ".${CMAKE_MATCH_1}")
  endforeach()
  string(SUBSTRING "${isal_VERSION}" 1 -1 isal_VERSION)
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(
  isal
  REQUIRED_VARS isal_LIBRARY isal_INCLUDE_DIR
  VERSION_VAR isal_VERSION)

if(isal_FOUND AND NOT TARGET isal::isal)
  add_library(isal::isal UNKNOWN IMPORTED)
  set_target_properties(
    isal::isal
    PROPERTIES IMPORTED_LOCATION "${isal_LIBRARY}"
               INTERFACE_INCLUDE_DIRECTORIES "${isal_INCLUDE_DIR}")
endif()
