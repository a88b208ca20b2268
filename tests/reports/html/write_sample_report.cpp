// Writes report.html of a run that was made by hand.
//
//     write_sample_report losing|quiet FILE [SENDS]     so many sends that go well come first

#include <cstdlib>
#include <fstream>
#include <string>

#include "reports/html/html_report.h"
#include "tests/reports/sample_events.h"
#include "tests/reports/sample_run.h"

int main(int count, char** arguments) {
    using namespace assize::reports;
    if (count < 3) return 64;
    const int sends = count > 3 ? std::atoi(arguments[3]) : 2;
    RunSummary run = std::string(arguments[1]) == "quiet" ? quiet_run() : losing_run(sends);
    run.title = "A title with </script><script>document.title = 'broken'</script> in it";
    std::ofstream out(arguments[2], std::ios::binary);
    out << html_report(run, losing_events(sends), "plan = 1\n# </script> <!-- & \"quotes\"\n");
    return out.good() ? 0 : 74;
}
