#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/types.h"
#include "model/wire/bytes.h"
#include "model/wire/error_code.h"
#include "model/wire/float64.h"

namespace assize::model::wire {

/// Writes a message for people: FetchRequest{max_wait_ms: 500, topics: [{topic: "orders", ...
class Printer {
public:
    explicit Printer(std::string_view title) : text_(title) {}

    std::string take() { return std::exchange(text_, {}); }

    void begin_struct() { open('{'); }
    void end_struct() { close('}'); }
    void begin_array() { open('['); }
    void end_array() { close(']'); }
    /// Begins an element of an array.
    void element() { separate(); }
    /// Begins a field of a struct.
    void name(std::string_view name);

    void null() { text_ += "null"; }
    void value(std::int64_t number);
    void value(std::integral auto number) { value(static_cast<std::int64_t>(number)); }
    void value(bool truth) { text_ += truth ? "true" : "false"; }
    void value(Float64 number);
    void value(ErrorCode error);
    void value(const Uuid& uuid);
    /// In quotes, and what is not printable as \x0a.
    void value(std::string_view text);
    void value(const std::string& text) { value(std::string_view(text)); }
    /// How many, and the first of them.
    void value(const Bytes& bytes);

    template <class T>
    void value(const std::vector<T>& array) {
        begin_array();
        for (const auto& one : array) {
            element();
            value(one);
        }
        end_array();
    }
    template <class T>
    void value(const std::optional<T>& nullable) {
        nullable ? value(*nullable) : null();
    }
    template <class T>
    void field(std::string_view field_name, const T& field_value) {
        name(field_name);
        value(field_value);
    }

private:
    void open(char bracket);
    void close(char bracket);
    /// The comma, unless this comes first.
    void separate();

    std::string text_;
    bool first_ = true;  // Nothing was written since the last bracket opened.
};

}  // namespace assize::model::wire
