// A result is never lost: whatever becomes of the disk, of the run, of the broker, or comes in a topic.
#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <poll.h>

#include "net/child_process.h"
#include "tests/reports/support/golden.h"
#include "tests/support/program.h"

namespace {

using nlohmann::json;
using std::chrono::seconds;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

const std::vector<std::string> formats{"--json", "--junit", "--html", "--markdown", "--tap", "--pcap"};

std::string program_file() {
  return std::string(CONFORMANCE_BINARY_DIR) + "/conformance";
}

/// What stands behind the words, up to the end of the line.
std::string rest_behind(const std::string& text, const std::string& words) {
  const auto at = text.find(words);
  if (at == std::string::npos) return {};
  return text.substr(at + words.size(), text.find('\n', at) - at - words.size());
}

bool says(const net::ChildProcess& child, std::string_view words) {
  const auto deadline = std::chrono::steady_clock::now() + seconds(60);
  while (child.log().find(words) == std::string::npos) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    ::poll(nullptr, 0, 5);
  }
  return true;
}

/// Two cases: one is over at once, the other waits until something ends the run.
/// Its second case waits so long ("60s").
std::string waiting_suite(const program::TemporaryFolder& folder, std::string_view wait) {
  std::ofstream(folder.file("waiting.scenario")) << R"(suite waiting "One case is quick"

scenario answers
  "A PINGREQ is answered."
  covers 5.0/MQTT-3.12.4-1
  alice connects
  alice -> PINGREQ
  alice <- PINGRESP

scenario waits
  "A PINGREQ is answered after a while, too."
  covers 5.0/MQTT-3.12.4-1
  alice connects
  after )" << wait << R"(
  alice -> PINGREQ
  alice <- PINGRESP
)";
  return folder.file("waiting.scenario");
}

std::vector<std::string> verdicts_of(const json& result) {
  std::vector<std::string> verdicts;
  verdicts.reserve(result["cases"].size());
  for (const auto& entry : result["cases"]) verdicts.push_back(entry["verdict"]);
  return verdicts;
}

/// Every format into the folder, as `r.json` and so on.
std::vector<std::string> all_formats(const program::TemporaryFolder& folder) {
  std::vector<std::string> words;
  words.reserve(formats.size());
  for (const auto& format : formats) words.push_back(format + "=" + folder.file("r." + format.substr(2)));
  return words;
}

void expect_whole(const program::TemporaryFolder& folder) {
  EXPECT_TRUE(json::accept(golden::read(folder.file("r.json"))));
  EXPECT_THAT(golden::read(folder.file("r.junit")), HasSubstr("</testsuites>"));
  EXPECT_THAT(golden::read(folder.file("r.html")), HasSubstr("</html>"));
  EXPECT_THAT(golden::read(folder.file("r.markdown")), HasSubstr("## "));
  EXPECT_THAT(golden::read(folder.file("r.tap")), HasSubstr("TAP version 14"));
  EXPECT_THAT(golden::read(folder.file("r.pcap")), Not(testing::IsEmpty()));
}

class NeverLost : public testing::TestWithParam<std::string> {};

TEST_P(NeverLost, OnAFullDiskTheTextIsKeptElsewhere) {
  const program::TemporaryFolder folder;
  const auto ended = program::run({"retain/newest-replaces-older", "--simulate", "--seed", "1",
                                   GetParam() + "=/dev/full", "--annotations", "none"},
                                  "", {"TMPDIR=" + folder.file("")});
  EXPECT_EQ(ended.exit_code, 2) << ended.err;
  EXPECT_THAT(ended.err, HasSubstr("cannot write /dev/full: No space left on device; make room on the disk"));
  const std::string kept = rest_behind(ended.err, "The text was kept in ");
  EXPECT_THAT(kept, HasSubstr(folder.file("")));
  EXPECT_FALSE(golden::read(kept).empty());
  EXPECT_THAT(ended.out, HasSubstr("as expected")) << "the screen is there all the same";
}

INSTANTIATE_TEST_SUITE_P(Reporter, NeverLost, testing::ValuesIn(formats),
                         [](const auto& tested) { return tested.param.substr(2); });

TEST(NeverLost, AFullDiskForOneFormatSparesTheOthers) {
  const program::TemporaryFolder folder;
  const auto ended = program::run({"retain/newest-replaces-older", "--simulate", "--json=/dev/full",
                                   "--junit", folder.file("r.xml"), "--html", folder.file("r.html")},
                                  "", {"TMPDIR=" + folder.file("")});
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_TRUE(json::accept(golden::read(rest_behind(ended.err, "The text was kept in "))));
  EXPECT_THAT(golden::read(folder.file("r.xml")), HasSubstr("</testsuites>"));
  EXPECT_THAT(golden::read(folder.file("r.html")), HasSubstr("</html>"));
}

TEST(NeverLost, AlsoWhereTheFolderForTemporaryFilesIsNone) {
  const auto ended = program::run({"retain/newest-replaces-older", "--simulate", "--json=/dev/full"}, "",
                                  {"TMPDIR=/dev/null/none"});
  const std::string kept = rest_behind(ended.err, "The text was kept in ");
  EXPECT_TRUE(json::accept(golden::read(kept))) << ended.err;
  std::filesystem::remove(kept);
}

TEST(NeverLost, AStandardOutputThatIsFullLosesNoJson) {
  const program::TemporaryFolder folder;
  const std::string command = fmt::format(
      "TMPDIR='{0}' '{1}' 'retain/newest-replaces-older' --simulate --json >/dev/full 2>'{0}/err'",
      folder.file("."), program_file());
  EXPECT_EQ(WEXITSTATUS(std::system(command.c_str())), 2);
  const std::string err = golden::read(folder.file("err"));
  EXPECT_TRUE(json::accept(golden::read(rest_behind(err, "The text was kept in ")))) << err;
}

