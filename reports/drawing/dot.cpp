#include "reports/drawing/dot.h"

#include <fmt/format.h>

#include <cctype>
#include <cstddef>
#include <iterator>
#include <set>
#include <string_view>
#include <utility>

#include "reports/drawing/arrowhead.h"
#include "reports/drawing/svg.h"
#include "reports/drawing/text.h"

namespace assize::reports {

namespace {

// How many bytes after the ampersand at `at` Graphviz takes for an XML entity of ours; 0: none.
std::size_t entity_length(std::string_view text, std::size_t at) {
    std::size_t end = at + 1;
    if (end < text.size() && text[end] == '#') ++end;
    const std::size_t first = end;
    while (end < text.size() && std::isalnum(static_cast<unsigned char>(text[end]))) ++end;
    return end > first && end < text.size() && text[end] == ';' ? end - at : 0;
}

// As it stands between quotes, so that Graphviz shows just that: it knows escapes like \N (the
// node's name), and entities. It would leave what looks like an entity as it is in an SVG, known to
// XML or not; an empty character of no width (U+200B) keeps it from that.
std::string dot_quoted(std::string_view text) {
    std::string escaped = "\"";
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '"' || text[at] == '\\') escaped += '\\';
        escaped += text[at] == '&' ? "&amp;" : std::string_view(&text[at], 1);
        if (text[at] == '&' && entity_length(text, at) > 0) escaped += "\u200b";
    }
    return escaped + '"';
}

// Graphviz knows bold text in labels like HTML only; those stand in the middle.
bool is_html(const Text& text) {
    return text.weight == FontWeight::kBold;
}

// A line ends with where it stands: at the left (\\l), or at the right.
std::string label_of(const Text& text) {
    if (is_html(text)) return "<<b>" + escaped_for_xml(text.says) + "</b>>";
    std::string label = dot_quoted(text.says);
    if (text.align == Align::kMiddle) return label;
    return label.insert(label.size() - 1, text.align == Align::kLeft ? "\\l" : "\\r");
}

// Where text is wider to Graphviz than to us, it grows from its middle; what stands at one end gets
// room at the other, or it would stand off.
Box room_of(const Shape& shape) {
    Box box = shape.box;
    const std::int32_t more = 6 + box.width / 10;
    if (shape.outline != Outline::kNone || is_html(shape.text)) return box;
    if (shape.text.align == Align::kMiddle) return box;
    if (shape.text.align == Align::kRight) box.left -= more;
    box.width += more;
    return box;
}

std::string_view style_of(Dash dash) {
    switch (dash) {
        case Dash::kSolid: return "solid";
        case Dash::kDashed: return "dashed";
        case Dash::kDotted: return "dotted";
    }
    return "?";
}

std::string_view shape_of(Outline outline) {
    switch (outline) {
        case Outline::kNone: return "plaintext";
        case Outline::kRectangle:
        case Outline::kRounded: return "box";
        case Outline::kHexagon: return "hexagon";
        case Outline::kOctagon: return "octagon";
        case Outline::kCircle: return "circle";
    }
    return "?";
}

std::string_view arrowhead_of(Head head) {
    switch (head) {
        case Head::kNone: return "none";
        case Head::kFull: return "normal";
        case Head::kHollow: return "empty";
        case Head::kHalf: return "lnormal";
    }
    return "?";
}

// Inches, as Graphviz measures nodes, from points: all of 1/72 there is.
std::string inches(std::int32_t points) {
    return fmt::format("{}.{:06}", points / 72, points % 72 * 1'000'000 / 72);
}

class DotWriter {
public:
    explicit DotWriter(const Picture& picture) : picture_(picture) {}
    std::string write();

private:
    template <class... Arguments>
    void put(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
        fmt::format_to(std::back_inserter(dot_), format, std::forward<Arguments>(arguments)...);
    }

    void points();
    void line(const Line& line);
    void shape(const Shape& shape, std::size_t index);
    void tag(const Tag& tag);
    // Graphviz counts y from below.
    std::string position(FinePoint point) const {
        return decimal(point.x_tenths) + ',' + decimal(picture_.height * 10 - point.y_tenths);
    }
    static std::string name_of(Point point) { return fmt::format("p{}_{}", point.x, point.y); }

    const Picture& picture_;
    std::string dot_;
};

