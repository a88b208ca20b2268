#include "checkers/history/operation_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "checkers/history/slips.h"

namespace assize::checkers {

namespace {

constexpr std::array<std::string_view, 7> kFieldNames{"index", "time",  "process",      "type",
                                                      "f",     "value", "rebalance-log"};
constexpr std::array<std::string_view, 5> kKindNames{"send", "poll", "txn", "assign", "subscribe"};
// Further f of Jepsen's workload and of our own histories, so that none is taken for a slip.
constexpr std::array<std::string_view, 6> kSkippedNames{
    "crash", "debug-topic-partitions", "commit", "group", "end", "seek"};
constexpr std::array<std::string_view, 4> kTypeNames{"invoke", "ok", "fail", "info"};
constexpr std::size_t kProcessField = 2, kTypeField = 3, kFField = 4, kValueField = 5;

std::string_view name_of(FormKind kind) {
    constexpr std::array<std::string_view, 7> kNames{
        "null",   "a boolean", "a number", "a text", "a number that is no 64-bit integer",
        "a list", "a map"};
    return kNames[static_cast<std::size_t>(kind)];
}

std::string expected(std::string_view what, const Form& found) {
    return fmt::format("expected {}, found {}", what, name_of(found.kind));
}

bool is_nothing(const Form& form) {
    return form.kind == FormKind::kNull;
}

}  // namespace

// Where in the forms the value of each field begins; zero is the map itself, so it means "absent".
struct OperationReader::Fields {
    std::array<std::size_t, kFieldNames.size()> at{};
};

bool OperationReader::refuse(const Form& form, std::string what) {
    error_ = ReadError{form.place, std::move(what)};
    return false;
}

std::optional<ReadError> OperationReader::add(const Forms& forms) {
    sent_.clear();
    polled_.clear();
    keys_.clear();
    ++op_maps_;
    read(forms);
    ++position_;
    return error_;
}

bool OperationReader::read(const Forms& forms) {
    Fields fields;
    if (!read_fields(forms, fields)) return false;
    for (const std::size_t needed : {kProcessField, kTypeField, kFField}) {
        if (fields.at[needed] == 0) {
            return refuse(forms[0], fmt::format("an operation without {}", kFieldNames[needed]));
        }
    }
    if (!read_index(forms, fields)) return false;

    const Form& process = forms[fields.at[kProcessField]];
    if (process.kind == FormKind::kText && forms.text(process) == "nemesis") {
        ++skipped_["nemesis"];
        return true;
    }
    if (process.kind != FormKind::kInteger) {
        return refuse(process, expected("the number of a process or nemesis", process));
    }
    const Form& type = forms[fields.at[kTypeField]];
    if (std::ranges::find(kTypeNames, forms.text(type)) == kTypeNames.end()) {
        return refuse(type, type.kind == FormKind::kText
                                ? fmt::format("unknown type '{}'; the types are {}",
                                              forms.text(type), fmt::join(kTypeNames, ", "))
                                : expected("a type", type));
    }
    const Form& f = forms[fields.at[kFField]];
    if (f.kind != FormKind::kText) return refuse(f, expected("the name of an operation", f));
    const auto kind = std::ranges::find(kKindNames, forms.text(f));
    if (kind != kKindNames.end()) {
        return read_body(forms, fields, static_cast<OpKind>(kind - kKindNames.begin()));
    }
    const bool is_known = std::ranges::find(kSkippedNames, forms.text(f)) != kSkippedNames.end();
    if (const auto meant = one_slip_from(forms.text(f), kKindNames); meant && !is_known) {
        return refuse(f, fmt::format("unknown f '{}' (did you mean {}?)", forms.text(f), *meant));
    }
    ++skipped_[std::string(forms.text(f))];
    return true;
}

bool OperationReader::read_fields(const Forms& forms, Fields& fields) {
    if (forms[0].kind != FormKind::kMap) {
        return refuse(forms[0], expected("an operation (a map)", forms[0]));
    }
    for (std::size_t name = 1; name < forms[0].end;) {
        const std::size_t value = forms[name].end;
        if (!read_field(forms, name, value, fields)) return false;
        name = forms[value].end;
    }
    return true;
}

bool OperationReader::read_field(const Forms& forms, std::size_t name, std::size_t value,
                                 Fields& fields) {
    if (forms[name].kind != FormKind::kText) return true;
    const std::string_view text = forms.text(forms[name]);
    const auto found = std::ranges::find(kFieldNames, text);
    if (found == kFieldNames.end()) {
        if (const auto meant = one_slip_from(text, kFieldNames)) {
            return refuse(forms[name],
                          fmt::format("unknown name '{}' (did you mean {}?)", text, *meant));
        }
        return true;
    }
    std::size_t& at = fields.at[static_cast<std::size_t>(found - kFieldNames.begin())];
    if (at != 0) return refuse(forms[name], fmt::format("a second {} in one operation", text));
    at = value;
    return true;
}

bool OperationReader::read_index(const Forms& forms, const Fields& fields) {
    const std::size_t at = fields.at[0];
    const bool has_index = at != 0 && !is_nothing(forms[at]);
    if (indexed_.value_or(has_index) != has_index) {
        return refuse(forms[at], has_index ? "an index, where earlier operations have none"
                                           : "an operation without index, unlike those before");
    }
    indexed_ = has_index;
    if (!has_index) {
        last_index_ = position_;
        return true;
    }
    const Form& index = forms[at];
    if (index.kind != FormKind::kInteger || index.integer < 0) {
        return refuse(index, index.kind == FormKind::kInteger ? "an index below zero"
                                                              : expected("an index", index));
    }
    if (index.integer == last_index_) {
        return refuse(index, fmt::format("index {} a second time", index.integer));
    }
    if (index.integer < last_index_) {
        return refuse(index, fmt::format("index {} after {}", index.integer, last_index_));
    }
    last_index_ = index.integer;
    return true;
}

bool OperationReader::read_body(const Forms& forms, const Fields& fields, OpKind kind) {
    const std::size_t time = fields.at[1];
    if (time != 0 && forms[time].kind != FormKind::kInteger && !is_nothing(forms[time])) {
        return refuse(forms[time], expected("a time in nanoseconds", forms[time]));
    }
    if (!read_value(forms, fields, kind)) return false;
    if (const std::size_t log = fields.at[6]; log != 0 && !is_nothing(forms[log])) {
        const bool chooses = kind == OpKind::kAssign || kind == OpKind::kSubscribe;
        const std::size_t chosen = keys_.size();
        if (!read_rebalances(forms, log)) return false;
        if (chooses) keys_.resize(chosen, KeyId(0));
    }
    return forms.text(forms[fields.at[kTypeField]]) == "invoke" ? invoke(forms, fields, kind)
                                                                : end(forms, fields, kind);
}

bool OperationReader::read_value(const Forms& forms, const Fields& fields, OpKind kind) {
    const std::size_t at = fields.at[kValueField];
    const std::string_view type = forms.text(forms[fields.at[kTypeField]]);
    if (at == 0 || is_nothing(forms[at])) {
        // What ended badly may leave out what was asked for: the invocation has said it.
        if (type == "fail" || type == "info") return true;
        return refuse(forms[at], fmt::format("{} {} without value", type,
                                             kKindNames[static_cast<std::size_t>(kind)]));
    }
    if (kind == OpKind::kAssign || kind == OpKind::kSubscribe) return read_keys(forms, at);
    if (forms[at].kind != FormKind::kList) {
        return refuse(forms[at], expected("a list of micro-operations", forms[at]));
    }
    for (std::size_t micro = at + 1; micro < forms[at].end; micro = forms[micro].end) {
        if (!read_micro_op(forms, micro, kind)) return false;
    }
    return true;
}

std::vector<std::size_t> OperationReader::parts_of(const Forms& forms, std::size_t list) const {
    std::vector<std::size_t> parts;
    for (std::size_t at = list + 1; at < forms[list].end; at = forms[at].end) parts.push_back(at);
    return parts;
}

bool OperationReader::read_micro_op(const Forms& forms, std::size_t at, OpKind kind) {
    const Form& micro = forms[at];
    if (micro.kind != FormKind::kList)
        return refuse(micro, expected("[send ...] or [poll]", micro));
    const std::vector<std::size_t> parts = parts_of(forms, at);
    const std::string_view name = parts.empty() ? "" : forms.text(forms[parts[0]]);
    if (name != "send" && name != "poll") {
        return refuse(parts.empty() ? micro : forms[parts[0]], "expected [send ...] or [poll]");
    }
    if ((kind == OpKind::kSend && name == "poll") || (kind == OpKind::kPoll && name == "send")) {
        return refuse(micro, fmt::format("a {} within a {}; only a txn has both", name,
                                         kKindNames[static_cast<std::size_t>(kind)]));
    }
    if (name == "send") {
        return parts.size() == 3 ? read_send(forms, parts)
                                 : refuse(micro, "expected [send key value]");
    }
    if (parts.size() > 2)
        return refuse(micro, "expected [poll] or [poll {key: [[offset, value]]}]");
    return parts.size() == 1 || is_nothing(forms[parts[1]]) || read_poll(forms, parts[1]);
}

bool OperationReader::read_send(const Forms& forms, const std::vector<std::size_t>& parts) {
    const auto key = read_key(forms, forms[parts[1]]);
    if (!key) return false;
    const Form& result = forms[parts[2]];
    if (result.kind != FormKind::kList) {
        const auto message = read_message(forms, *key, result);
        if (message) sent_.emplace_back(*message);
        return message.has_value();
    }
    const std::vector<std::size_t> pair = parts_of(forms, parts[2]);
    if (pair.size() != 2) return refuse(result, "expected [offset, value]");
    const auto message = read_message(forms, *key, forms[pair[1]]);
    if (!message) return false;
    if (is_nothing(forms[pair[0]])) {
        sent_.emplace_back(*message);
        return true;
    }
    if (!read_offset(forms[pair[0]])) return false;
    sent_.emplace_back(*message, forms[pair[0]].integer);
    return true;
}

bool OperationReader::read_poll(const Forms& forms, std::size_t map) {
    if (forms[map].kind != FormKind::kMap) {
        return refuse(forms[map], expected("what was polled, by key", forms[map]));
    }
    for (std::size_t name = map + 1; name < forms[map].end;) {
        const auto key = read_key(forms, forms[name]);
        if (!key) return false;
        const std::size_t list = forms[name].end;
        if (forms[list].kind != FormKind::kList) {
            return refuse(forms[list], expected("a list of [offset, value]", forms[list]));
        }
        for (std::size_t at = list + 1; at < forms[list].end; at = forms[at].end) {
            const std::size_t offset = at + 1;
            if (forms[at].kind != FormKind::kList || forms[at].end != at + 3) {
                return refuse(forms[at], "expected [offset, value]");
            }
            if (!read_offset(forms[offset])) return false;
            const auto message = read_message(forms, *key, forms[offset + 1]);
            if (!message) return false;
            polled_.push_back({.message = *message, .offset = forms[offset].integer});
        }
        name = forms[list].end;
    }
    return true;
}

bool OperationReader::read_rebalances(const Forms& forms, std::size_t log) {
    if (forms[log].kind != FormKind::kList) {
        return refuse(forms[log], expected("a list of rebalances", forms[log]));
    }
    for (const std::size_t entry : parts_of(forms, log)) {
        if (forms[entry].kind != FormKind::kMap) {
            return refuse(forms[entry], expected("a rebalance (a map)", forms[entry]));
        }
        const std::vector<std::size_t> parts = parts_of(forms, entry);
        for (std::size_t name = 0; name < parts.size(); name += 2) {
            if (forms.text(forms[parts[name]]) != "keys") continue;
            if (!read_keys(forms, parts[name + 1])) return false;
        }
    }
    return true;
}

bool OperationReader::read_keys(const Forms& forms, std::size_t list) {
    if (forms[list].kind != FormKind::kList) {
        return refuse(forms[list], expected("a list of keys", forms[list]));
    }
    for (std::size_t at = list + 1; at < forms[list].end; at = forms[at].end) {
        const auto key = read_key(forms, forms[at]);
        if (!key) return false;
        keys_.push_back(*key);
    }
    return true;
}

std::optional<KeyId> OperationReader::read_key(const Forms& forms, const Form& form) {
    if (form.kind == FormKind::kInteger) return history_.key_named(std::to_string(form.integer));
    if (form.kind == FormKind::kText && forms.text(form).find('\0') == std::string_view::npos) {
        return history_.key_named(forms.text(form));
    }
    refuse(form,
           form.kind == FormKind::kText ? "a key with a null character" : expected("a key", form));
    return std::nullopt;
}

std::optional<MessageId> OperationReader::read_message(const Forms& forms, KeyId key,
                                                       const Form& form) {
    if (form.kind == FormKind::kInteger) return history_.message(key, form.integer);
    if (form.kind == FormKind::kText && forms.text(form).find('\0') == std::string_view::npos) {
        return history_.message(key, forms.text(form));
    }
    refuse(form, form.kind == FormKind::kText ? "a value with a null character"
                                              : expected("a value that names one message", form));
    return std::nullopt;
}

bool OperationReader::read_offset(const Form& form) {
    if (form.kind != FormKind::kInteger) return refuse(form, expected("an offset", form));
    return form.integer >= 0 || refuse(form, fmt::format("an offset of {}", form.integer));
}

bool OperationReader::invoke(const Forms& forms, const Fields& fields, OpKind kind) {
    any_invocation_ = true;
    const std::size_t time = fields.at[1];
    Invocation& invocation = invocations_[forms[fields.at[kProcessField]].integer];
    if (invocation.is_open) {
        return refuse(forms[fields.at[kProcessField]],
                      fmt::format("process {} invokes an operation before index {} has ended",
                                  forms[fields.at[kProcessField]].integer, invocation.index));
    }
    invocation.index = last_index_;
    invocation.time =
        time != 0 && !is_nothing(forms[time]) ? std::optional(forms[time].integer) : std::nullopt;
    invocation.position = position_;
    invocation.kind = kind;
    invocation.is_open = true;
    invocation.sent.assign(sent_.begin(), sent_.end());
    invocation.keys.assign(keys_.begin(), keys_.end());
    return true;
}

bool OperationReader::end(const Forms& forms, const Fields& fields, OpKind kind) {
    const Form& process = forms[fields.at[kProcessField]];
    const Form& type = forms[fields.at[kTypeField]];
    const std::size_t time = fields.at[1], value = fields.at[kValueField];
    const auto invocation = invocations_.find(process.integer);
    const bool is_paired = invocation != invocations_.end() && invocation->second.is_open;
    if (!is_paired && !first_orphan_) first_orphan_ = forms[0].place;
    if (is_paired && invocation->second.kind != kind) {
        return refuse(forms[fields.at[kFField]],
                      fmt::format("process {} ends a {} and invoked a {}", process.integer,
                                  to_string(kind), to_string(invocation->second.kind)));
    }
    const bool repeats = value != 0 && !is_nothing(forms[value]);
    const bool says_what = repeats || !is_paired;
    const auto outcome = forms.text(type) == "ok"     ? Outcome::kOk
                         : forms.text(type) == "fail" ? Outcome::kFail
                                                      : Outcome::kInfo;
    history_.add(
        {.index = last_index_,
         .time = time != 0 && !is_nothing(forms[time]) ? std::optional(forms[time].integer)
                                                       : std::nullopt,
         .process = process.integer,
         .invoked = is_paired ? invocation->second.position : position_,
         .finished = position_,
         .outcome = outcome,
         .kind = kind,
         .first_sent = 0,
         .first_polled = 0,
         .first_key = 0},
        says_what ? std::span<const Sent>(sent_) : std::span<const Sent>(invocation->second.sent),
        polled_,
        says_what ? std::span<const KeyId>(keys_)
                  : std::span<const KeyId>(invocation->second.keys));
    if (is_paired) invocation->second.is_open = false;
    return true;
}

std::optional<ReadError> OperationReader::finish() {
    if (op_maps_ == 0) return std::nullopt;
    if (first_orphan_ && any_invocation_) {
        return ReadError{*first_orphan_, "an operation ends here that was never invoked"};
    }
    if (!any_invocation_) history_.without_invocations();
    for (const auto& [process, invocation] : invocations_) {
        if (!invocation.is_open) continue;
        history_.add({.index = invocation.index,
                      .time = invocation.time,
                      .process = process,
                      .invoked = invocation.position,
                      .finished = History::kNever,
                      .outcome = Outcome::kInfo,
                      .kind = invocation.kind,
                      .first_sent = 0,
                      .first_polled = 0,
                      .first_key = 0},
                     invocation.sent, {}, invocation.keys);
    }
    return std::nullopt;
}

}  // namespace assize::checkers
