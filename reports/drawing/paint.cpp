#include "reports/drawing/paint.h"

#include <fmt/format.h>

#include <cctype>

#include "reports/drawing/text.h"

namespace assize::reports {

namespace {

// As a URL names a file: all that means something to URLs, to XML or to Graphviz is escaped.
std::string url_of(std::string_view file) {
    std::string url;
    for (const char each : file) {
        const auto byte = static_cast<unsigned char>(each);
        const bool plain = std::isalnum(byte) || std::string_view("-._~/").find(each) != file.npos;
        url += plain ? std::string(1, each) : fmt::format("%{:02X}", byte);
    }
    return url;
}

}  // namespace

Shape text_at(Point at, Align align, Text text, Tag tag) {
    const std::int32_t width = width_of(text);
    const std::int32_t left = align == Align::kLeft    ? at.x
                              : align == Align::kRight ? at.x - width
                                                       : at.x - width / 2;
    text.align = align;
    const Box box{left, at.y - kTextHeight / 2, width, kTextHeight};
    return {.box = box, .text = std::move(text), .tag = std::move(tag)};
}

Picture Painter::paint() && {
    guides();
    lanes();
    walls();
    arrows();
    bars();
    bands();
    bar_texts();
    heads(grid_.heads_top());
    if (grid_.has_feet()) heads(grid_.lanes_bottom());
    dots();
    flags();
    labels();
    rulers();
    notes();
    return std::move(picture_);
}

Tag Painter::tag_of(sim::EventId event, std::string classes, std::string tooltip) {
    const std::uint64_t id = event.value();
    Tag tag{.classes = std::move(classes), .tooltip = std::move(tooltip)};
    if (told_.insert(id).second) tag.id = fmt::format("e{}", id);
    if (!options_.report.empty()) tag.href = fmt::format("{}#e{}", url_of(options_.report), id);
    return tag;
}

}  // namespace assize::reports
