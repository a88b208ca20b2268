# assize_revision(OUTPUT <file.cpp> DEPENDS <targets>)
#
# A source file that knows the git revision. It is looked at again when HEAD has moved or one of the
# targets was rebuilt: then, and only then, can a revision (and "-dirty") have come into the
# program. A build with nothing to do stays one with nothing to do.
function(assize_revision)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "OUTPUT" "DEPENDS")

  # Outside a checkout, and before the first commit, some or all of these do not exist.
  set(head_files "")
  execute_process(
    COMMAND git rev-parse --absolute-git-dir
    WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}"
    OUTPUT_VARIABLE git_dir OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET
    RESULT_VARIABLE failure)
  foreach(file IN ITEMS HEAD logs/HEAD)
    if(NOT failure AND EXISTS "${git_dir}/${file}")
      list(APPEND head_files "${git_dir}/${file}")
    endif()
  endforeach()

  set(objects "")
  foreach(target IN LISTS arg_DEPENDS)
    get_target_property(type ${target} TYPE)
    if(type STREQUAL "OBJECT_LIBRARY")
      list(APPEND objects "$<TARGET_OBJECTS:${target}>")
    else()
      list(APPEND objects ${target})
    endif()
  endforeach()

  add_custom_command(
    OUTPUT "${arg_OUTPUT}"
    COMMAND "${CMAKE_COMMAND}" -D "SOURCE_DIR=${PROJECT_SOURCE_DIR}" -D "OUTPUT=${arg_OUTPUT}" -P
            "${PROJECT_SOURCE_DIR}/cmake/write_revision.cmake"
    DEPENDS "${PROJECT_SOURCE_DIR}/cmake/write_revision.cmake" ${head_files} ${objects}
    COMMENT "Asking git for the revision"
    VERBATIM)
endfunction()
