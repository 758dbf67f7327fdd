// The pages in a real browser: what a reader can do with them, one check each (*_checks.py).
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <sstream>

#include "net/child_process.h"
#include "tests/html/support/pages.h"
#include "tests/support/program.h"

namespace {

constexpr const char* python = "/usr/bin/python3";  // Debian's, which has Debian's selenium
const std::string folder = std::string(CONFORMANCE_SOURCE_DIR) + "/tests/html/";

/// The checks that the modules beside checks.py define.
std::vector<std::string> names_of_checks() {
  std::vector<std::string> names;
  for (const char* module : {"reader", "filter", "diagram", "page", "campaign"}) {
    std::ifstream file(folder + module + "_checks.py");
    bool is_next = false;
    for (std::string line; std::getline(file, line);) {
      if (is_next) names.push_back(line.substr(4, line.find('(') - 4));
      is_next = line == "@check";
    }
  }
  return names;
}

/// One browser for all checks, since its start takes longer than they do.
class Page : public ::testing::TestWithParam<std::string> {
 protected:
  static void SetUpTestSuite() {
    if (!std::filesystem::exists("/usr/bin/chromedriver")) return;
    const program::TemporaryFolder pages;
    pages::write_all(pages.file(""));
    net::Command command;
    command.arguments = {python, folder + "checks.py", pages.file("")};
    command.environment["PYTHONDONTWRITEBYTECODE"] = "1";
    const auto finished = net::run_to_end(command, std::chrono::seconds(280));
    ASSERT_TRUE(finished) << finished.error();
    output = finished->output;
    std::istringstream lines(output);
    for (std::string line; std::getline(lines, line);) {
      if (line.starts_with("# ")) std::printf("%s\n", line.c_str());
      if (line.starts_with("ok ")) answers[line.substr(3)] = "";
      if (line.starts_with("not ok "))
        answers[line.substr(7, line.find(':') - 7)] = line.substr(line.find(':') + 2);
    }
  }

  static inline std::map<std::string, std::string> answers;  ///< by check: what is wrong, or nothing
  static inline std::string output;
};

TEST_P(Page, DoesWhatAReaderWants) {
  if (!std::filesystem::exists("/usr/bin/chromedriver"))
    FAIL() << "chromium, chromium-driver and python3-selenium are not installed; ./test installs them";
  ASSERT_TRUE(answers.contains(GetParam())) << output;
  EXPECT_EQ(answers[GetParam()], "");
}

INSTANTIATE_TEST_SUITE_P(Html, Page, ::testing::ValuesIn(names_of_checks()),
                         [](const auto& check) { return check.param; });

}  // namespace
