#include "model/metadata/loader.h"

#include <utility>
#include <variant>

#include "model/facts/metadata.h"
#include "sim/invariant.h"
#include "sim/simulation.h"

namespace assize::model::metadata {

sim::Result<void, ReplayError> MetadataLoader::add(const CommittedRecords& batch) {
    INVARIANT(batch.base_offset == delta_.image().end_offset(), "the log has no gaps");
    if (epochs_.empty() || epochs_.back() != batch.epoch.value()) {
        epochs_.push_back(batch.epoch.value());
        epoch_begins_.push_back(batch.base_offset.value());
    }
    for (const wire::Bytes& bytes : batch.records) {
        const auto record = decode(bytes);
        if (!record) return sim::Failure(record.error());
        if (auto added = add(*record); !added) return added;
    }
    delta_.advance_to({.offset = batch.last_offset, .epoch = batch.epoch});
    return {};
}

sim::Result<void, ReplayError> MetadataLoader::add(const MetadataRecord& record) {
    if (std::holds_alternative<wire::BeginTransactionRecord>(record)) {
        before_transaction_ = delta_;
    } else if (std::holds_alternative<wire::EndTransactionRecord>(record)) {
        before_transaction_.reset();
    } else if (std::holds_alternative<wire::AbortTransactionRecord>(record)) {
        if (before_transaction_) delta_ = std::move(*before_transaction_);
        before_transaction_.reset();
    }
    return delta_.apply(record);
}

sim::Result<void, ReplayError> MetadataLoader::load(LogPosition position,
                                                    std::span<const wire::Bytes> records) {
    MetadataDelta loaded{MetadataImage()};
    for (const wire::Bytes& bytes : records) {
        const auto record = decode(bytes);
        if (!record) return sim::Failure(record.error());
        if (auto applied = loaded.apply(*record); !applied) return applied;
    }
    loaded.advance_to(position);
    before_transaction_.reset();
    delta_.replace_by(loaded.image());
    from_snapshot_ = true;
    epochs_.assign(1, position.epoch.value());
    epoch_begins_.assign(1, position.offset.value());  // Of earlier records it is not known.
    return {};
}

bool MetadataLoader::has_step() const {
    return !in_transaction() && delta_.image().applied != delta_.before().applied;
}

MetadataDelta MetadataLoader::take_step(const sim::Life& life) {
    INVARIANT(has_step(), "a step is taken when there is one");
    MetadataDelta next_step(delta_.image());
    MetadataDelta step = std::exchange(delta_, std::move(next_step));

    if (!log_name_) {
        sim::Trace& trace = life.process().simulation().trace();
        log_name_ = trace.intern("__cluster_metadata-0");
    }
    const LogPosition applied = *step.image().applied;
    const std::int64_t from = from_snapshot_ ? 0 : step.before().end_offset().value();
    const std::int64_t end = step.image().end_offset().value();
    life.emit(
        MetadataApplied{
            .node = node_.value(),
            .from = from,
            .end = end,
            .epoch = applied.epoch.value(),
            .snapshot = std::exchange(from_snapshot_, false),
            .epochs = std::exchange(epochs_, {}),
            .epoch_begins = std::exchange(epoch_begins_, {}),
            .digest = digest(step.image()),
        },
        {.changed = step.is_empty() ? sim::Changed::kNo : sim::Changed::kYes,
         .subjects = {{"records", *log_name_, from, end}}});
    return step;
}

}  // namespace assize::model::metadata