TEST(NeverLost, APathThatCannotBeWrittenIsToldBeforeAnythingIsSent) {
  for (const auto& format : formats) {
    const auto ended = program::run({"--simulate", format + "=/dev/null/r"});
    EXPECT_EQ(ended.exit_code, 2) << format;
    EXPECT_THAT(ended.err, AllOf(HasSubstr("cannot write /dev/null/r: Not a directory; create the folder"),
                                 Not(HasSubstr("kept in"))));
    EXPECT_EQ(ended.out, "");
  }
}

TEST(NeverLost, AnInterruptedRunWritesEveryFormat) {
  const program::TemporaryFolder folder;
  std::vector<std::string> words{program_file(), waiting_suite(folder, "60s"), "--launch", "reference",
                                 "-vv"};
  std::ranges::copy(all_formats(folder), std::back_inserter(words));
  auto child = net::ChildProcess::spawn({words, CONFORMANCE_SOURCE_DIR, {{"NO_COLOR", "1"}}});
  ASSERT_TRUE(child) << child.error();
  ASSERT_TRUE(says(*child, "waiting/answers@5.0")) << child->log();
  ::kill(child->pid(), SIGINT);
  const auto ended = child->wait(seconds(60));
  ASSERT_TRUE(ended) << child->log();
  EXPECT_EQ(ended->number, 130) << child->log();
  expect_whole(folder);
  const json result = json::parse(golden::read(folder.file("r.json")));
  EXPECT_TRUE(result["summary"]["interrupted"]);
  EXPECT_EQ(verdicts_of(result).size(), 2U);
  EXPECT_EQ(verdicts_of(result).front(), "pass") << "what was finished is reported";
}

TEST(NeverLost, ARunWhoseBrokerWasKilledWritesEveryFormat) {
  const program::TemporaryFolder folder;
  auto broker = net::ChildProcess::spawn(
      {{program_file(), "broker", "--listen", "127.0.0.1:0"}, CONFORMANCE_SOURCE_DIR, {}});
  ASSERT_TRUE(broker);
  ASSERT_TRUE(says(*broker, "127.0.0.1:")) << broker->log();
  const std::string port = rest_behind(broker->log(), "127.0.0.1:");
  const std::string address = "127.0.0.1:" + port.substr(0, port.find_first_not_of("0123456789"));
  std::vector<std::string> words{program_file(), waiting_suite(folder, "15s"), "--broker", address, "-vv"};
  std::ranges::copy(all_formats(folder), std::back_inserter(words));
  auto child = net::ChildProcess::spawn({words, CONFORMANCE_SOURCE_DIR, {{"NO_COLOR", "1"}}});
  ASSERT_TRUE(child) << child.error();
  ASSERT_TRUE(says(*child, "waiting/answers@5.0")) << child->log();
  broker->signal(SIGKILL);
  const auto ended = child->wait(seconds(120));
  ASSERT_TRUE(ended) << child->log();
  EXPECT_EQ(ended->number, 6) << child->log();
  expect_whole(folder);
  const json result = json::parse(golden::read(folder.file("r.json")));
  EXPECT_TRUE(result["summary"]["broker_died"]);
  EXPECT_EQ(verdicts_of(result).front(), "pass");
  EXPECT_NE(verdicts_of(result).back(), "fail") << "a dead broker breaks no rule";
}

TEST(NeverLost, ATopicOf64KibOfControlCharactersReachesNoReportRaw) {
  const program::TemporaryFolder folder;
  std::string topic;
  while (topic.size() < std::size_t{4} * 64'000) topic += R"(\x1b\x5b\x32\x4a\x07\x01\xc2\x9b)";
  std::ofstream(folder.file("hostile.scenario")) << fmt::format(R"(suite hostile "Control characters"

scenario topic
  "A topic of control characters arrives."
  covers 5.0/MQTT-3.3.1-9
  given
    bob connects
    bob subscribes "$t/#" max_qos=1
    alice connects
  alice publishes topic="$t/{}" qos=1 payload="x"
  bob <- PUBLISH payload="y"
)",
                                                                topic);
  std::vector<std::string> words{folder.file("hostile.scenario"), "--simulate", "-vv"};
  std::ranges::copy(all_formats(folder), std::back_inserter(words));
  const auto ended = program::run(words);
  EXPECT_EQ(ended.exit_code, 1) << ended.err.substr(0, 2000);
  expect_whole(folder);
  const json result = json::parse(golden::read(folder.file("r.json")));
  EXPECT_EQ(verdicts_of(result), std::vector<std::string>{"fail"});
  EXPECT_THAT(result["cases"][0]["wire"].dump(), HasSubstr("1b5b324a0701c29b1b5b324a"))
      << "all bytes are there";
  for (const char* name : {"r.json", "r.junit", "r.html", "r.markdown", "r.tap"}) {
    const std::string text = golden::read(folder.file(name));
    EXPECT_EQ(text.find_first_of("\x1b\x07\x01"), std::string::npos) << name;
    EXPECT_EQ(text.find("\xc2\x9b"), std::string::npos) << name;
  }
  EXPECT_EQ((ended.out + ended.err).find_first_of("\x1b\x07\x01"), std::string::npos);
  EXPECT_LT(golden::read(folder.file("r.markdown")).size(), std::size_t{1} << 20U);
  EXPECT_LT(golden::read(folder.file("r.html")).size(), std::size_t{10'000'000});
}

}  // namespace
