#include "reports/html/event_columns.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>
#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

namespace assize::reports {

namespace {

// Text as JSON. Most of it needs no escape, and then no library.
void append_quoted(fmt::memory_buffer& out, std::string_view text) {
    const bool plain = std::ranges::all_of(
        text, [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\' && c != '<'; });
    if (plain) {
        fmt::format_to(fmt::appender(out), "\"{}\"", text);
        return;
    }
    const std::string quoted =
        nlohmann::json(text).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
    out.append(quoted);
}

// A JSON list that grows.
class Column {
public:
    void number(std::int64_t value) {
        const fmt::format_int digits(value);
        separate();
        out_.append(digits.data(), digits.data() + digits.size());
    }
    // The difference to the last number that was added so.
    void difference(std::int64_t value) {
        number(value - last_);
        last_ = value;
    }
    void nothing() { raw("null"); }
    void raw(std::string_view json) {
        separate();
        out_.append(json);
    }
    void text(std::string_view text) {
        separate();
        append_quoted(out_, text);
    }
    std::string_view json() {
        if (out_.size() == 0) out_.push_back('[');
        out_.push_back(']');
        return {out_.data(), out_.size()};
    }

private:
    void separate() { out_.push_back(out_.size() == 0 ? '[' : ','); }

    fmt::memory_buffer out_;
    std::int64_t last_ = 0;
};

// Numbers names densely, in the order in which they come.
class Numbering {
public:
    std::int64_t of(EventLog::Name name) {
        if (numbers_.size() <= name.value()) numbers_.resize(name.value() + 1, -1);
        std::int64_t& number = numbers_[name.value()];
        if (number < 0) {
            number = static_cast<std::int64_t>(names_.size());
            names_.push_back(name);
        }
        return number;
    }
    const std::vector<EventLog::Name>& names() const { return names_; }

private:
    std::vector<std::int64_t> numbers_;
    std::vector<EventLog::Name> names_;
};

struct FieldColumn {
    EventLog::Name name;
    EventLog::Value::Type type = EventLog::Value::Type::kNothing;  // Until something is held.
    Column values = {};
};

char letter_of(EventLog::Value::Type type) {
    using Type = EventLog::Value::Type;
    switch (type) {
        case Type::kNumber: return 'n';
        case Type::kText: return 't';
        case Type::kFlag: return 'f';
        case Type::kNumbers: return 'l';
        case Type::kNothing: return 'n';
    }
    return 'n';
}

class Columns {
public:
    Columns(const EventLog& log, const Describer& describer) : log_(log), describer_(describer) {
        for (std::size_t i = 0; i < log.size(); ++i) add(i);
    }

    std::string json() {
        out_ += "{\"first\":" + std::to_string(log_.empty() ? 0 : log_[0].id.value());
        member("ids", gapless_ ? "null" : ids_.json());
        member("times", times_.json());
        member("kinds", texts(kinds_.names()));
        member("kind", kind_.json());
        member("processes", texts(processes_.names()));
        member("process", process_.json());
        member("changed", "\"" + changed_ + "\"");
        write_fields();
        write_rows("subjects", subjects_);
        write_rows("messages", messages_);
        write_rows("causes", causes_);
        member("lines", "{" + lines_ + "}");
        member("texts", texts(texts_.names()));  // Last: the others add to them.
        return std::move(out_) + "}";
    }

private:
    void add(std::size_t index) {
        const EventLog::Event& event = log_[index];
        const auto id = static_cast<std::int64_t>(event.id.value());
        const auto at = static_cast<std::int64_t>(index);
        if (index > 0 && event.id.value() != log_[index - 1].id.value() + 1) gapless_ = false;
        ids_.difference(id);
        times_.difference(event.at.since_origin().nanoseconds());
        const auto kind = static_cast<std::size_t>(kinds_.of(event.kind));
        kind_.number(static_cast<std::int64_t>(kind));
        process_.number(event.process ? processes_.of(*event.process) : -1);
        changed_ += event.changed ? '1' : '0';
        if (fields_.size() <= kind) fields_.resize(kind + 1);
        add_fields(fields_[kind], index);
        for (const EventLog::Subject& subject : log_.subjects_of(index)) {
            subjects_[0].number(texts_.of(subject.kind));
            subjects_[1].number(texts_.of(subject.name));
            subjects_[2].difference(at);
            subjects_[3].difference(subject.begin);
            subjects_[4].number(subject.end - subject.begin);
        }
        if (event.message) {
            messages_[0].difference(at);
            messages_[1].difference(static_cast<std::int64_t>(*event.message));
        }
        for (const std::uint64_t cause : log_.causes_of(index)) {
            causes_[0].difference(at);
            causes_[1].difference(static_cast<std::int64_t>(cause));
        }
        const Words* words = describer_.words_for(index);
        if (words && words->words.find("was}") != words->words.npos) add_line(index);
    }

    // A kind's fields are the same in each of its events, and in the same order.
    void add_fields(std::vector<FieldColumn>& columns, std::size_t index) {
        std::size_t next = 0;
        for (const EventLog::Field& field : log_.fields_of(index)) {
            if (columns.size() == next) columns.push_back({.name = field.name});
            add_value(columns[next++], field.value);
        }
    }

    void add_value(FieldColumn& column, const EventLog::Value& value) {
        using Type = EventLog::Value::Type;
        if (column.type == Type::kNothing) column.type = value.type;
        if (value.type == Type::kNothing || value.type != column.type) {
            return column.values.nothing();
        }
        switch (value.type) {
            case Type::kNumber: return column.values.difference(value.number);
            case Type::kFlag: return column.values.number(value.number);
            case Type::kText:
                return column.values.number(
                    texts_.of(EventLog::Name(static_cast<std::uint32_t>(value.number))));
            default:
                return column.values.raw(
                    fmt::format("[{}]", fmt::join(log_.numbers_of(value), ",")));
        }
    }

    void add_line(std::size_t index) {
        fmt::memory_buffer quoted;
        append_quoted(quoted, describer_.line(index));
        lines_ += fmt::format("{}\"{}\":{}", lines_.empty() ? "" : ",", index,
                              std::string_view(quoted.data(), quoted.size()));
    }

    void member(std::string_view name, std::string_view json) {
        out_ += fmt::format(",\"{}\":", name);
        out_ += json;
    }

    std::string texts(const std::vector<EventLog::Name>& names) const {
        Column column;
        for (const EventLog::Name name : names) column.text(log_.text(name));
        return std::string(column.json());
    }

    void write_fields() {
        out_ += ",\"fields\":[";
        for (std::size_t kind = 0; kind < fields_.size(); ++kind) {
            out_ += kind == 0 ? "[" : ",[";
            std::string_view comma;
            for (FieldColumn& field : fields_[kind]) {
                out_ += fmt::format("{}[\"{}\",\"{}\",", comma, log_.text(field.name),
                                    letter_of(field.type));
                out_ += field.values.json();
                out_ += "]";
                comma = ",";
            }
            out_ += "]";
        }
        out_ += "]";
    }

    template <std::size_t kCount>
    void write_rows(std::string_view name, Column (&columns)[kCount]) {
        member(name, "[");
        std::string_view comma;
        for (Column& column : columns) {
            out_ += comma;
            out_ += column.json();
            comma = ",";
        }
        out_ += "]";
    }

    const EventLog& log_;
    const Describer& describer_;
    std::string out_;
    bool gapless_ = true;
    Column ids_, times_, kind_, process_;
    std::string changed_;
    std::string lines_;
    Numbering kinds_, processes_, texts_;
    std::vector<std::vector<FieldColumn>> fields_;  // By kind.
    Column subjects_[5];
    Column messages_[2];
    Column causes_[2];
};

}  // namespace

std::string event_columns(const EventLog& log, const Describer& describer) {
    return Columns(log, describer).json();
}

}  // namespace assize::reports
