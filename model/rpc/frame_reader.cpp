#include "model/rpc/frame_reader.h"

#include <algorithm>
#include <span>
#include <utility>

#include "model/wire/big_endian.h"

namespace assize::model::rpc {

namespace {

constexpr std::size_t kSizeBytes = 4;
constexpr std::size_t kFirstBytes = 16;

FrameError frame_error_of(sim::NetworkError error) {
    return error == sim::NetworkError::kTimedOut ? FrameError::kTimedOut : FrameError::kEnded;
}

}  // namespace

sim::Result<wire::Bytes, FrameError> FrameReader::next(sim::Fiber& fiber,
                                                       sim::Connection& connection,
                                                       sim::Deadline deadline) {
    for (;;) {
        std::size_t wanted = kSizeBytes;
        if (received_.size() >= kSizeBytes) {
            const auto size = size_at_front();
            if (!size) return sim::Failure(size.error());
            wanted += *size;
            if (received_.size() == wanted) {
                return wire::Bytes(std::exchange(received_, {})).slice(kSizeBytes, *size);
            }
            if (received_.size() > wanted) {
                const auto end = received_.begin() + static_cast<std::ptrdiff_t>(wanted);
                wire::Bytes frame(std::vector<std::byte>(received_.begin(), end));
                received_.erase(received_.begin(), end);
                return frame.slice(kSizeBytes, *size);
            }
        }
        auto more = connection.receive(fiber, frame_bytes_max_ + kSizeBytes, deadline);
        if (!more) return sim::Failure(frame_error_of(more.error()));
        if (received_.empty()) {
            received_ = std::move(*more);
        } else {
            received_.insert(received_.end(), more->begin(), more->end());
        }
    }
}

sim::Result<std::size_t, FrameError> FrameReader::size_at_front() const {
    const auto size = wire::load_big_endian<std::uint32_t>(received_.data());
    if (size > frame_bytes_max_) return sim::Failure(FrameError::kBadSize);
    return size;
}

std::string FrameReader::first_bytes() const {
    return hex_of_first(received_);
}

std::string hex_of_first(std::span<const std::byte> bytes) {
    return wire::to_hex(bytes.first(std::min(bytes.size(), kFirstBytes)));
}

}  // namespace assize::model::rpc
