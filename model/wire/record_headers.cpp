#include "model/wire/record_headers.h"

#include "model/wire/zigzag.h"

namespace assize::model::wire {

RecordHeadersView::Iterator& RecordHeadersView::Iterator::operator++() {
    if (left_-- <= 0) return *this;
    // RecordReader has read them before, so nothing fails here.
    ZigzagReader in(rest_.data(), rest_.data() + rest_.size());
    std::optional<std::span<const std::byte>> key;
    in.take_blob(key);
    in.take_blob(header_.value);
    header_.key = {reinterpret_cast<const char*>(key->data()), key->size()};
    rest_ = rest_.last(in.remaining());
    return *this;
}

}  // namespace assize::model::wire
