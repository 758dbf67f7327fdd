// The shell parts of docs/ci.md and action.yml, run as a CI server runs them. In place of the program and of
// docker stand scripts that play two cases on the simulated broker and tell with which words they were
// called.
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>

#include "tests/reports/support/golden.h"
#include "tests/support/program.h"

namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

std::size_t indent_of(const std::string& line) {
  return std::min(line.find_first_not_of(' '), line.size());
}

/// The lines behind a line that ends with `begin`, as far as they are indented deeper (or empty).
std::string block_behind(const std::string& text, const std::string& begin) {
  std::string block;
  std::size_t indent = 0;
  bool inside = false;
  for (const auto& line : lines_of(text)) {
    if (!inside) {
      inside = line.ends_with(begin);
      indent = indent_of(line);
      continue;
    }
    if (!line.empty() && indent_of(line) <= indent) break;
    block += line + "\n";
  }
  return block;
}

std::string between(const std::string& text, const std::string& begin, const std::string& end) {
  const auto from = text.find(begin);
  const auto to = from == std::string::npos ? from : text.find(end, from + begin.size());
  return to == std::string::npos ? "" : text.substr(from + begin.size(), to - from - begin.size());
}

std::string document() {
  return golden::read(std::string(CONFORMANCE_SOURCE_DIR) + "/docs/ci.md");
}

/// From a heading to the next.
std::string section(const std::string& heading) {
  return between(document() + "\n## ", "\n## " + heading + "\n", "\n## ");
}

class Recipe : public testing::Test {
 protected:
  Recipe() {
    std::filesystem::create_directory(folder_.file("bin"));
    // `--broker X` gives way to the broker in virtual time; what the words were is told.
    script("conformance", R"(#!/bin/bash
printf '%s\n' "$*" >>"$CALLS"
words=() previous=
case "$1" in compare) exec "$REAL" "$@" ;; esac
for word; do
  case "$previous" in --broker) previous=; continue ;; esac
  previous=$word
  case "$word" in --broker) ;; *) words+=("$word") ;; esac
done
exec "$REAL" retain/newest-replaces-older --simulate --seed 1 $FAULT "${words[@]}"
)");
    script("docker", R"(#!/bin/bash
[ "$1" = build ] && exit 0
while [ "$1" != conformance ]; do shift; done
exec "$@"
)");
    std::ofstream(folder_.file("conformance.known")) << "# nothing is known\n";
  }

  /// Runs it as the step of a job in a workspace that holds a baseline; returns its exit code.
  int run(const std::string& shell, const std::string& fault = "",
          const std::string& environment = "BROKER=broker:1883") {
    std::ofstream(folder_.file("step")) << shell;
    const std::string command = fmt::format(
        "cd '{0}' && env PATH='{0}/bin':\"$PATH\" REAL='{1}/conformance' CALLS='{0}/calls' FAULT='{2}' "
        "GITHUB_STEP_SUMMARY='{0}/step-summary' GITHUB_ACTION_PATH=. {3} bash -e step >out 2>&1",
        folder_.file("."), CONFORMANCE_BINARY_DIR, fault, environment);
    const int status = std::system(command.c_str());
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  std::string file(const std::string& name) const { return golden::read(folder_.file(name)); }

 private:
  void script(const std::string& name, const std::string& text) const {
    const std::string path = folder_.file("bin/" + name);
    std::ofstream(path) << text;
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  }
  program::TemporaryFolder folder_;
};

const std::string breaks_it = "--fault retained-not-replaced";

TEST_F(Recipe, OfGitHubActions) {
  const std::string shell = block_behind(section("GitHub Actions"), "run: |");
  EXPECT_EQ(run(shell), 0) << shell << file("out");
  EXPECT_THAT(file("calls"), HasSubstr("--broker broker:1883 --baseline conformance.known"));
  EXPECT_THAT(file("step-summary"), StartsWith("## PASS: "));
  EXPECT_EQ(run(shell, breaks_it), 1);
  EXPECT_THAT(file("step-summary"), HasSubstr("## FAIL: "));
}

TEST_F(Recipe, OfTheAction) {
  const std::string action = golden::read(std::string(CONFORMANCE_SOURCE_DIR) + "/action.yml");
  const std::string shell = block_behind(action, "run: |");
  const std::string inputs =
      "BROKER=broker:1883 TARGET= BASELINE=conformance.known LEVEL=must CASES='retain/newest*' "
      "ARGUMENTS='--jobs 4' REPORTS=conformance-report";
  EXPECT_EQ(run(shell, "", inputs), 0) << shell << file("out");
  EXPECT_THAT(file("calls"), AllOf(StartsWith("retain/newest* --jobs 4 --level must --annotations github "),
                                   HasSubstr(" --broker broker:1883 --baseline conformance.known\n")));
  EXPECT_THAT(file("conformance-report/junit.xml"), StartsWith("<?xml"));
  EXPECT_EQ(run(shell, breaks_it, inputs), 1);
  EXPECT_THAT(file("out"), HasSubstr("\n::error "));
  EXPECT_THAT(file("step-summary"), HasSubstr("## FAIL: "));
}

TEST_F(Recipe, OfGitLab) {
  std::string shell;
  for (const auto& line : lines_of(block_behind(section("GitLab CI"), "  script:")))
    shell += line.substr(std::min(line.find("- ") + 2, line.size())) + "\n";
  EXPECT_EQ(run(shell), 0) << shell << file("out");
  EXPECT_THAT(file("junit.xml"), StartsWith("<?xml"));
  EXPECT_EQ(run(shell, breaks_it), 1);
}

TEST_F(Recipe, OfJenkins) {
  const std::string shell = between(section("Jenkins"), "sh '''", "'''");
  EXPECT_EQ(run(shell), 0) << shell << file("out");
  EXPECT_THAT(file("junit.xml"), StartsWith("<?xml"));
  EXPECT_EQ(run(shell, breaks_it), 1);
}

TEST_F(Recipe, OfNoWorseThanBefore) {
  const std::string shell = between(section("No worse than before"), "```sh\n", "```");
  EXPECT_EQ(run("conformance --json=last-good.json"), 0);
  EXPECT_EQ(run(shell), 0) << shell << file("out");
  EXPECT_EQ(run(shell, breaks_it), 1);
  EXPECT_THAT(file("out"), HasSubstr("pass->FAIL"));
}

}  // namespace
