# Run by assize_revision: writes OUTPUT, but leaves it untouched when the revision is the same.
# A copy of the tree without git, or a git that refuses to answer, has the revision "unknown".
execute_process(
  COMMAND git describe --always --dirty --exclude=*
  WORKING_DIRECTORY "${SOURCE_DIR}"
  OUTPUT_VARIABLE revision OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET
  RESULT_VARIABLE failure)
if(failure)
  set(revision "unknown")
endif()

file(
  CONFIGURE
  OUTPUT "${OUTPUT}"
  CONTENT [[
#include <string_view>

namespace assize::scenarios {
extern const std::string_view kGitRevision;
const std::string_view kGitRevision = "@revision@";
}  // namespace assize::scenarios
]]
  @ONLY)
