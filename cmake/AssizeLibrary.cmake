# assize_library(NAME HEADERS ... [SOURCES ...] [DEPENDS ...])
#
# The library of one top-level folder: target assize_<NAME>, used as assize::<NAME>, installed and
# exported with its headers. The base of all includes is the repository root ("sim/time.h"), so an
# include names the folder it crosses into. A library without SOURCES is header-only.
#
# DEPENDS takes the scopes of target_link_libraries (PUBLIC, PRIVATE); without one it is PUBLIC.
# Every header is compiled alone by the target all_verify_interface_header_sets.
function(assize_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "HEADERS;SOURCES;DEPENDS")
  if(arg_UNPARSED_ARGUMENTS OR NOT arg_HEADERS)
    message(FATAL_ERROR "assize_library(${name}): expected HEADERS, and then SOURCES or DEPENDS")
  endif()

  set(target assize_${name})
  if(arg_SOURCES)
    set(scope PUBLIC)
    add_library(${target} STATIC ${arg_SOURCES})
    assize_hold_to_house_rules(${target})
    # Objects keep their machine code beside the LTO code: an installed archive stays usable by
    # other compilers, and tests link without paying for LTO again.
    if(CMAKE_INTERPROCEDURAL_OPTIMIZATION AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
      target_compile_options(${target} PRIVATE -ffat-lto-objects)
    endif()
  else()
    set(scope INTERFACE)
    add_library(${target} INTERFACE)
  endif()
  add_library(assize::${name} ALIAS ${target})

  target_sources(${target} ${scope} FILE_SET HEADERS BASE_DIRS "${PROJECT_SOURCE_DIR}"
                                    FILES ${arg_HEADERS})
  target_compile_features(${target} ${scope} cxx_std_20)
  if(arg_DEPENDS)
    list(GET arg_DEPENDS 0 first)
    if(NOT first MATCHES "^(PUBLIC|PRIVATE|INTERFACE)$")
      list(PREPEND arg_DEPENDS ${scope})
    endif()
    target_link_libraries(${target} ${arg_DEPENDS})
  endif()
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${name} VERIFY_INTERFACE_HEADER_SETS ON)

  install(
    TARGETS ${target}
    EXPORT assizeTargets
    ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}"
    FILE_SET HEADERS DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/assize")
endfunction()

# assize_sources(NAME HEADERS ... SOURCES ...)
#
# Adds the files of one room (a folder below) to the library of a top-level folder.
function(assize_sources name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "HEADERS;SOURCES")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "assize_sources(${name}): expected HEADERS and SOURCES")
  endif()
  list(TRANSFORM arg_HEADERS PREPEND "${CMAKE_CURRENT_SOURCE_DIR}/")
  list(TRANSFORM arg_SOURCES PREPEND "${CMAKE_CURRENT_SOURCE_DIR}/")
  target_sources(assize_${name} PRIVATE ${arg_SOURCES} PUBLIC FILE_SET HEADERS FILES ${arg_HEADERS})
endfunction()

# Warnings and determinism flags for a target whose code is ours. BUILD_INTERFACE keeps both out of
# what is exported.
function(assize_hold_to_house_rules target)
  target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:assize_warnings>
                                          $<BUILD_INTERFACE:assize_determinism>)
endfunction()
