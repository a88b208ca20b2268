#include "tests/checkers/history/legal_history.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/random.h"

namespace assize::checkers {

namespace {

struct Record {
    std::int64_t offset;
    std::int64_t value;
};

struct MicroOp {
    std::uint32_t key;
    std::int64_t value;
    std::int64_t offset = -1;
};

struct PolledKey {
    std::uint32_t key;
    std::vector<Record> records;
};

struct Client {
    bool is_busy = false;
    bool polls = false;
    std::vector<MicroOp> sends = {};
    std::vector<std::size_t> positions = {};  // By key: how many records it has polled.
};

class Writer {
public:
    Writer(const LegalHistory& plan, std::ostream& out)
        : plan_(plan),
          out_(out),
          random_(sim::Random(plan.seed).split("legal history")),
          logs_(plan.keys),
          ends_(plan.keys),
          values_(plan.keys),
          clients_(plan.processes) {
        for (Client& client : clients_) client.positions.resize(plan.keys);
    }

    bool write() {
        if (plan_.syntax == Syntax::kEdnVector) out_ << "[";
        for (std::uint64_t begun = 0; begun < plan_.operations;) {
            const auto process = static_cast<std::uint32_t>(random_.below(clients_.size()));
            Client& client = clients_[process];
            if (client.is_busy) {
                end(process);
            } else {
                begin(process);
                ++begun;
            }
        }
        for (std::uint32_t process = 0; process < clients_.size(); ++process) {
            // Some never learn how it ended.
            const bool ends = process == 0 || random_.below(4) > 0;
            if (clients_[process].is_busy && ends) end(process);
        }
        poll_all();
        if (plan_.syntax == Syntax::kEdnVector) out_ << "]\n";
        return !occasion_.has_value();
    }

private:
    bool is_edn() const { return plan_.syntax != Syntax::kJsonLines; }
    // Appends, as EDN or as JSON.
    template <class... Args>
    void put(std::string_view edn, std::string_view json, const Args&... args) {
        fmt::format_to(std::back_inserter(line_), fmt::runtime(is_edn() ? edn : json), args...);
    }
    bool has_occasion(Flaw flaw) {
        if (flaw != plan_.flaw || !occasion_) return false;
        if (*occasion_ > 0) {
            --*occasion_;
            return false;
        }
        occasion_.reset();
        return true;
    }

    void begin(std::uint32_t process) {
        Client& client = clients_[process];
        const std::uint64_t kind = random_.below(8);
        client.is_busy = true;
        client.polls = kind >= 4;
        client.sends.clear();
        if (kind <= 4) {
            for (std::uint64_t left = 1 + random_.below(2); left > 0; --left) {
                const auto key = static_cast<std::uint32_t>(random_.below(plan_.keys));
                client.sends.push_back({.key = key, .value = values_[key]++});
            }
        }
        write_op(process, "invoke", {});
    }

    void end(std::uint32_t process) {
        Client& client = clients_[process];
        const std::uint64_t luck = random_.below(20);
        const char* const type = luck == 0 ? "fail" : luck == 1 ? "info" : "ok";
        std::vector<PolledKey> polled;
        if (client.polls) polled = poll(client, luck > 1, 6);
        if (luck > 1 || (luck == 1 && random_.below(2) == 0)) append(client, luck > 1);
        write_op(process, type, polled);
        client.is_busy = false;
    }

    void append(Client& client, bool is_ok) {
        for (MicroOp& send : client.sends) {
            std::vector<Record>& log = logs_[send.key];
            const std::int64_t offset = ends_[send.key]++;
            if (is_ok && random_.below(10) > 0) send.offset = offset;
            const bool told = send.offset >= 0;
            if (!(is_ok && has_occasion(Flaw::kDroppedRecord))) {
                log.push_back({.offset = offset, .value = send.value});
                if (is_ok && has_occasion(Flaw::kDoubleRecord)) {
                    log.push_back({.offset = ends_[send.key]++, .value = send.value});
                }
                if (plan_.flaw == Flaw::kSwappedRecords && told && log.size() > 1 &&
                    !is_seen(send.key, log.size() - 2) && has_occasion(Flaw::kSwappedRecords)) {
                    std::swap(log.back().value, log[log.size() - 2].value);
                }
            }
        }
        // The marker of a transaction takes an offset too.
        if (client.polls && !client.sends.empty()) ++ends_[client.sends.back().key];
    }

    bool is_seen(std::uint32_t key, std::size_t record) const {
        return std::ranges::any_of(
            clients_, [&](const Client& client) { return client.positions[key] > record; });
    }

    // Where there are many keys, each process polls a quarter of them until the end.
    bool is_polled_by(const Client& client, std::uint32_t key) const {
        const auto process = static_cast<std::uint32_t>(&client - clients_.data());
        return polls_all_ || plan_.keys < 4 || (process + key) % 4 == 0;
    }

