#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace assize::reports {

/// Graphviz, as far as we need it: it draws a graph of which every position is given.
/// It is C with global state: Requires: one at a time, from one thread. The first costs some 30 ms
/// (it looks for fonts), and some memory that it never gives back.
class Graphviz {
public:
    enum class Format : std::uint8_t { kSvg, kPng, kPdf };

    /// What was drawn, and what Graphviz remarked about it meanwhile, a line each: it scales down,
    /// and finishes without an error, what is too large for its renderer.
    struct Drawing {
        std::string bytes;
        std::vector<std::string> remarks;
    };

    Graphviz();
    ~Graphviz();
    Graphviz(const Graphviz&) = delete;
    Graphviz& operator=(const Graphviz&) = delete;

    /// Fails: when it is no graph, or Graphviz lacks the renderer; in Graphviz's words. Nothing is
    /// printed.
    tl::expected<Drawing, std::string> draw(std::string_view dot, Format format);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace assize::reports
