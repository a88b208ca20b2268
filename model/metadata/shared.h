#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

namespace assize::model::metadata {

/// A value that copies share until one of them edits it: then that one gets a value of its own.
/// So an image of the whole cluster is copied in no time, and old images stay as they were.
template <class T>
class Shared {
public:
    Shared() : node_(std::make_shared<Node>()) {}
    explicit Shared(T value) : node_(std::make_shared<Node>(Node{std::move(value)})) {}

    const T& operator*() const { return node_->value; }
    const T* operator->() const { return &node_->value; }

    /// The value to change. The reference holds until this is copied.
    T& edit() {
        if (node_.use_count() > 1) node_ = std::make_shared<Node>(Node{node_->value});
        node_->digest.reset();
        return node_->value;
    }

    /// Whether both are the very same value, not yet edited apart.
    bool is_same(const Shared& other) const { return node_ == other.node_; }

    bool operator==(const Shared& other) const {
        return is_same(other) || node_->value == other.node_->value;
    }

    /// What `compute(value)` gave, which is asked once for each value.
    template <class Compute>
    std::uint64_t digest(Compute compute) const {
        if (!node_->digest) node_->digest = compute(node_->value);
        return *node_->digest;
    }

private:
    struct Node {
        T value = {};
        std::optional<std::uint64_t> digest = std::nullopt;
    };

    std::shared_ptr<Node> node_;
};

}  // namespace assize::model::metadata
