// JUnit XML: well formed, valid by our schema, and with the verdicts where CI systems look for them.
#include "reports/junit.h"

#include <cstdlib>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <pugixml.hpp>
#include <set>
#include <unistd.h>

#include "tests/reports/support/golden.h"
#include "tests/reports/support/sample_run.h"

namespace {

using testing::HasSubstr;

pugi::xml_document parsed(const std::string& text) {
  pugi::xml_document document;
  const auto result = document.load_string(text.c_str(), pugi::parse_full);
  EXPECT_TRUE(result) << result.description() << " at " << result.offset;
  return document;
}

pugi::xml_node case_named(const pugi::xml_document& document, const std::string& name) {
  return document.find_node([&](pugi::xml_node node) {
    return std::string(node.name()) == "testcase" && node.attribute("name").value() == name;
  });
}

/// Nothing when there is no xmllint.
std::string xmllint_complaint(const std::string& text) {
  if (std::system("command -v xmllint >/dev/null 2>&1") != 0) return {};
  const std::string stem = testing::TempDir() + "conformance-junit-" + std::to_string(::getpid());
  std::ofstream(stem + ".xml", std::ios::binary) << text;
  const std::string command = "xmllint --noout --schema " + std::string(CONFORMANCE_SOURCE_DIR) +
                              "/tests/reports/junit.xsd " + stem + ".xml 2>" + stem + ".err";
  const int status = std::system(command.c_str());
  const std::string complaint = golden::read(stem + ".err");
  std::remove((stem + ".xml").c_str());
  std::remove((stem + ".err").c_str());
  return status == 0 ? std::string() : complaint;
}

TEST(JUnit, KeepsTheFormThatIsPromised) {
  golden::expect("reports", "junit.xml", reports::to_junit(sample::run()));
}

TEST(JUnit, IsValidByItsSchema) {
  EXPECT_EQ(xmllint_complaint(reports::to_junit(sample::run())), "");
  EXPECT_EQ(xmllint_complaint(reports::to_junit(runner::RunResult{})), "");
}

TEST(JUnit, PutsEachVerdictWhereToolsLookForIt) {
  const auto document = parsed(reports::to_junit(sample::run()));
  const auto holds = [&](const std::string& name, const char* element) {
    return !case_named(document, name).child(element).empty();
  };
  EXPECT_TRUE(holds("overlapping-maximum-qos@3.1.1", "failure"));
  EXPECT_TRUE(holds("delivered-once@5.0", "failure"));
  EXPECT_TRUE(holds("first-packet@5.0", "error"));
  EXPECT_TRUE(holds("wss-1@5.0", "skipped"));
  EXPECT_TRUE(holds("cleared@5.0", "skipped"));
  EXPECT_TRUE(holds("newest@5.0", "skipped"));
  EXPECT_TRUE(holds("ill-formed-topic@5.0", "system-out"));
  EXPECT_FALSE(holds("ill-formed-topic@5.0", "failure"));
  EXPECT_FALSE(holds("clean@3.1.1", "system-out"));
  EXPECT_THAT(case_named(document, "wss-1@5.0").child("skipped").attribute("message").value(),
              HasSubstr("no listener named wss"));
}

TEST(JUnit, TellsTheWholeStoryInTheBody) {
  const auto document = parsed(reports::to_junit(sample::run()));
  const std::string body =
      case_named(document, "overlapping-maximum-qos@3.1.1").child("failure").child_value();
  for (const char* part :
       {"MUST  3.1.1/MQTT-3.3.5-1", "scenarios/subscribe.scenario:41:32", "<== here", "rerun:"})
    EXPECT_THAT(body, HasSubstr(part));
}

TEST(JUnit, CountsWhatItHolds) {
  const auto document = parsed(reports::to_junit(sample::run()));
  const auto root = document.child("testsuites");
  EXPECT_EQ(root.attribute("tests").as_int(), 22);
  EXPECT_EQ(root.attribute("failures").as_int(), 7);
  EXPECT_EQ(root.attribute("errors").as_int(), 1);
  EXPECT_EQ(root.attribute("skipped").as_int(), 5);
  int tests = 0;
  for (const auto suite : root.children("testsuite")) tests += suite.attribute("tests").as_int();
  EXPECT_EQ(tests, 22);
}

TEST(JUnit, GivesEachCaseANameOfItsOwn) {
  auto run = sample::run();
  run.cases.push_back(run.cases.front());
  run.cases.push_back(run.cases.front());
  const std::string text = reports::to_junit(run);
  const auto document = parsed(text);
  std::set<std::string> names;
  std::size_t cases = 0;
  for (const auto suite : document.child("testsuites").children())
    for (const auto entry : suite.children("testcase")) {
      names.insert(std::string(entry.attribute("classname").value()) + "/" + entry.attribute("name").value());
      ++cases;
    }
  EXPECT_EQ(names.size(), cases);
  EXPECT_EQ(xmllint_complaint(text), "");
}

TEST(JUnit, SkipsWhatIsKnownAndFailsForEachLineThatIsNotSo) {
  const std::string text = reports::to_junit(sample::run_with_baseline());
  EXPECT_EQ(xmllint_complaint(text), "");
  const auto document = parsed(text);
  const std::string id = sample::failing_case().id;
  const auto known = case_named(document, id.substr(id.find('/') + 1));
  EXPECT_THAT(known.child("skipped").attribute("message").value(),
              HasSubstr("known failure: one copy at a lower QoS"));
  EXPECT_FALSE(known.child("failure"));
  const auto stray = case_named(document, "known-failures:3 retain/cleard");
  EXPECT_THAT(stray.child("failure").attribute("message").value(), HasSubstr("names no case"));
}

TEST(JUnit, SurvivesEveryByteThatABrokerMaySend) {
  auto run = sample::run();
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  for (auto& entry : run.cases) {
    entry.outcome.reason = all;
    for (auto& failure : entry.outcome.failures) failure.actual = failure.explanation = all;
    for (auto& remark : entry.outcome.advice) remark.text = all;
  }
  run.target.name = all;
  const std::string text = reports::to_junit(run);
  parsed(text);
  EXPECT_EQ(xmllint_complaint(text), "");
  for (const char c : text) EXPECT_TRUE(c == '\n' || c == '\t' || static_cast<unsigned char>(c) >= 0x20);
}

}  // namespace
