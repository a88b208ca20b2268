# Finds Graphviz's libraries, which ship no CMake configuration, and defines graphviz::gvc.
# Installed next to assizeConfig.cmake, because whoever links assize::reports needs it as well.

find_path(graphviz_INCLUDE_DIR gvc.h PATH_SUFFIXES graphviz)
find_library(graphviz_gvc_LIBRARY gvc)
find_library(graphviz_cgraph_LIBRARY cgraph)
mark_as_advanced(graphviz_INCLUDE_DIR graphviz_gvc_LIBRARY graphviz_cgraph_LIBRARY)

if(graphviz_INCLUDE_DIR)
  set(graphviz_VERSION "")
  file(STRINGS "${graphviz_INCLUDE_DIR}/graphviz_version.h" line REGEX "#define PACKAGE_VERSION ")
  if(line MATCHES "\"([0-9.]+)")
    set(graphviz_VERSION "${CMAKE_MATCH_1}")
  endif()
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(
  graphviz
  REQUIRED_VARS graphviz_gvc_LIBRARY graphviz_cgraph_LIBRARY graphviz_INCLUDE_DIR
  VERSION_VAR graphviz_VERSION)

if(graphviz_FOUND AND NOT TARGET graphviz::gvc)
  add_library(graphviz::cgraph UNKNOWN IMPORTED)
  set_target_properties(graphviz::cgraph PROPERTIES IMPORTED_LOCATION "${graphviz_cgraph_LIBRARY}")
  add_library(graphviz::gvc UNKNOWN IMPORTED)
  set_target_properties(
    graphviz::gvc
    PROPERTIES IMPORTED_LOCATION "${graphviz_gvc_LIBRARY}"
               INTERFACE_INCLUDE_DIRECTORIES "${graphviz_INCLUDE_DIR}"
               INTERFACE_LINK_LIBRARIES graphviz::cgraph)
endif()
