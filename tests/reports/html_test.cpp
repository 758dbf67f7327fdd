// The HTML pages as text: whole, small, and with nothing in them that a broker could make run.
#include "reports/html.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <span>

#include "cmake/embedded_file.h"
#include "crypto/digest.h"
#include "reports/html_page.h"
#include "reports/json.h"
#include "tests/reports/support/golden.h"
#include "tests/reports/support/sample_run.h"

namespace reports {
std::span<const embedded::File> html_files();
}  // namespace reports

namespace {

using nlohmann::json;
using nlohmann::ordered_json;
using testing::HasSubstr;
using testing::Not;

/// What stands between these two, the first time.
std::string between(const std::string& page, const std::string& begin, const std::string& end) {
  const auto from = page.find(begin);
  if (from == std::string::npos) return {};
  const auto at = from + begin.size();
  return page.substr(at, page.find(end, at) - at);
}

std::string block_text(const std::string& page, const std::string& id) {
  return between(page, R"(<script type="application/json" id=")" + id + "\">", "</script>");
}

json block(const std::string& page, const std::string& id) {
  const auto text = block_text(page, id);
  return text.empty() ? json() : json::parse(text);
}

std::size_t occurrences(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

json case_named(const json& index, const std::string& id) {
  for (const auto& entry : index["cases"])
    if (entry["id"] == id) return entry;
  return {};
}

const std::string hostile =
    "</script><script>alert(1)</script><!--<img src=x onerror=alert(2)>&amp;\xe2\x80\xa8'\"";

/// Every text that a broker or a scenario has a say in is hostile.
runner::RunResult hostile_run() {
  auto run = sample::run_with_baseline();
  for (auto* text : {&run.target.name, &run.target.url, &run.target.version_note, &run.tool_version,
                     &run.selection.seed, &run.selection.rerun_arguments, &run.summary.broker_died_text,
                     &run.baseline->file, &run.baseline->strays[0].entry, &run.baseline->strays[0].what})
    *text = hostile;
  run.target.capabilities.push_back({hostile, hostile, hostile, hostile, hostile});
  run.selection.patterns = {hostile};
  run.requirements.push_back({hostile, runner::RequirementVerdict::violated, {hostile}, hostile, 0});
  for (auto& entry : run.cases) {
    for (auto* text : {&entry.id, &entry.suite, &entry.sentence, &entry.file, &entry.listener,
                       &entry.listener_url, &entry.canary, &entry.known, &entry.outcome.reason,
                       &entry.outcome.capability, &entry.outcome.capability_source})
      *text = hostile + (text == &entry.id ? std::to_string(&entry - run.cases.data()) : "");
    for (auto& line : entry.source) line += hostile;
    for (auto& actor : entry.actors) actor += hostile;
    for (auto& failure : entry.outcome.failures)
      failure.expected = failure.actual = failure.explanation = failure.requirement = hostile;
    for (auto& remark : entry.outcome.advice) remark.text = remark.requirement = hostile;
    for (auto& event : entry.outcome.wire) event.text = hostile;
  }
  return run;
}

/// The page without the contents of its data blocks, each of which must be readable JSON.
std::string without_data(const std::string& page) {
  const std::string begin = R"(<script type="application/json" id=")";
  std::string rest;
  std::size_t at = 0;
  for (auto from = page.find(begin); from != std::string::npos; from = page.find(begin, at)) {
    const auto data = page.find('>', from) + 1;
    const auto end = page.find('<', data);
    const auto text = page.substr(data, end - data);
    EXPECT_TRUE(json::accept(text)) << text.substr(0, 200);
    EXPECT_EQ(text.find_first_of("<>&"), std::string::npos);
    EXPECT_EQ(text.find("\xe2\x80\xa8"), std::string::npos);
    EXPECT_EQ(page.substr(end, 9), "</script>");
    rest += page.substr(at, from - at);
    at = end + 9;
  }
  return rest + page.substr(at);
}

/// Nothing but our own script, style and data.
void expect_inert(const std::string& page) {
  const auto frame = without_data(page);
  EXPECT_LT(frame.size(), page.size());
  EXPECT_EQ(occurrences(frame, "<script"), 1U);
  EXPECT_EQ(occurrences(frame, "</script"), 1U);
  EXPECT_EQ(occurrences(frame, "<img"), 0U);
  EXPECT_EQ(occurrences(frame, "<!--"), 0U);
}

TEST(Html, SaysWhatItAlwaysSaid) {
  const auto page = reports::to_html(sample::run_with_baseline());
  golden::expect("reports", "html-index.json", ordered_json::parse(block_text(page, "index")).dump(1) + "\n");
}

