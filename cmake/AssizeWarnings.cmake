# The warnings our own code is held to. Linked privately and only in the build tree, so that they
# never reach the code of somebody who uses an installed Assize.

add_library(assize_warnings INTERFACE)
target_compile_options(
  assize_warnings
  INTERFACE -Wall
            -Wextra
            -Wpedantic
            -Wcast-align
            -Wconversion
            -Wdouble-promotion
            -Wextra-semi
            -Wformat=2
            -Wimplicit-fallthrough
            -Wnon-virtual-dtor
            -Wold-style-cast
            -Woverloaded-virtual
            -Wshadow
            -Wsign-conversion
            -Wundef
            -Wunused
            -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(assize_warnings INTERFACE -Wduplicated-cond -Wlogical-op)
  # g++ 12 warns of std::variant itself when what moves it is inlined, and under the sanitizers even
  # otherwise. clang++ and the sanitizers look for what this would find.
  target_compile_options(assize_warnings INTERFACE -Wno-maybe-uninitialized)
endif()
