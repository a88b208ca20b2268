#pragma once
#include <string>
#include <vector>
#include "sim/trace.h"
namespace assize::model::kraft {
class RaftInvariants final : public sim::TraceSubscriber {
public:
    void on_event(const sim::Event&) override {}
    void wiped(int) {}
    const std::vector<std::string>& violations() const { return violations_; }

private:
    std::vector<std::string> violations_;
};
}  // namespace assize::model::kraft