TEST(Html, IsTheSameFromAWrittenResult) {
  const auto run = sample::run_with_baseline();
  const auto read = reports::from_json(reports::to_json(run));
  ASSERT_TRUE(read) << read.error();
  EXPECT_EQ(reports::to_html(*read), reports::to_html(run));
}

TEST(Html, HoldsHostileTextsAsDataAlone) {
  const auto run = hostile_run();
  const auto page = reports::to_html(run, &run);
  expect_inert(page);
  EXPECT_EQ(block(page, "index")["target"]["name"], hostile);
  EXPECT_EQ(block(page, "case-2")["failures"][0]["actual"], hostile);
  expect_inert(reports::to_html_matrix(std::vector{run, sample::run()}));
}

TEST(Html, EscapesWhatIsNoUtf8AndControlCharacters) {
  auto run = sample::run();
  run.target.name = "a\xff\x1b[31m";
  const auto index = block(reports::to_html(run), "index");
  EXPECT_EQ(index["target"]["name"], R"(a\xff\u{1b}[31m)");
}

TEST(Html, KeepsTheLinesOfAnExpectation) {
  auto run = sample::run();
  run.cases[2].outcome.failures[0].expected = "alice <- PINGRESP\nor alice <- CLOSED\x1b";
  const auto evidence = block(reports::to_html(run), "case-2");
  EXPECT_EQ(evidence["failures"][0]["expected"], "alice <- PINGRESP\nor alice <- CLOSED\\u{1b}");
}

TEST(Html, AllowsItsOwnScriptAndStyleAlone) {
  for (const auto& page :
       {reports::to_html(sample::run()), reports::to_html_matrix(std::vector{sample::run()})}) {
    const auto policy = between(page, "Content-Security-Policy\" content=\"", "\"");
    const auto hash = [](const std::string& text) {
      return "'sha256-" + crypto::to_base64(crypto::sha256(text)) + "'";
    };
    EXPECT_THAT(policy, HasSubstr("default-src 'none'"));
    EXPECT_THAT(policy, HasSubstr("script-src " + hash(between(page, "<script>", "</script>"))));
    EXPECT_THAT(policy, HasSubstr("style-src " + hash(between(page, "<style>", "</style>"))));
    EXPECT_THAT(policy, Not(HasSubstr("unsafe")));
  }
}

TEST(Html, ItsSourcesNeitherParseMarkupNorFetchAnything) {
  for (const auto& file : reports::html_files()) {
    const std::string text(file.text);
    for (const char* word : {"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "DOMParser",
                             "eval(", "Function(", "fetch(", "XMLHttpRequest", "http://", "https://", "url(",
                             "@import", "setAttribute('style'", "javascript:"})
      EXPECT_THAT(text, Not(HasSubstr(word))) << file.name;
  }
}

TEST(Html, TellsWhatChangedSinceAnEarlierResult) {
  auto before = sample::run();
  auto now = before;
  now.cases[0].verdict = client::Verdict::fail;
  before.cases.pop_back();
  auto gone = now.cases[1];
  gone.id = "retain/gone@5.0";
  before.cases.push_back(gone);
  const auto index = block(reports::to_html(now, &before), "index");
  EXPECT_EQ(index["cases"][0]["was"], "pass");
  EXPECT_EQ(index["cases"][0]["verdict"], "fail");
  EXPECT_EQ(index["cases"].back()["was"], "new");
  EXPECT_EQ(index["before"]["gone"], json::array({"retain/gone@5.0"}));
  EXPECT_FALSE(block(reports::to_html(now), "index").contains("before"));
}

/// Three thousand cases that did not pass, every one with more packets than anybody wants.
runner::RunResult large_run(client::Verdict verdict, std::size_t events) {
  auto run = sample::run();
  const auto pattern = sample::failing_case();
  run.cases.clear();
  for (int i = 0; i < 3000; ++i) {
    auto entry = pattern;
    entry.id = "large/case-" + std::to_string(i) + "@3.1.1";
    entry.verdict = i == 2999 ? client::Verdict::fail : verdict;
    while (entry.outcome.wire.size() < events) entry.outcome.wire.push_back(pattern.outcome.wire[12]);
    run.cases.push_back(std::move(entry));
  }
  return run;
}