std::string DotWriter::write() {
    put("digraph timeline {{\n"
        "graph [layout=nop2, outputorder=edgesfirst, splines=line, charset=\"UTF-8\", "
        "bgcolor=\"#FFFFFF\", pad=0, bb=\"0,0,{},{}\", tooltip={}, fontname=\"{}\"];\n"
        "node [fontname=\"{}\", fixedsize=shape, margin=0, penwidth=0];\n"
        "edge [arrowsize=0.{}];\n",
        picture_.width, picture_.height, dot_quoted(picture_.title), kFontName, kFontName,
        kHeadLength);
    points();
    for (const Line& each : picture_.lines) line(each);
    for (std::size_t at = 0; at < picture_.shapes.size(); ++at) shape(picture_.shapes[at], at);
    dot_ += "}\n";
    return std::move(dot_);
}

// Where lines begin and end; and two corners, so that the picture is as large as it says.
void DotWriter::points() {
    dot_ += "{ node [shape=point, style=invis, width=0, height=0, label=\"\"];\n";
    std::set<std::pair<std::int32_t, std::int32_t>> written;
    const auto once = [&](Point point) {
        if (!written.emplace(point.x, point.y).second) return;
        put("{} [pos=\"{}\"];\n", name_of(point), position(fine(point)));
    };
    once({0, 0});
    once({picture_.width, picture_.height});
    for (const Line& each : picture_.lines) {
        once(each.from);
        once(each.to);
    }
    dot_ += "}\n";
}

// The route is a Bezier curve of which the inner points lie on the line too. It stops where the
// head begins, or the head would point the wrong way.
void DotWriter::line(const Line& line) {
    const bool headless = line.head == Head::kNone;
    const FinePoint from = fine(line.from);
    const FinePoint to = headless ? fine(line.to) : reports::arrowhead_of(line).base;
    const auto between = [&](std::int32_t thirds) {
        return FinePoint{from.x_tenths + (to.x_tenths - from.x_tenths) * thirds / 3,
                         from.y_tenths + (to.y_tenths - from.y_tenths) * thirds / 3};
    };
    put("{} -> {} [pos=\"", name_of(line.from), name_of(line.to));
    if (!headless) put("e,{} ", position(fine(line.to)));
    put("{} {} {} {}\", color=\"{}\", penwidth={}", position(from), position(between(1)),
        position(between(2)), position(to), line.stroke.colour, decimal(line.stroke.tenths));
    if (line.stroke.dash != Dash::kSolid) put(", style={}", style_of(line.stroke.dash));
    put(", arrowhead={}", arrowhead_of(line.head));
    tag(line.tag);
    dot_ += "];\n";
}

void DotWriter::shape(const Shape& shape, std::size_t index) {
    const Box box = room_of(shape);
    const FinePoint middle{box.left * 10 + box.width * 5, box.top * 10 + box.height * 5};
    put("{} [shape={}, pos=\"{}\", width={}, height={}",
        shape.tag.id.empty() ? fmt::format("s{}", index) : dot_quoted(shape.tag.id),
        shape_of(shape.outline), position(middle), inches(box.width), inches(box.height));
    std::string style = shape.outline == Outline::kRounded ? "rounded" : "";
    if (!shape.fill.colour.empty()) {
        style += style.empty() ? "filled" : ",filled";
        const auto alpha = static_cast<std::uint32_t>(shape.fill.percent * 255 / 100);
        put(", fillcolor=\"{}", shape.fill.colour);
        if (alpha < 255) put("{:02X}", alpha);
        dot_ += '"';
    }
    if (shape.border.dash != Dash::kSolid) {
        style += (style.empty() ? "" : ",") + std::string(style_of(shape.border.dash));
    }
    if (!style.empty()) put(", style=\"{}\"", style);
    if (shape.border.tenths > 0) {
        put(", color=\"{}\", penwidth={}", shape.border.colour, decimal(shape.border.tenths));
    }
    const Text& text = shape.text;
    if (text.says.empty()) {
        dot_ += ", label=\"\"";
    } else {
        put(", fontsize={}, fontcolor=\"{}\", label=", text.size, text.colour);
        dot_ += label_of(text);
    }
    tag(shape.tag);
    dot_ += "];\n";
}

void DotWriter::tag(const Tag& tag) {
    if (!tag.id.empty()) put(", id={}", dot_quoted(tag.id));
    if (!tag.classes.empty()) put(", class={}", dot_quoted(tag.classes));
    if (!tag.tooltip.empty()) put(", tooltip={}", dot_quoted(tag.tooltip));
    if (!tag.href.empty()) put(", href={}", dot_quoted(tag.href));
}

}  // namespace

std::string to_dot(const Picture& picture) {
    return DotWriter(picture).write();
}

}  // namespace assize::reports
