#include "reports/timeline/messages.h"

#include <algorithm>
#include <array>

namespace assize::reports {

namespace {

/// Whom a message that led to a fact came from.
enum class From : std::uint8_t {
    kAnybody,
    kLeader,      // Of the fact's partition.
    kController,  // The active one.
    kFollower,    // That the fact names.
};
/// When it came.
enum class When : std::uint8_t {
    kThatInstant,  // What leads to the fact takes no time.
    kRecently,     // What leads to the fact takes a processor, or a disk.
    kBefore,       // What it brought may have lain there for long.
};

/// Which message leads to facts of a kind.
struct CauseRule {
    std::string_view kind;
    std::string_view field;  // Only of facts with this text in this field; empty: of all.
    std::string_view text;
    std::string_view api;
    bool is_request;
    From from;
    When when;
};

constexpr bool kAsks = true;
constexpr bool kAnswers = false;

constexpr CauseRule kRules[] = {
    {"batch_appended", "origin", "replication", "Fetch", kAnswers, From::kLeader, When::kRecently},
    {"high_watermark_moved", "reason", "follower", "Fetch", kAnswers, From::kLeader,
     When::kRecently},
    {"log_start_moved", "reason", "leader", "Fetch", kAnswers, From::kLeader, When::kRecently},
    {"log_start_moved", "reason", "delete_records", "DeleteRecords", kAsks, From::kAnybody,
     When::kRecently},
    {"truncation_decided", "", "", "Fetch", kAnswers, From::kLeader, When::kRecently},
    {"follower_state_updated", "", "", "Fetch", kAsks, From::kFollower, When::kRecently},
    {"became_leader", "", "", "Fetch", kAnswers, From::kController, When::kRecently},
    {"became_follower", "", "", "Fetch", kAnswers, From::kController, When::kRecently},
    {"isr_committed", "source", "metadata", "Fetch", kAnswers, From::kController, When::kRecently},
    {"isr_committed", "source", "alter_partition", "AlterPartition", kAnswers, From::kAnybody,
     When::kRecently},
    {"isr_change_reverted", "", "", "AlterPartition", kAnswers, From::kAnybody, When::kRecently},
    {"partition_changed", "reason", "alter_partition", "AlterPartition", kAsks, From::kAnybody,
     When::kRecently},
    {"partition_changed", "reason", "create_topics", "CreateTopics", kAsks, From::kAnybody,
     When::kRecently},
    {"partition_changed", "reason", "elect_leaders", "ElectLeaders", kAsks, From::kAnybody,
     When::kRecently},
    {"partition_changed", "reason", "alter_partition_reassignments", "AlterPartitionReassignments",
     kAsks, From::kAnybody, When::kRecently},
    {"partition_changed", "reason", "broker_unfenced", "BrokerHeartbeat", kAsks, From::kAnybody,
     When::kRecently},
    {"broker_fencing_changed", "reason", "broker_unfenced", "BrokerHeartbeat", kAsks,
     From::kAnybody, When::kRecently},
    {"kraft_state_changed", "reason", "election_won", "Vote", kAnswers, From::kAnybody,
     When::kThatInstant},
    {"producer_batch_acknowledged", "", "", "Produce", kAnswers, From::kAnybody,
     When::kThatInstant},
    {"producer_batch_retried", "", "", "Produce", kAnswers, From::kAnybody, When::kThatInstant},
    {"producer_batch_failed", "", "", "Produce", kAnswers, From::kAnybody, When::kThatInstant},
    {"send_ended", "", "", "Produce", kAnswers, From::kAnybody, When::kThatInstant},
    {"record_delivered", "", "", "Fetch", kAnswers, From::kLeader, When::kBefore},
    {"records_consumed", "", "", "Fetch", kAnswers, From::kLeader, When::kBefore},
    {"final_read_ended", "", "", "Fetch", kAnswers, From::kLeader, When::kBefore},
};

constexpr sim::Duration kRecently = sim::Duration::milliseconds(500);
constexpr sim::Duration kRightAfter = sim::Duration::milliseconds(20);
constexpr std::size_t kLookedAtMost = 2000;

const CauseRule* rule_for(const EventLog& log, std::size_t index) {
    const std::string_view kind = log.kind_of(index);
    for (const CauseRule& rule : kRules) {
        if (rule.kind != kind) continue;
        if (rule.field.empty() || log.text(index, rule.field) == rule.text) return &rule;
    }
    return nullptr;
}

}  // namespace

std::vector<CausedKind> kinds_with_causes() {
    std::vector<CausedKind> kinds;
    for (const CauseRule& rule : kRules) kinds.push_back({rule.kind, rule.field});
    return kinds;
}

Messages::Messages(const EventLog& log, const Describer& describer)
    : log_(log), describer_(describer) {
    const auto sent = log.name_of("message_sent");
    const auto received = log.name_of("message_received");
    const std::array faults{log.name_of("frame_delayed"), log.name_of("frame_held"),
                            log.name_of("frame_dropped"), log.name_of("frame_corrupted")};
    const auto batch_sent = log.name_of("producer_batch_sent");
    const auto started = log.name_of("process_started");
    const auto died = log.name_of("process_died");
    const std::array leaders{log.name_of("became_leader"), log.name_of("fetcher_started"),
                             log.name_of("became_follower"), log.name_of("controller_activated")};
    for (std::size_t i = 0; i < log.size(); ++i) {
        const EventLog::Name kind = log[i].kind;
        if (kind == sent) learn_sent(i);
        if (kind == received) learn_received(i);
        if (kind == batch_sent) learn_batch(i);
        if (kind == started || kind == died) lives_[std::string(log.process_of(i))].push_back(i);
        if (std::ranges::find(faults, kind) != faults.end()) learn_fault(i);
        if (std::ranges::find(leaders, kind) != leaders.end()) learn_leader(i);
    }
}

// --- Learning.

void Messages::learn_sent(std::size_t index) {
    const EventLog::Event& event = log_[index];
    if (!event.message || !event.process) return;
    const auto peer = log_.number(index, "peer");
    const auto host = describer_.hosts().find(peer.value_or(-1));
    by_id_[*event.message] = messages_.size();
    sent_[event.process->value()].push_back(messages_.size());
    messages_.push_back(
        {.id = *event.message,
         .sent = index,
         .from = log_.process_of(index),
         .to = host != describer_.hosts().end() ? std::string_view(host->second) : "",
         .api = log_.text(index, "api").value_or("message"),
         .is_request = log_.text(index, "side") == "request"});
}

void Messages::learn_received(std::size_t index) {
    const EventLog::Event& event = log_[index];
    const auto sent = event.message ? by_id_.find(*event.message) : by_id_.end();
    if (sent == by_id_.end() || !event.process) return;
    messages_[sent->second].received = index;
    messages_[sent->second].to = log_.process_of(index);
    taken_[event.process->value()].push_back(sent->second);
}

void Messages::learn_fault(std::size_t index) {
    const auto& id = log_[index].message;
    if (!id) return;
    struck_.insert(*id);
    const std::string_view kind = log_.kind_of(index);
    if (kind == "frame_delayed") delays_[*id] += log_.number(index, "by_ns").value_or(0);
    if (kind == "frame_held") held_.insert(*id);
}

void Messages::learn_batch(std::size_t index) {
    if (const auto crc = log_.number(index, "crc")) batches_[*crc].push_back(index);
}

// Clients read from whom the partition's leader is; followers, from whom they were told to.
void Messages::learn_leader(std::size_t index) {
    const std::string_view process = log_.process_of(index);
    if (log_.kind_of(index) == "controller_activated") {
        controllers_.push_back({index, process});
        return;
    }
    const std::string partition = describer_.partition_of(index);
    if (log_.kind_of(index) == "became_leader") {
        leaders_[{"", partition}].push_back({index, process});
        return;
    }
    const auto leader = log_.number(index, "leader");
    const auto node = describer_.nodes().find(leader.value_or(-1));
    if (node == describer_.nodes().end()) return;
    leaders_[{std::string(process), partition}].push_back({index, node->second});
}

// --- Asking.

namespace {

std::string_view last_before(const std::vector<std::pair<std::size_t, std::string_view>>& known,
                             std::size_t index) {
    const auto after =
        std::ranges::upper_bound(known, index, {}, [](const auto& each) { return each.first; });
    return after == known.begin() ? std::string_view() : std::prev(after)->second;
}

}  // namespace

std::optional<sim::Duration> Messages::delay_of(const Message& message) const {
    const auto delay = delays_.find(message.id);
    if (delay == delays_.end()) return std::nullopt;
    return sim::Duration::nanoseconds(delay->second);
}

bool Messages::is_down(std::string_view process, std::size_t index) const {
    const auto lives = lives_.find(process);
    if (lives == lives_.end()) return false;
    const auto next = std::ranges::upper_bound(lives->second, index);
    const auto is_death = [&](std::size_t i) { return log_.kind_of(i) == "process_died"; };
    if (next != lives->second.end() && is_death(*next) &&
        log_[*next].at - log_[index].at < kRightAfter) {
        return true;
    }
    return next != lives->second.begin() && is_death(*std::prev(next));
}

std::string_view Messages::leader_for(std::size_t index) const {
    const std::string partition = describer_.partition_of(index);
    for (const std::string& view : {std::string(log_.process_of(index)), std::string()}) {
        const auto known = leaders_.find({view, partition});
        if (known == leaders_.end()) continue;
        if (const auto leader = last_before(known->second, index); !leader.empty()) return leader;
    }
    return "";
}

const Message* Messages::cause_of(std::size_t index) const {
    const std::string_view kind = log_.kind_of(index);
    if (kind == "batch_appended" && log_.text(index, "origin") == "client") {
        return produce_request_of(index);
    }
    // A leader's high watermark moves for a follower's fetch says how far that is.
    if (kind == "high_watermark_moved" || kind == "produce_committed") {
        if (const auto update = follower_update_before(index)) return cause_of(*update);
    }
    const CauseRule* rule = rule_for(log_, index);
    if (!rule) return nullptr;
    std::string_view from;
    if (rule->from == From::kLeader) from = leader_for(index);
    if (rule->from == From::kController) from = last_before(controllers_, index);
    if (rule->from == From::kFollower) {
        const auto node = describer_.nodes().find(log_.number(index, "follower").value_or(-1));
        if (node != describer_.nodes().end()) from = node->second;
    }
    if (rule->from != From::kAnybody && from.empty()) return nullptr;
    const Message* last = last_received(index, rule->api, rule->is_request, from);
    if (!last) return nullptr;
    const sim::Duration since = log_[index].at - log_[*last->received].at;
    if (rule->when == When::kThatInstant && since > sim::Duration::zero()) return nullptr;
    if (rule->when == When::kRecently && since > kRecently) return nullptr;
    return last;
}

std::optional<std::size_t> Messages::follower_update_before(std::size_t index) const {
    for (std::size_t back = 1; back <= std::min<std::size_t>(index, 8); ++back) {
        const std::size_t i = index - back;
        if (log_[i].at != log_[index].at) return std::nullopt;
        if (log_[i].process != log_[index].process) continue;
        if (log_.kind_of(i) == "follower_state_updated") return i;
    }
    return std::nullopt;
}

// The batch tells by its checksum who sent it, and that tells which request brought it.
const Message* Messages::produce_request_of(std::size_t append) const {
    const auto sent_crc = log_.number(append, "sent_crc");
    const auto batches =
        batches_.find(sent_crc ? *sent_crc : log_.number(append, "crc").value_or(-1));
    if (batches == batches_.end()) return nullptr;
    const std::string_view broker = log_.process_of(append);
    for (auto sent = batches->second.rbegin(); sent != batches->second.rend(); ++sent) {
        if (*sent > append) continue;
        const Message* message = sent_after(*sent, "Produce", broker);
        if (message && message->received && *message->received < append) return message;
    }
    return nullptr;
}

const Message* Messages::sent_after(std::size_t index, std::string_view api,
                                    std::string_view to) const {
    const auto process = log_[index].process;
    const auto sent = process ? sent_.find(process->value()) : sent_.end();
    if (sent == sent_.end()) return nullptr;
    const auto at = [&](std::size_t which) { return messages_[which].sent; };
    for (auto which = std::ranges::upper_bound(sent->second, index, {}, at);
         which != sent->second.end(); ++which) {
        const Message& message = messages_[*which];
        if (log_[message.sent].at - log_[index].at > kRecently) return nullptr;
        if (message.api == api && message.is_request && (to.empty() || message.to == to)) {
            return &message;
        }
    }
    return nullptr;
}

const Message* Messages::last_received(std::size_t index, std::string_view api, bool is_request,
                                       std::string_view from) const {
    const auto process = log_[index].process;
    const auto taken = process ? taken_.find(process->value()) : taken_.end();
    if (taken == taken_.end()) return nullptr;
    const auto at = [&](std::size_t which) { return *messages_[which].received; };
    auto which = std::ranges::lower_bound(taken->second, index, {}, at);
    for (std::size_t looked = 0; which != taken->second.begin() && looked < kLookedAtMost;
         ++looked) {
        const Message& message = messages_[*--which];
        if (log_[*message.received].incarnation != log_[index].incarnation) return nullptr;
        if (message.api == api && message.is_request == is_request &&
            (from.empty() || message.from == from)) {
            return &message;
        }
    }
    return nullptr;
}

}  // namespace assize::reports
