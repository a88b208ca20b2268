# assize_program(NAME SOURCES ... [DEPENDS ...] DESTINATION <folder below the install prefix>)
#
# A program that is built into bin/ of the build tree and installed. The target `programs` builds
# them all: it is what ./assize needs before it can run a command.
add_custom_target(programs)

function(assize_program name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "DESTINATION" "SOURCES;DEPENDS")
  if(arg_UNPARSED_ARGUMENTS OR NOT arg_SOURCES OR NOT arg_DESTINATION)
    message(FATAL_ERROR "assize_program(${name}): expected SOURCES, DESTINATION and maybe DEPENDS")
  endif()

  add_executable(${name} ${arg_SOURCES})
  assize_hold_to_house_rules(${name})
  target_include_directories(${name} PRIVATE "${PROJECT_SOURCE_DIR}")
  target_link_libraries(${name} PRIVATE ${arg_DEPENDS})
  # Only the link-time optimiser sees two types of one name in different files.
  if(CMAKE_INTERPROCEDURAL_OPTIMIZATION AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_link_options(${name} PRIVATE -Werror=odr -Werror=lto-type-mismatch)
  endif()
  add_dependencies(programs ${name})
  install(TARGETS ${name} RUNTIME DESTINATION "${arg_DESTINATION}")
endfunction()
