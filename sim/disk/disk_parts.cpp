#include "sim/disk/disk_parts.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "sim/disk/facts.h"
#include "sim/disk/subject.h"
#include "sim/simulation.h"

namespace assize::sim {

DiskParts::DiskParts(Host& its_host, DiskProfile its_profile)
    : DiskParts(
          its_host, std::move(its_profile),
          its_host.simulation().random("disk").split(its_host.name(), its_host.id().value())) {}

DiskParts::DiskParts(Host& its_host, DiskProfile its_profile, const Random& random)
    : host(its_host),
      profile(std::move(its_profile)),
      space(profile.capacity_bytes),
      random_of_power_loss(random.split("power loss")),
      device(host.simulation(), profile, random.split("latency")),
      faults(host, random.split("faults")) {}

void DiskParts::corrupt(CachedFile& file, std::int64_t offset, std::byte mask) {
    host.simulation().emit(
        BytesCorrupted{host.id(), offset, std::to_integer<std::uint8_t>(mask)},
        {.changed = Changed::kYes, .subjects = {bytes_of_file(host, file, {offset, offset + 1})}});
    file.corrupt(offset, mask);
}

void DiskParts::rot_bit(CachedFile& file, std::int64_t offset, std::size_t bytes) {
    if (offset < 0 || offset >= file.size()) return;
    const auto left = static_cast<std::uint64_t>(file.size() - offset);
    const std::uint64_t bits = 8 * std::min<std::uint64_t>(bytes, left);
    if (bits == 0) return;
    const std::uint64_t bit = faults.random().below(bits);
    corrupt(file, offset + static_cast<std::int64_t>(bit / 8), std::byte{1} << (bit % 8));
}

Result<void, DiskError> DiskParts::misdirect(CachedFile& file, std::int64_t offset,
                                             std::span<const std::byte> bytes,
                                             const std::string& onto) {
    const std::shared_ptr<CachedFile> other = onto.empty() ? nullptr : other_file(file, onto);
    CachedFile& target = other ? *other : file;
    // Pages of the target as it was, without the one that it should have been.
    std::vector<std::int64_t> places;
    for (std::size_t page = 0; page < pages_in(target.size()); ++page) {
        if (other || page != page_of(offset)) places.push_back(begin_of_page(page));
    }
    const std::int64_t size_before = target.size();
    const std::int64_t end = offset + static_cast<std::int64_t>(bytes.size());
    if (end > file.size()) {
        const auto grown = file.truncate(end);
        if (!grown) return grown;
    }

    std::int64_t landed_at = 0;
    if (places.empty() || (!onto.empty() && !other)) {
        bytes = {};
    } else {
        landed_at = places[faults.random().below(places.size())] +
                    static_cast<std::int64_t>(place_in_page(offset));
        const std::int64_t room = std::max<std::int64_t>(size_before - landed_at, 0);
        bytes = bytes.first(std::min(bytes.size(), static_cast<std::size_t>(room)));
    }
    host.simulation().emit(
        WriteMisdirected{host.id(), offset, bytes.empty() ? "" : target.path(), landed_at,
                         static_cast<std::int64_t>(bytes.size())},
        {.changed = Changed::kYes, .subjects = {bytes_of_file(host, file, {offset, end})}});
    return target.write(landed_at, bytes);
}

std::shared_ptr<CachedFile> DiskParts::other_file(const CachedFile& file,
                                                  const std::string& pattern) {
    std::vector<std::shared_ptr<CachedFile>> others;
    for (const auto& [path, entry] : directories.tree().entries()) {
        std::shared_ptr<CachedFile> other = file_in(&entry);
        if (other && other.get() != &file && matches(pattern, path)) {
            others.push_back(std::move(other));
        }
    }
    if (others.empty()) return nullptr;
    return others[faults.random().below(others.size())];
}

}  // namespace assize::sim
