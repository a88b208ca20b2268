#!/usr/bin/env python3
"""Plants what tidy.py must catch, in a tree of its own, and looks whether it does."""

import tempfile
import unittest
from pathlib import Path

import tidy

HEADER = "#pragma once\n"


def findings(files: dict[str, str], built: str = "GLOB") -> list[str]:
    """What tidy says of a tree with these files, a README in each of their folders, and a
    CMakeLists.txt that says `built`."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for path, text in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8")
            (root / path.split("/")[0] / "README.md").touch()
            (root / path.split("/")[0] / "CMakeLists.txt").write_text(built, encoding="utf-8")
        return [str(finding) for finding in tidy.check_tree(root)]


def words_of(length: int) -> str:
    return "\n".join("    step();" for _ in range(length))


class Planted(unittest.TestCase):
    def assert_caught(self, path: str, text: str, line: int, words: str):
        found = findings({path: text})
        self.assertTrue(
            any(each.startswith(f"{path}:{line}: ") and words in each for each in found),
            f"expected {path}:{line} ... {words}, found {found}",
        )

    def assert_clean(self, path: str, text: str):
        self.assertEqual(findings({path: text}), [])

    def test_a_wall_clock_is_caught(self):
        for use in (
            "auto t = std::chrono::steady_clock::now();",
            "using namespace std::chrono; auto t = system_clock::now();",
            "auto t = time(nullptr);",
            "auto t = std::time(&now);",
            "::gettimeofday(&now, nullptr);",
            "clock_gettime(CLOCK_REALTIME, &now);",
            "const char* built = __DATE__;",
            "#include <chrono>",
        ):
            self.assert_caught("model/a.cpp", f"int x;\n{use}\n", 2, "wall clock")

    def test_a_hidden_type_or_constant_of_a_headers_name_is_caught(self):
        header = HEADER + "namespace assize::model {\nstruct Batch {\n    int x;\n};\n" \
                          "inline constexpr int kMost = 1;\n}  // namespace assize::model\n"
        hidden = "namespace assize::model::log {{\nnamespace {{\n\n{}\n}}\n}}\n"
        for use in ("struct Batch { int y; };", "using Batch = int;", "enum class Batch { kOne };",
                    "template <class T>\nclass Batch {\n};", "constexpr int kMost = 2;",
                    "const std::map<int, int> kMost{{1, 2}};"):
            found = findings({"model/types.h": header, "model/log/a.cpp": hidden.format(use)})
            self.assertEqual(len(found), 1, (use, found))
            self.assertIn("of model/types.h:", found[0])
        found = findings({"model/types.h": header,
                          "tests/model/log/a_test.cpp": hidden.format("struct Batch {};")})
        self.assertTrue(found and found[0].startswith("tests/model/log/a_test.cpp:4: hides Batch"))

    def test_a_hidden_name_that_hides_nothing_is_clean(self):
        def clean(header: str, source: str, path: str = "model/log/a.cpp"):
            self.assertEqual(findings({"model/types.h": HEADER + header, path: source}), [])

        hidden = "namespace assize::model::log {\nnamespace {\nstruct Batch {};\n}\n}\n"
        clean("namespace assize::model::rpc {\nstruct Batch {};\n}\n", hidden)  # Elsewhere.
        clean("namespace assize::model {\nstruct Batch;\n}\n", hidden)  # Only named.
        clean("namespace assize::model {\nstruct All {\nstruct Batch {};\n};\n}\n", hidden)
        clean("namespace assize::model {\nBatch Batch();\n}\n", hidden)
        open_name = hidden.replace("namespace {\n", "").replace("{};\n}\n", "{};\n")
        clean("namespace assize::model {\nstruct Batch {};\n}\n", open_name)
        clean("namespace assize {\nstruct Batch {};\n}\n", hidden, "checkers/a.cpp")

    def test_a_thread_is_caught(self):
        for use in ("std::thread t(run);", "auto r = std::async(run);", "std::mutex m;",
                    "std::condition_variable_any c;", "pthread_create(&t, a, f, p);",
                    "#include <thread>"):
            self.assert_caught("sim/a.cpp", f"\n{use}\n", 2, "thread")

    def test_a_stock_fiber_primitive_is_caught(self):
        for use in ("boost::fibers::mutex m;", "boost::this_fiber::sleep_for(t);"):
            self.assert_caught("sim/a.cpp", use, 1, "stock fiber primitive")

    def test_randomness_of_others_is_caught(self):
        for use in ("std::mt19937_64 engine;", "std::uniform_int_distribution<int> d(1, 6);",
                    "std::ranges::shuffle(v, engine);", "int n = rand();", "#include <random>"):
            self.assert_caught("scenarios/a.cpp", use, 1, "random")

    def test_an_unordered_container_is_caught(self):
        self.assert_caught("sim/a.cpp", "std::unordered_map<int, int> m;", 1, "unordered")

    def test_a_pointer_order_is_caught(self):
        for use in ("std::set<Fiber*> s;", "std::map<const Fiber*, int> m;",
                    "std::map<\n    Box<int>*, int> m;", "std::hash<Fiber*> h;",
                    "std::less<void*> l;", "auto n = reinterpret_cast<std::uintptr_t>(p);"):
            self.assert_caught("sim/a.cpp", f"\n\n{use}\n", 3, "pointer order")

    def test_a_locale_is_caught(self):
        for use in ("#include <locale>", "setlocale(LC_ALL, name);", "out.imbue(mine);"):
            self.assert_caught("reports/a.cpp", use, 1, "locale")

    def test_floating_point_is_caught_where_simulations_are_decided(self):
        self.assert_caught("sim/a.h", HEADER + "double x;\n", 2, "floating point")
        self.assert_caught("model/a.cpp", "auto y = std::log(x);\n", 1, "libm")
        self.assert_clean("reports/a.cpp", "double x = std::log(y);\n")

    def test_a_forbidden_include_is_caught(self):
        for path, include in (
            ("sim/a.cpp", "model/leader.h"),
            ("model/a.cpp", "checkers/verdict.h"),
            ("checkers/a.cpp", "sim/random.h"),
            ("checkers/a.cpp", "model/leader.h"),
            ("reports/a.cpp", "checkers/order.h"),
            ("scenarios/a.cpp", "tests/world.h"),
            ("model/wire/a.cpp", "model/log/partition_log.h"),
            ("model/client/producer/a.cpp", "model/broker/broker.h"),
            ("model/controller/kraft/a.cpp", "model/rpc/client.h"),
            ("model/log/a.cpp", "model/cluster.h"),
        ):
            self.assert_caught(path, f'// First.\n#include "{include}"\n', 2, "forbidden include")
            self.assert_caught(path, f"\n#include <{include}>\n", 2, "forbidden include")

    def test_a_relative_include_is_caught(self):
        self.assert_caught("sim/a.cpp", '#include "../model/leader.h"\n', 1, "relative include")

    def test_an_allowed_include_is_not(self):
        for path, include in (
            ("model/a.cpp", "sim/random.h"),
            ("model/cluster.cpp", "model/broker/broker.h"),
            ("model/log/a.cpp", "model/types.h"),
            ("model/log/a.cpp", "model/facts/log.h"),
            ("model/client/producer/a.cpp", "model/wire/bytes.h"),
            ("checkers/a.cpp", "sim/trace.h"),
            ("checkers/a.cpp", "model/facts.h"),
            ("reports/a.cpp", "checkers/history.h"),
            ("scenarios/a.cpp", "reports/page.h"),
            ("tests/a.cpp", "scenarios/plan.h"),
            ("sim/a.cpp", "vector"),
        ):
            self.assert_clean(path, f'#include "{include}"\n')

    def test_a_room_of_the_model_that_nobody_knows_is_caught(self):
        self.assert_caught("model/attic/a.cpp", "\n", 1, "unknown room model/attic")

    def test_a_long_function_is_caught(self):
        just_right = "void f() {\n" + words_of(68) + "\n}\n"
        too_long = "/// Long.\nint\ng(int x = {}) const noexcept {\n" + words_of(69) + "\n}\n"
        self.assert_clean("sim/a.cpp", "namespace n {\n" + just_right + just_right + "}\n")
        self.assert_caught("sim/a.cpp", just_right + too_long, 72, "function of 72 lines")
        in_class = "class C {\npublic:\n    C() : a_{1}, b_(2) {\n" + words_of(70) + "\n}\n};\n"
        self.assert_caught("sim/a.cpp", in_class, 3, "function of 72 lines")
        case = "TEST(Storm, a_name) {\n" + words_of(70) + "\n}\n"
        self.assert_caught("tests/a_test.cpp", case, 1, "function of 72 lines")

    def test_a_long_table_is_no_function(self):
        self.assert_clean("sim/a.cpp", "const int kTable[] = {\n" + "    1,\n" * 100 + "};\n")

    def test_the_limits_of_lines_hold(self):
        self.assert_clean("sim/a.cpp", "// " + 97 * "x" + "\n")
        self.assert_caught("sim/a.cpp", "\n// " + 98 * "x" + "\n", 2, "101 columns")
        self.assert_clean("tests/a_test.cpp", 600 * "\n")
        self.assert_caught("tests/a_test.cpp", 601 * "\n", 601, "file of 601 lines")

    def test_a_name_that_says_nothing_is_caught(self):
        self.assert_caught("model/utils.h", HEADER, 1, "says nothing")
        self.assert_caught("sim/a.cpp", "\nclass OffsetManager {};\n", 2, "OffsetManager")
        self.assert_clean("model/a.cpp", "\nclass ReplicaManager {};\n")

    def test_a_todo_needs_an_issue(self):
        self.assert_caught("sim/a.cpp", "// TODO: later\n", 1, "TODO")
        self.assert_clean("sim/a.cpp", "// TODO(#7): later\n")

    def test_a_header_needs_a_guard(self):
        self.assert_caught("sim/a.h", "int x;\n", 1, "#pragma once")
        self.assert_clean("sim/a.h", "// What it is.\n" + HEADER)

    def test_a_source_has_to_be_built(self):
        sources = {"tests/sim/a_test.cpp": "", "tests/sim/ab_test.cpp": ""}
        found = findings(sources, built="add_executable(x sim/ab_test.cpp)")
        self.assertEqual(found, ["tests/sim/a_test.cpp:1: not built; name it in a CMakeLists.txt"])

    def test_a_folder_needs_a_readme(self):
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "model").mkdir()
            found = [str(finding) for finding in tidy.check_tree(Path(folder))]
        self.assertEqual(len(found), 1)
        self.assertIn("model/README.md:1: missing", found[0])

    def test_words_in_comments_and_literals_are_free(self):
        self.assert_clean(
            "sim/a.cpp",
            "// std::thread is not a fiber; neither is time(nullptr).\n"
            "/* #include \"model/leader.h\"\n   double */\n"
            'const char* kText = "std::mutex \\" rand()";\n'
            'const char* kRaw = R"x(std::thread " rand())x";\n'
            "const long kMany = 1'000'000; const char kQuote = '\"';\n"
            "// The deadline's double.\n",
        )

    def test_what_only_looks_alike_is_free(self):
        self.assert_clean(
            "sim/a.cpp",
            "fiber.sleep(1_s); Instant time() const; Random random(seed); log(partition);\n"
            "std::expected<int, int> e; std::map<Id, Fiber*> m; std::set<Id> s;\n",
        )

    def test_a_place_that_is_allowed_is_free(self):
        self.assert_clean("tests/bench/a.cpp", "auto t = std::chrono::steady_clock::now();\n")


if __name__ == "__main__":
    unittest.main()
