#include "reports/html/html_report.h"

#include "reports/describe.h"
#include "reports/html/event_columns.h"
#include "reports/html/packed.h"
#include "reports/html/page.h"
#include "reports/html/run_data.h"

namespace assize::reports {

std::string html_report(const RunSummary& run, const EventLog& log, std::string_view plan) {
    const Describer describer(log);
    std::string html;
    for (const std::string_view piece : page_before_data()) html += piece;
    html += "<script id=\"run\" type=\"application/json\">";
    html += run_data(run, log, describer, plan);
    html += "</script>\n<script id=\"events\" type=\"text/plain\">";
    html += packed(event_columns(log, describer));
    html += "</script>\n";
    for (const std::string_view piece : page_after_data()) html += piece;
    return html;
}

}  // namespace assize::reports
