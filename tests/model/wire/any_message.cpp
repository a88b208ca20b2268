#include "tests/model/wire/any_message.h"

namespace assize::model::wire {

const AnyMessage* find_message(AnyMessage::Kind kind, std::int16_t key) {
    for (const AnyMessage& message : all_messages()) {
        if (message.kind == kind && message.key == key) return &message;
    }
    return nullptr;
}

}  // namespace assize::model::wire
