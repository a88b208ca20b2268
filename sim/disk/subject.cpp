#include "sim/disk/subject.h"

#include <fmt/format.h>

#include "sim/simulation.h"

namespace assize::sim {

NameId name_of_path(Host& host, std::string_view path) {
    return host.simulation().trace().intern(fmt::format("{}:{}", host.name(), path));
}

Subject whole_file(Host& host, std::string_view path) {
    return {"file", name_of_path(host, path), 0, kFileBytesMax};
}

Subject bytes_of_file(Host& host, CachedFile& file, ByteRange range) {
    if (!file.name()) file.name() = name_of_path(host, file.path());
    return {"file", *file.name(), range.begin, range.end};
}

}  // namespace assize::sim
