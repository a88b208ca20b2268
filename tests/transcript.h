#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <functional>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

namespace assize {

/// A transcript is a story that was played: comments tell it, commands act, and below a line of
/// dashes stands what they answered, up to the next empty line.
///
///     # A leader takes no record until the ISR has it.
///     append 1 a
///     ----
///     0..1

/// What a command does. Its answer is lines, or nothing at all.
using TranscriptCommand = std::function<std::string(const std::vector<std::string>& words)>;

namespace transcript_detail {

inline constexpr const char* kLine = "----";

inline std::vector<std::string> words_of(const std::string& line) {
    std::istringstream stream(line);
    return {std::istream_iterator<std::string>(stream), std::istream_iterator<std::string>()};
}

inline std::string answer_to(const std::vector<std::string>& commands,
                             const TranscriptCommand& run) {
    std::string answers;
    for (const std::string& command : commands) {
        const std::string answer = run(words_of(command));
        answers += answer;
        if (!answer.empty() && answer.back() != '\n') answers += '\n';
    }
    return answers.empty() ? "ok\n" : answers;
}

}  // namespace transcript_detail

/// Plays a transcript's commands. Returns it with the answers that they gave now.
inline std::string played(const std::string& transcript, const TranscriptCommand& run) {
    std::istringstream lines(transcript);
    std::string result;
    std::vector<std::string> commands;
    bool in_answer = false;
    for (std::string line; std::getline(lines, line);) {
        if (in_answer) {
            if (!line.empty()) continue;  // What was answered once.
            in_answer = false;
        }
        result += line + '\n';
        if (line == transcript_detail::kLine) {
            result += transcript_detail::answer_to(commands, run);
            commands.clear();
            in_answer = true;
        } else if (!line.empty() && line.front() != '#') {
            commands.push_back(line);
        }
    }
    EXPECT_TRUE(commands.empty()) << "no line of dashes after " << commands.front();
    return result;
}

/// Plays the transcript in that file and expects the answers that stand there. With
/// ASSIZE_REWRITE=1 it writes those that it got: commit no difference that you cannot explain.
inline void expect_transcript(const std::string& path, const TranscriptCommand& run) {
    std::ifstream file(path);
    ASSERT_TRUE(file) << path;
    const std::string expected((std::istreambuf_iterator<char>(file)),
                               std::istreambuf_iterator<char>());
    const std::string actual = played(expected, run);
    if (std::getenv("ASSIZE_REWRITE") != nullptr) {
        std::ofstream(path) << actual;
        return;
    }
    EXPECT_EQ(actual, expected) << path << " differs: ASSIZE_REWRITE=1 writes it anew";
}

}  // namespace assize