    // What a poll that fails has returned is polled again.
    std::vector<PolledKey> poll(Client& client, bool is_ok, std::size_t most) {
        std::vector<PolledKey> polled;
        for (std::uint32_t key = 0; key < plan_.keys; ++key) {
            const std::vector<Record>& log = logs_[key];
            std::size_t& position = client.positions[key];
            if (!is_polled_by(client, key) || random_.below(3) == 0) continue;
            std::size_t from = position;
            if (from > 0 && from + 1 < log.size() && is_ok && has_occasion(Flaw::kSkippedRecord)) {
                ++from;
            } else if (from > 0 && from < log.size() && is_ok && has_occasion(Flaw::kStaleRead)) {
                --from;
            }
            const std::size_t to = most < log.size() - from ? from + most : log.size();
            if (from == to) continue;
            polled.push_back({.key = key,
                              .records = {log.begin() + static_cast<std::ptrdiff_t>(from),
                                          log.begin() + static_cast<std::ptrdiff_t>(to)}});
            if (is_ok) position = to;
        }
        return polled;
    }

    // A process that polls everything from where it is, and one for all from the beginning.
    void poll_all() {
        clients_[0].sends.clear();
        clients_[0].polls = true;
        polls_all_ = true;
        for (int round = 0; round < 2; ++round) {
            if (round == 1) {
                write_assign();
                std::ranges::fill(clients_[0].positions, 0);
            }
            for (;;) {
                write_op(0, "invoke", {});
                const std::vector<PolledKey> polled = poll(clients_[0], true, 1000);
                write_op(0, "ok", polled);
                if (is_done()) break;
            }
        }
    }
    bool is_done() const {
        for (std::uint32_t key = 0; key < plan_.keys; ++key) {
            if (clients_[0].positions[key] < logs_[key].size()) return false;
        }
        return true;
    }

    void write_assign() {
        for (const char* type : {"invoke", "ok"}) {
            begin_op(0, type, "assign");
            line_ += "[]";
            end_op();
        }
    }

    void begin_op(std::uint32_t process, const char* type, const char* f) {
        line_.clear();
        time_ += 1000 + static_cast<std::int64_t>(random_.below(1'000'000));
        put("{{:index {}, :time {}, :process {}, :type :{}, :f :{}, :value ",
            R"({{"index":{},"time":{},"process":{},"type":"{}","f":"{}","value":)", index_++, time_,
            process, type, f);
    }
    void end_op() {
        line_ += "}\n";
        out_ << line_;
    }

    void write_op(std::uint32_t process, const char* type, const std::vector<PolledKey>& polled) {
        const Client& client = clients_[process];
        begin_op(process, type, client.sends.empty() ? "poll" : client.polls ? "txn" : "send");
        line_ += '[';
        const bool ended = std::string_view(type) != "invoke";
        if (client.polls) write_poll(ended, polled);
        for (const MicroOp& send : client.sends) {
            if (line_.back() != '[') line_ += ',';
            const bool told = ended && std::string_view(type) == "ok" && send.offset >= 0;
            put("[:send {} ", R"(["send",{},)", send.key);
            if (told) {
                fmt::format_to(std::back_inserter(line_), "[{},{}]]", send.offset, send.value);
            } else {
                fmt::format_to(std::back_inserter(line_), "{}]", send.value);
            }
        }
        line_ += ']';
        end_op();
    }

    void write_poll(bool ended, const std::vector<PolledKey>& polled) {
        line_ += is_edn() ? "[:poll" : "[\"poll\"";
        if (ended) {
            line_ += is_edn() ? " {" : ",{";
            for (const auto& [key, records] : polled) {
                if (line_.back() != '{') line_ += ',';
                put("{} [", R"("{}":[)", key);
                for (const Record& record : records) {
                    if (line_.back() != '[') line_ += ',';
                    fmt::format_to(std::back_inserter(line_), "[{},{}]", record.offset,
                                   record.value);
                }
                line_ += ']';
            }
            line_ += '}';
        }
        line_ += ']';
    }

    const LegalHistory& plan_;
    std::ostream& out_;
    sim::Random random_;
    std::vector<std::vector<Record>> logs_;  // By key.
    std::vector<std::int64_t> ends_;         // The next offset, by key.
    std::vector<std::int64_t> values_;       // The next value, by key.
    std::vector<Client> clients_;
    std::optional<std::uint64_t> occasion_ = plan_.flaw_after;
    bool polls_all_ = false;
    std::int64_t time_ = 0;
    std::uint64_t index_ = 0;
    std::string line_;
};

}  // namespace

bool write_legal_history(const LegalHistory& plan, std::ostream& out) {
    return Writer(plan, out).write();
}

}  // namespace assize::checkers
