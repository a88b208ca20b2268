#pragma once

#include <string>
#include <vector>

#include "checkers/verdict.h"
#include "reports/event_log.h"

namespace assize::reports {

/// What a timeline is about: a few records or sends, and the partitions they belong to.
/// Requires: the log is complete, and outlives it.
class Focus {
public:
    /// About these subjects, and what the log says belongs to them: the records of a send, the
    /// sends of a record. Epochs, and more records than fit in a picture, stand for their partition
    /// as such. Without subjects it is about the partition that changed most.
    Focus(const EventLog& log, const std::vector<checkers::SubjectRange>& subjects);

    /// The topic-partitions, those that were named first.
    const std::vector<std::string>& partitions() const { return partitions_; }
    /// "orders-0@41", "orders-0", or empty.
    const std::string& name() const { return name_; }
    /// Whether it is about records or sends, not only about partitions.
    bool has_records() const { return !subjects_.empty(); }

    bool is_about_partition(std::size_t index) const;
    bool is_about_records(std::size_t index) const;

private:
    void add(const checkers::SubjectRange& range);
    void add_partition(const std::string& partition);
    void add_counterparts();
    void add_partition_that_changed_most();
    void learn_names();

    const EventLog& log_;
    std::vector<EventLog::Subject> subjects_;
    std::vector<std::string> partitions_;
    std::vector<EventLog::Name> partition_names_;
    std::string name_;
};

}  // namespace assize::reports
