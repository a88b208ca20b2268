#include "checkers/properties/partition_story.h"

#include <algorithm>
#include <ranges>
#include <utility>

#include "checkers/field.h"
#include "model/facts.h"

namespace assize::checkers {

const PartitionStories::Append* PartitionStories::Story::append_of(
    std::int64_t offset, std::optional<std::int32_t> broker) const {
    for (const Append& append : appends | std::views::reverse) {
        if (broker && append.broker != *broker) continue;
        if (append.begin <= offset && offset < append.end) return &append;
        // What one leader wrote before that lies further below.
        if (broker && append.end <= offset) return nullptr;
    }
    return nullptr;
}

const PartitionStories::Story& PartitionStories::find(std::string_view partition) const {
    static const Story kNone;
    const auto found = stories_.find(partition);
    return found == stories_.end() ? kNone : found->second;
}

PartitionStories::Story* PartitionStories::story_of(const sim::Event& event) {
    const auto partition = partition_of(event);
    return partition ? &stories_[std::string(trace_.name(*partition))] : nullptr;
}

void PartitionStories::drop(Story& story, Drop dropped) {
    story.log_ends[dropped.broker] = dropped.to;
    if (dropped.to < dropped.from) story.drops.push_back(dropped);
}

void PartitionStories::on_event(const sim::Event& event) {
    if (const auto* appended = event.as<model::BatchAppended>()) {
        Story* story = story_of(event);
        if (!story) return;
        story->log_ends[appended->broker] = appended->end;
        if (appended->origin != model::AppendedBy::kClient) return;
        story->appends.push_back({.begin = appended->base,
                                  .end = appended->end,
                                  .broker = appended->broker,
                                  .leader_epoch = appended->leader_epoch,
                                  .event = event.id});
    } else if (const auto* leader = event.as<model::BecameLeader>()) {
        Story* story = story_of(event);
        if (!story) return;
        story->leads.push_back({.broker = leader->broker.value(),
                                .leader_epoch = leader->leader_epoch.value(),
                                .log_end = leader->start_offset.value(),
                                .event = event.id});
    } else if (const auto* cut = event.as<model::LogTruncated>()) {
        Story* story = story_of(event);
        if (!story) return;
        drop(*story, {HowDropped::kTruncated, cut->broker, cut->from, cut->to, event.id});
    } else if (const auto* restarted = event.as<model::LogRestarted>()) {
        Story* story = story_of(event);
        if (!story) return;
        drop(*story, {HowDropped::kRestarted, restarted->broker, restarted->from, 0, event.id});
        story->log_ends[restarted->broker] = restarted->at;
    } else if (const auto* loaded = event.as<model::LogLoaded>()) {
        Story* story = story_of(event);
        if (!story) return;
        const std::int64_t before = story->log_ends[loaded->broker];
        drop(*story,
             {HowDropped::kNotRecovered, loaded->broker, before, loaded->log_end, event.id});
    } else if (const auto* created = event.as<model::LogCreated>()) {
        Story* story = story_of(event);
        if (!story) return;
        const std::int64_t before = story->log_ends[created->broker];
        drop(*story,
             {HowDropped::kNotRecovered, created->broker, before, created->log_start, event.id});
    } else if (const auto* changed = event.as<model::PartitionChanged>()) {
        Story& story = stories_[changed->topic + "-" + std::to_string(changed->partition)];
        if (story.isr != changed->isr) {
            story.isr_changes.push_back({.before = story.isr,
                                         .now = changed->isr,
                                         .elects = changed->leader_elected,
                                         .event = event.id});
        }
        story.isr = changed->isr;
    } else if (event.kind.name == "process_died" && event.emitter) {
        std::string how = text_in(event, "death").value_or("");
        std::ranges::replace(how, '_', ' ');
        deaths_.push_back({.process = std::string(trace_.name(event.emitter->process)),
                           .how = std::move(how),
                           .event = event.id});
    }
}

}  // namespace assize::checkers
