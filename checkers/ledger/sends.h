#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "checkers/ledger/crc_index.h"
#include "checkers/ledger/entries.h"
#include "checkers/ledger/names.h"
#include "model/facts.h"
#include "sim/trace.h"

namespace assize::checkers::ledger {

/// What users asked of producers, what they were told, and in which batches it travelled.
class Sends {
public:
    /// Requires: all outlive this.
    Sends(const sim::Trace& trace, Names& partitions, Names& words)
        : trace_(trace), partitions_(partitions), words_(words) {}

    void on(const model::SendInvoked& fact, const sim::Event& event);
    void on(const model::SendEnded& fact, const sim::Event& event);
    void on(const model::ProducerBatchSent& fact, const sim::Event& event);
    void on(const model::ProducerBatchAcknowledged& fact, const sim::Event& event);
    void on(const model::ProducerBatchRetried& fact, const sim::Event& event);
    void on(const model::ProducerBatchFailed& fact, const sim::Event& event);
    void on(const model::ProducerBatchSplit& fact, const sim::Event& event);

    /// The batch that a leader has written: the one of that checksum and size which most likely is
    /// meant. kNone when no producer sent such a batch to that partition.
    std::uint32_t note_append(std::uint32_t partition, std::uint32_t crc, std::uint32_t records);

    std::uint32_t producers() const { return names_.size(); }
    const std::string& producer_name(std::uint32_t producer) const { return names_[producer]; }
    /// By number; those that were never invoked are blank.
    const std::vector<Send>& of(std::uint32_t producer) const { return producers_[producer].sends; }
    const Send& at(SendRef send) const { return of(send.producer)[send.number]; }
    /// What was sent under that value by now. Unknown when nobody did.
    SendRef find(std::string_view value) const;

    const std::vector<SentBatch>& batches() const { return batches_; }
    /// Calls visit(index in the batch, number of the send).
    template <class Visit>
    void for_each_send_in(const SentBatch& batch, Visit visit) const {
        std::uint32_t index = 0;
        for (std::uint32_t i = 0; i < batch.run_count; ++i) {
            const SendRun run = runs_[batch.first_run + i];
            for (std::uint32_t number = run.begin; number < run.end; ++number) {
                visit(index++, number);
            }
        }
    }
    /// Whether it is known of each record in it which one it is.
    bool is_itemised(const SentBatch& batch) const;

private:
    /// One life of a producer, whose batches are numbered anew.
    struct Life {
        std::uint32_t incarnation;
        std::vector<std::uint32_t> batches = {};  // By their numbers; kNone: not sent.
    };
    struct Producer {
        std::vector<Send> sends = {};
        std::vector<Life> lives = {};
    };

    std::uint32_t producer(std::string_view name);
    Send* slot(std::string_view value);
    Life* life_of(const sim::Event& event, std::uint32_t& producer);
    SentBatch* batch_of(const sim::Event& event, std::uint64_t number);
    SentBatch& new_batch(const model::ProducerBatchSent& fact, const sim::Event& event,
                         std::uint32_t producer);

    const sim::Trace& trace_;
    Names& partitions_;
    Names& words_;
    Names names_;
    std::vector<Producer> producers_;
    std::vector<SentBatch> batches_;
    std::vector<SendRun> runs_;
    CrcIndex by_crc_;
};

}  // namespace assize::checkers::ledger
