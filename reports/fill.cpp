#include "reports/fill.h"

#include <optional>

#include "reports/describe.h"

namespace assize::reports {

namespace {

// Reads words from left to right; brackets may be nested.
class Filling {
public:
    Filling(std::string_view words, const Describer& describer, std::size_t index)
        : words_(words), describer_(describer), index_(index) {}

    // Up to the end, or the bracket that closes. None when something in it holds nothing.
    std::optional<std::string> part() {
        std::string text;
        bool whole = true;
        while (at_ < words_.size() && words_[at_] != ']') {
            const char next = words_[at_++];
            if (next == '[') {
                text += bracket();
            } else if (next == '{') {
                const auto held = describer_.place(until('}'), index_);
                whole = whole && held.has_value();
                text += held.value_or(depth_ == 0 ? "none" : "");
            } else {
                text += next;
            }
        }
        return whole || depth_ == 0 ? std::optional(text) : std::nullopt;
    }

private:
    std::string bracket() {
        bool wanted = true;
        if (words_[at_] == '?' || words_[at_] == '!') {
            const bool set = words_[at_++] == '?';
            wanted = describer_.flag(until(' '), index_) == set;
        }
        ++depth_;
        const std::optional<std::string> inner = part();
        --depth_;
        ++at_;
        return wanted ? inner.value_or("") : "";
    }

    // What stands before `end`; goes on after it.
    std::string_view until(char end) {
        const std::size_t stop = words_.find(end, at_);
        const std::string_view text = words_.substr(at_, stop - at_);
        at_ = stop + 1;
        return text;
    }

    std::string_view words_;
    const Describer& describer_;
    std::size_t index_;
    std::size_t at_ = 0;
    int depth_ = 0;
};

}  // namespace

std::string fill(std::string_view words, const Describer& describer, std::size_t index) {
    return Filling(words, describer, index).part().value_or("");
}

}  // namespace assize::reports