TEST(Html, StaysBelowItsLimitAndKeepsWhatIsWantedMost) {
  const auto page = reports::to_html(large_run(client::Verdict::advisory, 70));
  EXPECT_LT(page.size(), reports::html_bytes_at_most);
  EXPECT_TRUE(block(page, "case-2999").contains("wire")) << "the one that failed";
  EXPECT_TRUE(block(page, "case-0").contains("wire")) << "the first that fit";
  const auto last = block(page, "case-2998");
  EXPECT_FALSE(last.contains("wire"));
  EXPECT_EQ(last["left_out"], 70);
  EXPECT_TRUE(last.contains("failures"));
}

TEST(Html, CutsLongPacketsAndKeepsTheEventsAboutTheFailure) {
  auto run = sample::run();
  auto& wire = run.cases[2].outcome.wire;
  wire[3].bytes.append(70000, 'x');
  const auto event = wire[4];
  wire.insert(wire.begin() + 1, 1000, event);
  wire.insert(wire.end(), 1000, event);
  run.cases[2].outcome.failures[0].wire_index = 1004;
  const auto evidence = block(reports::to_html(run), "case-2");
  EXPECT_EQ(evidence["wire"].size(), 360U);
  EXPECT_EQ(evidence["left_out_before"], 704);
  EXPECT_EQ(evidence["failures"][0]["event"], 300);
  EXPECT_EQ(evidence["wire"][299]["size"], 70002);
  EXPECT_LT(evidence["wire"][299]["bytes"].get<std::string>().size(), 3000U);
}

TEST(Html, StaysSmallWhateverABrokerSends) {
  auto run = sample::run();
  auto& outcome = run.cases[2].outcome;
  const std::string text(65535, '\x01');
  outcome.failures[0].actual = outcome.failures[0].explanation = outcome.reason = text;
  outcome.wire[2].bytes = std::string("\x30\x82\x80\x04\xff\xff", 6) + text;
  const auto page = reports::to_html(run);
  EXPECT_LT(block_text(page, "case-2").size(), 20'000U);
  EXPECT_LT(block_text(page, "index").size(), 200'000U);
  EXPECT_LT(reports::to_html_matrix(std::vector{run}).size(), 200'000U);
}

TEST(Html, TakesAnEmptyResult) {
  const auto page = reports::to_html(runner::RunResult{});
  EXPECT_EQ(block(page, "index")["cases"], json::array());
  EXPECT_FALSE(reports::to_html_matrix({}).empty());
}

TEST(HtmlMatrix, HasALetterForEachStatementAndCaseOfEachBroker) {
  auto other = sample::run();
  other.target.name = "other";
  other.cases.erase(other.cases.begin());
  other.requirements[0].verdict = runner::RequirementVerdict::violated;
  other.requirements.pop_back();
  const auto index = block(reports::to_html_matrix(std::vector{sample::run(), other}), "index");
  ASSERT_EQ(index["results"].size(), 2U);
  const auto letters = [&](std::size_t result, const char* of) {
    return index["results"][result][of].get<std::string>();
  };
  const auto number_of = [&](const std::string& id) {
    std::size_t number = 0;
    while (index["statements"][number]["id"] != id) ++number;
    return number;
  };
  EXPECT_EQ(letters(0, "statements")[number_of("3.1.1/MQTT-3.1.2-6")], 'v');
  EXPECT_EQ(letters(1, "statements")[number_of("3.1.1/MQTT-3.1.2-6")], 'x');
  EXPECT_EQ(letters(1, "statements")[number_of("5.0/T-acl")], ' ');
  EXPECT_EQ(letters(0, "cases").size(), index["cases"].size());
  EXPECT_EQ(letters(0, "cases")[0], 'p');
  EXPECT_EQ(letters(1, "cases")[0], ' ');
  EXPECT_THAT(
      index["texts"][index["results"][0]["told"]["2"]["message"].get<std::size_t>()].get<std::string>(),
      HasSubstr("expected the connection is closed, got PINGRESP"));
}

TEST(Html, PutsStatementsIntoChaptersOfTheStandard) {
  const auto index = block(reports::to_html(sample::run()), "index");
  std::vector<std::string> chapters;
  for (const auto& chapter : index["chapters"])
    chapters.push_back(chapter["version"].get<std::string>() + " " + chapter["number"].get<std::string>());
  EXPECT_THAT(chapters, testing::ElementsAre("3.1.1 2.2", "3.1.1 3.1", "3.1.1 3.3", "5.0 1.5", "5.0 3.1",
                                             "5.0 3.2", "5.0 6", "5.0 "));
  EXPECT_EQ(case_named(index, "connect/clean@3.1.1")["verdict"], "pass");
}

}  // namespace
