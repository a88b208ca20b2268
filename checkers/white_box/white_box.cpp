#include "checkers/white_box/white_box.h"

#include <utility>

namespace assize::checkers {

WhiteBox::WhiteBox(sim::Trace& trace, Violations::Callback on_violation)
    : trace_(trace),
      violations_(std::move(on_violation)),
      shadows_(trace),
      losses_(shadows_, lives_),
      quorum_(violations_),
      producers_(shadows_, lives_, violations_),
      indexes_(shadows_, lives_, violations_),
      logs_(shadows_, lives_, violations_),
      replication_(shadows_, lives_, losses_, violations_),
      controllers_(shadows_, quorum_, replication_, violations_) {
    trace_.subscribe(*this);
}

WhiteBox::~WhiteBox() {
    trace_.unsubscribe(*this);
}

void WhiteBox::on_event(const sim::Event& event) {
    violations_.set_event(event.id);
    note_lives(event);
    lives_.on_event(event);
    if (lives_.is_disaster(event)) {
        for (const std::int32_t node : lives_.wiped_by(event)) {
            quorum_.wiped(node);
            // Who lost its vote may vote again: the rest is not promised any more.
            if (quorum_.is_voter(node)) quorum_.set_options({.data_loss = true});
        }
    }
    // Who judges what a log drops has to look before it is gone.
    losses_.on_event(event);
    replication_.on_event(event);
    producers_.on_event(event);
    indexes_.on_event(event);
    logs_.on_event(event);
    quorum_.on_event(event);
    controllers_.on_event(event);
}

/// Whoever speaks of a log, a role or a life says which node its process is.
void WhiteBox::note_lives(const sim::Event& event) {
    if (const auto* appended = event.as<model::BatchAppended>()) {
        lives_.note(appended->broker, event);
    } else if (const auto* created = event.as<model::LogCreated>()) {
        lives_.note(created->broker, event);
    } else if (const auto* loaded = event.as<model::LogLoaded>()) {
        lives_.note(loaded->broker, event);
    } else if (const auto* leader = event.as<model::BecameLeader>()) {
        lives_.note(leader->broker.value(), event);
    } else if (const auto* follower = event.as<model::BecameFollower>()) {
        lives_.note(follower->broker.value(), event);
    } else if (const auto* started = event.as<model::KraftStarted>()) {
        lives_.note(started->node, event);
    }
}

}  // namespace assize::checkers
