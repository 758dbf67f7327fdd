// A campaign's reports: the same everywhere, whole, and nothing in them breaks out of its place.
#include "reports/campaign.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "campaign/play_list.h"
#include "reports/campaign_words.h"
#include "reports/html.h"
#include "tests/reports/support/golden.h"
#include "tests/reports/support/sample_campaign.h"

namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::string announced(const campaign::CampaignResult& result, const reports::Style& style = {}) {
  std::string text;
  for (const auto& finding : result.findings) text += reports::finding_lines(finding, style);
  return text;
}

TEST(Campaign, LooksAsItIsMeantTo) {
  const auto result = sample::campaign_result();
  golden::expect(
      "reports", "campaign.txt",
      announced(result) + "\n" + reports::campaign_screen(result, {}) + "\n" +
          reports::campaign_standing_line({result.statistics, reports::by_severity(result.findings), 83}) +
          "\n");
  golden::expect("reports", "campaign.md", reports::campaign_to_markdown(result));
}

TEST(Campaign, JsonIsReadAsItWasWritten) {
  const auto result = sample::campaign_result();
  const std::string text = reports::campaign_to_json(result);
  const auto read = reports::campaign_from_json(text);
  ASSERT_TRUE(read) << read.error();
  EXPECT_EQ(reports::campaign_to_json(*read), text);
  EXPECT_EQ(campaign::text_of(read->findings[0].plays), campaign::text_of(result.findings[0].plays));
  EXPECT_EQ(read->findings[2].suspicion.evidence, result.findings[2].suspicion.evidence);
}

TEST(Campaign, WhatIsNoCampaignIsRefusedWithAReason) {
  const auto why = [](const std::string& text) { return reports::campaign_from_json(text).error(); };
  EXPECT_THAT(why("{"), HasSubstr("parse error"));
  EXPECT_THAT(why("[]"), Not(testing::IsEmpty()));
  EXPECT_THAT(why(R"({"schema": "conformance-result/1"})"), HasSubstr("it is no campaign"));
  EXPECT_THAT(why(R"({"schema": "conformance-campaign/1", "runs": "many"})"),
              HasSubstr("type must be number"));
  EXPECT_THAT(why(R"({"schema": "conformance-campaign/1", "findings": [{"kind": "x"}]})"),
              HasSubstr("no kind of finding `x`"));
  EXPECT_THAT(why(R"({"schema": "conformance-campaign/1", "findings": [{"kind": "crash", "plays": ["z"]}]})"),
              HasSubstr("a play of finding"));
}

TEST(Campaign, NothingBreaksOutOfItsPlace) {
  const auto result = sample::hostile_campaign();
  const std::string html = reports::campaign_to_html(result);
  EXPECT_THAT(html, Not(HasSubstr("<script>alert")));
  std::string markdown = reports::campaign_to_markdown(result);
  // In a block of code all is allowed but what ends it.
  for (std::size_t at = 0; (at = markdown.find("```text\n", at)) != std::string::npos;)
    markdown.erase(at, markdown.find("\n```", at + 3) + 4 - at);
  EXPECT_THAT(markdown, AllOf(Not(HasSubstr("@team")), Not(HasSubstr("</code></details> |"))));
  const std::string json = reports::campaign_to_json(result);
  EXPECT_TRUE(nlohmann::json::accept(json));
  for (const std::string& text :
       {html, markdown, json, announced(result), reports::campaign_screen(result, {})}) {
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
    EXPECT_EQ(text.find('\xff'), std::string::npos);
  }
}

TEST(Campaign, WhatCouldNotBeReproducedDoesNotFillThePage) {
  auto result = sample::campaign_result();
  auto& plays = result.findings.back().plays;
  plays.front().steps.resize(60, plays.front().steps.front());
  plays.resize(256, plays.front());
  result.findings.resize(20, result.findings.back());
  EXPECT_LT(reports::campaign_to_html(result).size(), reports::html_bytes_at_most);
  EXPECT_LT(reports::campaign_to_markdown(result).size(), 250'000U);
  EXPECT_LT(reports::finding_to_markdown(result.findings.back(), "b", 50'000).size(), 60'000U);
}

TEST(Campaign, ConnectionsAreCounted) {
  const auto of = [](const char* text) {
    campaign::Finding finding;
    finding.plays = {campaign::play_from(text).value()};
    return reports::connections_of(finding);
  };
  EXPECT_EQ(of("a send c000\na send c000\n"), "1 connection");
  EXPECT_EQ(of("a open\na reset\na open\n"), "2 connections, 1 at once");
  EXPECT_EQ(of("a open\nb open\na end\nc open\n"), "3 connections, 2 at once");
}

TEST(Campaign, NumbersAreReadable) {
  EXPECT_EQ(reports::grouped(999), "999");
  EXPECT_EQ(reports::grouped(1234), "1234");
  EXPECT_EQ(reports::grouped(12345), "12 345");
  EXPECT_EQ(reports::grouped(123456), "123 456");
  EXPECT_EQ(reports::grouped(1234567), "1 234 567");
  EXPECT_EQ(reports::duration(0.4), "0 s");
  EXPECT_EQ(reports::duration(65), "1:05");
  EXPECT_EQ(reports::duration(3661), "1:01:01");
}

}  // namespace
