#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checkers/history.h"
#include "checkers/history/forms.h"
#include "checkers/history/source.h"

namespace assize::checkers {

/// Understands op maps one after another, whatever they were written in, and makes a history of
/// them. What is damaged is refused with its place: nothing is guessed.
///
/// An op map has `process`, `type` and `f`, and as a rule `index`, `time` and `value`. Either all
/// have an index, which rises, or none has; either operations are invoked before they end, or the
/// file has no invocations at all. Operations of the nemesis, and of an `f` that moves no messages,
/// are skipped and counted. An unknown name that looks like a known one is taken for a slip; other
/// unknown names belong to somebody else.
/// Departs from Jepsen: keys and values are compared as 3, "3" and :3 are written, without the
/// quotes or the colon for keys, since JSON has but texts as names; a value may not be null.
class OperationReader {
public:
    /// The next op map. Returns what is wrong with it, if anything is.
    std::optional<ReadError> add(const Forms& forms);

    /// Call at the end: what was invoked and never ended may have happened or not.
    std::optional<ReadError> finish();

    /// Requires: finish() was called and returned none.
    History take() { return std::move(history_); }
    /// How many op maps there were, and how many of each `f` (or of the nemesis) were skipped.
    std::uint64_t op_maps() const { return op_maps_; }
    const std::map<std::string, std::uint64_t>& skipped() const { return skipped_; }

private:
    struct Fields;  // Of one op map.
    struct Invocation {
        std::int64_t index;
        std::optional<std::int64_t> time;
        std::uint32_t position;
        OpKind kind;
        bool is_open;
        std::vector<Sent> sent;
        std::vector<KeyId> keys;
    };

    bool refuse(const Form& form, std::string what);
    bool read(const Forms& forms);
    bool read_fields(const Forms& forms, Fields& fields);
    bool read_field(const Forms& forms, std::size_t name, std::size_t value, Fields& fields);
    bool read_index(const Forms& forms, const Fields& fields);
    bool read_body(const Forms& forms, const Fields& fields, OpKind kind);
    bool read_value(const Forms& forms, const Fields& fields, OpKind kind);
    bool read_micro_op(const Forms& forms, std::size_t at, OpKind kind);
    bool read_send(const Forms& forms, const std::vector<std::size_t>& parts);
    bool read_poll(const Forms& forms, std::size_t map);
    bool read_rebalances(const Forms& forms, std::size_t log);
    bool read_keys(const Forms& forms, std::size_t list);
    std::optional<KeyId> read_key(const Forms& forms, const Form& form);
    std::optional<MessageId> read_message(const Forms& forms, KeyId key, const Form& form);
    bool read_offset(const Form& form);
    bool invoke(const Forms& forms, const Fields& fields, OpKind kind);
    bool end(const Forms& forms, const Fields& fields, OpKind kind);
    std::vector<std::size_t> parts_of(const Forms& forms, std::size_t list) const;

    History history_;
    std::optional<ReadError> error_;
    std::uint64_t op_maps_ = 0;
    std::map<std::string, std::uint64_t> skipped_;
    std::map<std::int64_t, Invocation> invocations_;  // By process.
    std::optional<bool> indexed_;                     // Whether op maps have an index.
    std::int64_t last_index_ = -1;
    std::optional<SourcePlace> first_orphan_;  // An end without a beginning.
    bool any_invocation_ = false;

    // Of the op map at hand.
    std::uint32_t position_ = 0;
    std::vector<Sent> sent_;
    std::vector<Polled> polled_;
    std::vector<KeyId> keys_;
};

}  // namespace assize::checkers
