#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include "sim/network/tcp/key.h"

namespace assize::sim::tcp {

/// Objects that come and go, each in a place of its own until it goes. A key names an object
/// for good: when that is gone, its key finds nothing, whoever has the place now.
template <class T>
class Slab {
public:
    /// Makes a T out of its key and `arguments`.
    template <class... Arguments>
    T& emplace(Arguments&&... arguments) {
        if (free_.empty()) {
            free_.push_back(static_cast<std::uint32_t>(places_.size()));
            places_.emplace_back();
        }
        const std::uint32_t index = free_.back();
        free_.pop_back();
        Place& place = places_[index];
        place.value.emplace(Key<T>{index, place.generation}, std::forward<Arguments>(arguments)...);
        return *place.value;
    }

    /// Null when it is gone.
    T* find(Key<T> key) {
        Place& place = places_[key.index];
        return place.generation == key.generation ? &*place.value : nullptr;
    }

    /// Requires: it is not gone.
    void erase(Key<T> key) {
        Place& place = places_[key.index];
        place.generation += 1;
        place.value.reset();
        free_.push_back(key.index);
    }

    std::size_t size() const { return places_.size() - free_.size(); }

    /// Shows all objects to `visit`, which may erase them.
    template <class Visitor>
    void for_each(Visitor visit) {
        for (std::size_t i = 0; i < places_.size(); ++i) {
            if (places_[i].value) visit(*places_[i].value);
        }
    }

private:
    struct Place {
        std::uint32_t generation = 0;  // Of the object in it, or of the next.
        std::optional<T> value;
    };

    std::deque<Place> places_;
    std::vector<std::uint32_t> free_;
};

}  // namespace assize::sim::tcp
