#include "reports/drawing/graphviz.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gvc.h>

#include <algorithm>
#include <cstddef>

namespace assize::reports {

namespace {

// Graphviz reports to a function without a context: it is global, as Graphviz is. A remark comes in
// pieces and ends with its line.
std::string* told_now = nullptr;

int take_piece(char* piece) {
    if (told_now != nullptr && piece != nullptr) *told_now += piece;
    return 0;
}

std::vector<std::string> lines_of(std::string_view told) {
    std::vector<std::string> lines;
    while (!told.empty()) {
        const std::size_t end = std::min(told.find('\n'), told.size());
        if (end > 0) lines.emplace_back(told.substr(0, end));
        told.remove_prefix(std::min(end + 1, told.size()));
    }
    return lines;
}

const char* name_of(Graphviz::Format format) {
    switch (format) {
        case Graphviz::Format::kSvg: return "svg";
        case Graphviz::Format::kPng: return "png";
        case Graphviz::Format::kPdf: return "pdf";
    }
    return "?";
}

// A parsed graph with its layout.
class Graph {
public:
    Graph(GVC_t* context, const std::string& dot)
        : context_(context), graph_(agmemread(dot.c_str())) {
        // nop2: take nodes' and edges' positions as they are.
        laid_out_ = graph_ != nullptr && gvLayout(context_, graph_, "nop2") == 0;
    }
    Graph(const Graph&) = delete;
    Graph& operator=(const Graph&) = delete;
    ~Graph() {
        if (laid_out_) gvFreeLayout(context_, graph_);
        if (graph_ != nullptr) agclose(graph_);
    }

    // Empty: it failed.
    std::string render(const char* format) {
        char* data = nullptr;
        unsigned length = 0;
        if (!laid_out_ || gvRenderData(context_, graph_, format, &data, &length) != 0) return "";
        std::string rendered(data, length);
        gvFreeRenderData(data);
        return rendered;
    }

private:
    GVC_t* context_;
    Agraph_t* graph_;
    bool laid_out_ = false;
};

}  // namespace

struct Graphviz::State {
    GVC_t* context = gvContext();
};

Graphviz::Graphviz() : state_(std::make_unique<State>()) {
    agseterrf(take_piece);
    agseterr(AGWARN);
}

Graphviz::~Graphviz() {
    gvFreeContext(state_->context);
    agseterrf(nullptr);
}

tl::expected<Graphviz::Drawing, std::string> Graphviz::draw(std::string_view dot, Format format) {
    Drawing drawing;
    std::string told;
    told_now = &told;
    drawing.bytes = Graph(state_->context, std::string(dot)).render(name_of(format));
    told_now = nullptr;
    drawing.remarks = lines_of(told);
    if (drawing.bytes.empty()) {
        return tl::unexpected(fmt::format("Graphviz cannot draw it as {}: {}", name_of(format),
                                          fmt::join(drawing.remarks, "; ")));
    }
    return drawing;
}

}  // namespace assize::reports
