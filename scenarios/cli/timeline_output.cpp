#include "scenarios/cli/timeline_output.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "reports/drawing/draw.h"
#include "reports/html/html_report.h"
#include "scenarios/cli/output_file.h"

namespace assize::scenarios {

namespace {

using Format = TimelineFormat;

constexpr std::pair<std::string_view, Format> kSuffixes[] = {
    {".svg", Format::kSvg},     {".png", Format::kPng}, {".pdf", Format::kPdf},
    {".txt", Format::kText},    {".dot", Format::kDot}, {".html", Format::kHtml},
    {".mmd", Format::kMermaid},
};

std::optional<OutputFailure> write_file(const std::string& path, std::string_view content,
                                        std::vector<std::string>& written) {
    auto file = OutputFile::create(path);
    if (!file) return OutputFailure{ExitCode::kCannotWrite, file.error()};
    if (const auto done = file->write(content); !done) {
        return OutputFailure{ExitCode::kCannotWrite, done.error()};
    }
    written.push_back(path);
    return std::nullopt;
}

// "x-2of3.svg" of "x.svg"
std::string page_path(const std::string& path, const reports::Timeline& page) {
    if (page.pages == 1) return path;
    std::filesystem::path named(path);
    const std::string suffix = named.extension().string();
    named.replace_extension();
    return fmt::format("{}-{}of{}{}", named.string(), page.page, page.pages, suffix);
}

}  // namespace

std::optional<TimelineFormat> timeline_format_of(std::string_view path) {
    for (const auto& [suffix, format] : kSuffixes) {
        if (path.size() > suffix.size() && path.ends_with(suffix)) return format;
    }
    return std::nullopt;
}

std::string timeline_suffixes() {
    std::vector<std::string_view> suffixes;
    for (const auto& [suffix, format] : kSuffixes) suffixes.push_back(suffix);
    return fmt::format("{}", fmt::join(suffixes, ", "));
}

std::string pages_as_text(const std::vector<reports::Timeline>& pages,
                          const reports::TextOptions& options) {
    std::string text;
    for (const reports::Timeline& page : pages) {
        if (!text.empty()) text += '\n';
        reports::TextOptions these = options;
        these.legend = options.legend && page.page == page.pages;
        text += reports::to_text(page, these);
    }
    return text;
}

std::optional<OutputFailure> TimelineOutput::write(const std::string& path,
                                                   std::vector<std::string>& written) const {
    const Format format = timeline_format_of(path).value_or(Format::kText);
    if (format == Format::kText) return write_file(path, pages_as_text(pages, text), written);
    if (format == Format::kHtml) {
        return write_file(path, reports::html_report(run.summary, run.log, run.plan), written);
    }
    for (const reports::Timeline& page : pages) {
        const std::string name = page_path(path, page);
        std::string content;
        if (format == Format::kMermaid) {
            content = reports::to_mermaid(page);
        } else {
            auto drawn = reports::draw(page, *reports::picture_format_of(path));
            if (!drawn) {
                return OutputFailure{ExitCode::kCannotWrite,
                                     fmt::format("cannot write {}: {}", name, drawn.error())};
            }
            content = std::move(drawn->bytes);
        }
        if (auto failure = write_file(name, content, written)) return failure;
    }
    return std::nullopt;
}

}  // namespace assize::scenarios
