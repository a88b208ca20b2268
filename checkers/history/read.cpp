#include "checkers/history/read.h"

#include <string_view>

#include "checkers/history/edn.h"
#include "checkers/history/json_lines.h"
#include "checkers/history/operation_reader.h"

namespace assize::checkers {

namespace {

constexpr std::string_view kSpace = " \t\r\n,";
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

// An op map of JSON begins with a quoted name, and one of EDN does not.
bool is_json(std::string_view text) {
    const std::size_t brace = text.find_first_not_of(kSpace);
    if (brace == std::string_view::npos || text[brace] != '{') return false;
    const std::size_t name = text.find_first_not_of(kSpace, brace + 1);
    return name != std::string_view::npos && text[name] == '"';
}

bool is_json_array(std::string_view text) {
    const std::size_t bracket = text.find_first_not_of(kSpace);
    return bracket != std::string_view::npos && text[bracket] == '[' &&
           is_json(text.substr(bracket + 1));
}

}  // namespace

tl::expected<HistoryFile, ReadError> read_history(std::istream& stream) {
    Source source(stream);
    OperationReader operations;
    if (source.ahead().starts_with(kByteOrderMark)) {
        for (std::size_t i = 0; i < kByteOrderMark.size(); ++i) source.next();
    }
    if (source.ahead().find_first_not_of(" \t\r\n") == std::string_view::npos) {
        return tl::unexpected(ReadError{{}, "there is nothing in it"});
    }
    if (is_json_array(source.ahead())) {
        return tl::unexpected(
            ReadError{source.place(),
                      "a JSON array; a history in JSON has one operation a line (jq -c '.[]')"});
    }
    const auto error = is_json(source.ahead()) ? read_json_lines(source, operations)
                                               : read_edn(source, operations);
    if (error) return tl::unexpected(*error);
    return HistoryFile{.history = operations.take(),
                       .op_maps = operations.op_maps(),
                       .skipped = operations.skipped()};
}

}  // namespace assize::checkers
