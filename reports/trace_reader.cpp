#include "reports/trace_reader.h"

#include <fmt/format.h>
#include <simdjson.h>
#include <zstd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <optional>
#include <string_view>
#include <system_error>
#include <vector>

namespace assize::reports {

namespace {

namespace json = simdjson::ondemand;
using Cause = TraceReadError::Cause;
using Read = tl::expected<void, TraceReadError>;

/// Turns lines into events of a log. JSON errors are thrown within this file, and caught here.
class LineReader {
public:
    explicit LineReader(EventLog& log) : log_(log) {}

    /// Requires: SIMDJSON_PADDING bytes behind the line may be read.
    Read read(std::string_view line, std::size_t capacity) {
        line_ += 1;
        try {
            json::document document = parser_.iterate(line.data(), line.size(), capacity);
            return read_event(document.get_object());
        } catch (const simdjson::simdjson_error& error) {
            return fail(Cause::kDamaged, fmt::format("this is no event ({})", error.what()));
        }
    }

    std::int64_t line() const { return line_; }
    tl::unexpected<TraceReadError> fail(Cause cause, std::string_view what) const {
        return tl::unexpected(
            TraceReadError{cause, line_, fmt::format("line {}: {}", line_, what)});
    }

private:
    struct Head {
        std::optional<std::uint64_t> id;
        std::optional<std::int64_t> at;
        std::optional<EventLog::Name> process;
        std::int64_t incarnation = 0;
        std::optional<EventLog::Name> kind;
        std::optional<bool> changed;
        std::optional<std::uint64_t> message;
    };

    Read read_event(json::object object) {
        Head head;
        causes_.clear();
        subjects_.clear();
        bool complete = false;
        for (auto field : object) {
            const std::string_view key = field.unescaped_key();
            if (complete) return fail(Cause::kVersion, another_version("a key after the fact"));
            if (key == "fact") {
                if (Read added = add(head); !added) return added;
                read_fields(field.value().get_object());
                complete = true;
            } else if (!read_head(head, key, field.value())) {
                return fail(Cause::kVersion, another_version(fmt::format("a key '{}'", key)));
            }
        }
        if (!complete) return fail(Cause::kVersion, another_version("no fact"));
        return {};
    }

    bool read_head(Head& head, std::string_view key, json::value value) {
        if (key == "id") {
            head.id = value.get_uint64();
        } else if (key == "t") {
            head.at = value.get_int64();
        } else if (key == "process") {
            head.process = log_.intern(value.get_string());
        } else if (key == "incarnation") {
            head.incarnation = value.get_int64();
        } else if (key == "kind") {
            head.kind = log_.intern(value.get_string());
        } else if (key == "changed") {
            head.changed = value.get_bool();
        } else if (key == "message") {
            head.message = value.get_uint64();
        } else if (key == "causes") {
            for (auto cause : value.get_array()) causes_.push_back(cause.get_uint64());
        } else if (key == "subjects") {
            for (auto subject : value.get_array()) read_subject(subject.get_object());
        } else {
            return false;
        }
        return true;
    }

    void read_subject(json::object subject) {
        // In the order in which they are written; a braced list is evaluated from left to right.
        subjects_.push_back({.kind = log_.intern(subject["kind"].get_string()),
                             .name = log_.intern(subject["name"].get_string()),
                             .begin = subject["begin"].get_int64(),
                             .end = subject["end"].get_int64()});
    }

    Read add(const Head& head) {
        if (!head.id || !head.at || !head.kind || !head.changed) {
            return fail(Cause::kVersion,
                        another_version("an event without id, t, kind or changed"));
        }
        if (*head.id <= last_id_) {
            return fail(Cause::kDamaged,
                        fmt::format("event {} after {}: ids have to rise", *head.id, last_id_));
        }
        last_id_ = *head.id;
        log_.add({.id = sim::EventId(*head.id),
                  .at = sim::Instant::at(sim::Duration::nanoseconds(*head.at)),
                  .kind = *head.kind,
                  .process = head.process,
                  .incarnation = static_cast<std::uint32_t>(head.incarnation),
                  .changed = *head.changed,
                  .message = head.message});
        for (const std::uint64_t cause : causes_) log_.add_cause(cause);
        for (const EventLog::Subject& subject : subjects_) log_.add_subject(subject);
        return {};
    }

