#pragma once

#include <memory>
#include <utility>

namespace assize::model::metadata {

/// A value that copies share until one of them edits it: then that one gets a value of its own.
/// So an image of the whole cluster is copied in no time, and old images stay as they were.
template <class T>
class Shared {
public:
    Shared() : value_(std::make_shared<T>()) {}
    explicit Shared(T value) : value_(std::make_shared<T>(std::move(value))) {}

    const T& operator*() const { return *value_; }
    const T* operator->() const { return value_.get(); }

    /// The value to change. The reference holds until this is copied.
    T& edit() {
        if (value_.use_count() > 1) value_ = std::make_shared<T>(*value_);
        return *value_;
    }

    /// Whether both are the very same value, not yet edited apart.
    bool is_same(const Shared& other) const { return value_ == other.value_; }

    bool operator==(const Shared& other) const {
        return is_same(other) || *value_ == *other.value_;
    }

private:
    std::shared_ptr<T> value_;
};

}  // namespace assize::model::metadata
