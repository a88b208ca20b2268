#include "sim/network/tcp/stream.h"

#include <algorithm>
#include <utility>

#include "sim/invariant.h"

namespace assize::sim::tcp {

void Stream::send(Packet packet) {
    if (tail_ - head_ == ring_.size()) grow();
    unread_bytes_ += packet.bytes.size();
    at(tail_++) = std::move(packet);
}

void Stream::grow() {
    std::vector<Packet> larger(ring_.empty() ? 4 : ring_.size() * 2);
    for (std::size_t i = head_; i != tail_; ++i) larger[i - head_] = std::move(at(i));
    arrived_ -= head_;
    tail_ -= head_;
    head_ = 0;
    ring_ = std::move(larger);
}

void Stream::arrive() {
    arrived_bytes_ += at(arrived_).bytes.size();
    arrived_ += 1;
}

void Stream::consume() {
    INVARIANT(head_ == arrived_ && !nothing_in_flight(), "a packet is consumed out of order");
    unread_bytes_ -= std::exchange(at(head_), Packet{}).bytes.size();
    head_ += 1;
    arrived_ += 1;
}

void Stream::drop_last_in_flight() {
    INVARIANT(!nothing_in_flight(), "nothing is in flight that could be dropped");
    tail_ -= 1;
    unread_bytes_ -= std::exchange(at(tail_), Packet{}).bytes.size();
}

std::vector<std::byte> Stream::take(std::size_t at_most) {
    INVARIANT(readable(), "nothing has arrived that could be taken");
    Packet& first = at(head_);
    const std::size_t rest = first.bytes.size() - read_of_head_;
    const std::size_t taken = std::min(at_most, rest);
    std::vector<std::byte> bytes;
    if (taken == first.bytes.size()) {
        bytes = std::move(first.bytes);
    } else {
        const std::byte* begin = first.bytes.data() + read_of_head_;
        bytes.assign(begin, begin + taken);
    }
    read_of_head_ += taken;
    if (taken == rest) {
        first.bytes = {};
        head_ += 1;
        read_of_head_ = 0;
    }
    arrived_bytes_ -= taken;
    unread_bytes_ -= taken;
    return bytes;
}

void Stream::drop_arrived() {
    unread_bytes_ -= arrived_bytes_;
    arrived_bytes_ = 0;
    read_of_head_ = 0;
    for (; head_ != arrived_; ++head_) at(head_) = Packet{};
}

}  // namespace assize::sim::tcp