    void read_fields(json::object fields) {
        using Type = EventLog::Value::Type;
        for (auto field : fields) {
            const EventLog::Name name = log_.intern(field.unescaped_key());
            json::value value = field.value();
            switch (value.type()) {
                case json::json_type::number:
                    log_.add_field(name, {Type::kNumber, value.get_int64()});
                    break;
                case json::json_type::string:
                    log_.add_field(name, {Type::kText, log_.intern(value.get_string()).value()});
                    break;
                case json::json_type::boolean:
                    log_.add_field(name, {Type::kFlag, value.get_bool() ? 1 : 0});
                    break;
                case json::json_type::null: log_.add_field(name, {Type::kNothing, 0}); break;
                case json::json_type::array:
                    numbers_.clear();
                    for (auto number : value.get_array()) numbers_.push_back(number.get_int64());
                    log_.add_numbers(name, numbers_);
                    break;
                case json::json_type::object:
                    throw simdjson::simdjson_error(simdjson::INCORRECT_TYPE);
            }
        }
    }

    static std::string another_version(std::string_view what) {
        return fmt::format("{}; another version of Assize wrote this trace", what);
    }

    EventLog& log_;
    json::parser parser_;
    std::int64_t line_ = 0;
    std::uint64_t last_id_ = 0;
    std::vector<std::uint64_t> causes_;
    std::vector<EventLog::Subject> subjects_;
    std::vector<std::int64_t> numbers_;
};

/// Text as it is unpacked: complete lines are handed on, the rest waits for more.
class LineBuffer {
public:
    /// Where `room()` bytes may be written.
    char* end() { return bytes_.data() + size_; }
    std::size_t room() {
        if (bytes_.size() - size_ < kAtATime + simdjson::SIMDJSON_PADDING) {
            bytes_.resize(size_ + kAtATime + simdjson::SIMDJSON_PADDING);
        }
        return bytes_.size() - simdjson::SIMDJSON_PADDING - size_;
    }
    void grow(std::size_t count) { size_ += count; }

    Read hand_on(LineReader& reader) {
        std::size_t begin = 0;
        while (const void* found = std::memchr(bytes_.data() + begin, '\n', size_ - begin)) {
            const auto end =
                static_cast<std::size_t>(static_cast<const char*>(found) - bytes_.data());
            const std::string_view line(bytes_.data() + begin, end - begin);
            if (Read read = reader.read(line, bytes_.size() - begin); !read) return read;
            begin = end + 1;
        }
        std::memmove(bytes_.data(), bytes_.data() + begin, size_ - begin);
        size_ -= begin;
        return {};
    }
    bool empty() const { return size_ == 0; }

private:
    static constexpr std::size_t kAtATime = 256 * 1024;

    std::string bytes_;
    std::size_t size_ = 0;
};

struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
};
struct FreeUnpacker {
    void operator()(ZSTD_DCtx* unpacker) const { ZSTD_freeDCtx(unpacker); }
};

tl::unexpected<TraceReadError> cannot_open(int system_error) {
    return tl::unexpected(
        TraceReadError{Cause::kCannotOpen, 0, std::generic_category().message(system_error)});
}

/// Unpacks a file piece by piece.
class TraceReading {
public:
    explicit TraceReading(EventLog& log) : lines_(log) {}

    Read read(std::FILE* file) {
        std::size_t got = 0;
        while ((got = std::fread(packed_.data(), 1, packed_.size(), file)) > 0) {
            if (Read unpacked = unpack(got); !unpacked) return unpacked;
        }
        if (std::ferror(file) != 0) return cannot_open(errno);
        if (left_ != 0 || !text_.empty()) {
            return lines_.fail(Cause::kDamaged, "after it the file is cut off");
        }
        return {};
    }

private:
    Read unpack(std::size_t packed) {
        ZSTD_inBuffer in{packed_.data(), packed, 0};
        bool more = true;
        while (more) {
            char* end = (static_cast<void>(text_.room()), text_.end());
            ZSTD_outBuffer out{end, text_.room(), 0};
            left_ = ZSTD_decompressStream(unpacker_.get(), &out, &in);
            if (ZSTD_isError(left_) != 0) {
                return lines_.fail(Cause::kDamaged, fmt::format("what follows is damaged ({})",
                                                                ZSTD_getErrorName(left_)));
            }
            text_.grow(out.pos);
            if (Read read = text_.hand_on(lines_); !read) return read;
            more = in.pos < in.size || out.pos == out.size;
        }
        return {};
    }

    LineReader lines_;
    LineBuffer text_;
    std::unique_ptr<ZSTD_DCtx, FreeUnpacker> unpacker_{ZSTD_createDCtx()};
    std::string packed_ = std::string(ZSTD_DStreamInSize(), '\0');
    std::size_t left_ = 1;  // 0 at the end of what was packed.
};

}  // namespace

tl::expected<EventLog, TraceReadError> read_trace(const std::filesystem::path& path) {
    const std::unique_ptr<std::FILE, CloseFile> file(std::fopen(path.c_str(), "rb"));
    if (!file) return cannot_open(errno);
    EventLog log;
    TraceReading reading(log);
    if (Read read = reading.read(file.get()); !read) return tl::unexpected(read.error());
    return log;
}

}  // namespace assize::reports
