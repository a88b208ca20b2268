# The package that find_package(assize) finds after `cmake --install`. tests/package proves it.

include(CMakePackageConfigHelpers)

set(assize_package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/assize")

install(
  EXPORT assizeTargets
  NAMESPACE assize::
  DESTINATION "${assize_package_dir}")

configure_package_config_file(
  "${PROJECT_SOURCE_DIR}/cmake/assizeConfig.cmake.in" "${PROJECT_BINARY_DIR}/assizeConfig.cmake"
  INSTALL_DESTINATION "${assize_package_dir}")

# Until 1.0 a minor version may break its users.
write_basic_package_version_file(
  "${PROJECT_BINARY_DIR}/assizeConfigVersion.cmake"
  COMPATIBILITY SameMinorVersion)

install(
  FILES "${PROJECT_BINARY_DIR}/assizeConfig.cmake"
        "${PROJECT_BINARY_DIR}/assizeConfigVersion.cmake"
        "${PROJECT_SOURCE_DIR}/cmake/Findgraphviz.cmake"
        "${PROJECT_SOURCE_DIR}/cmake/Findisal.cmake"
        "${PROJECT_SOURCE_DIR}/cmake/Findlz4.cmake"
        "${PROJECT_SOURCE_DIR}/cmake/Findxxhash.cmake"
  DESTINATION "${assize_package_dir}")
