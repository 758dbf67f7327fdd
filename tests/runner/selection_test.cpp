// Which cases are selected, and what is said when none is.
#include "runner/selection.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>

namespace runner {
namespace {

using codec::Version;
using script::CaseInfo;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

CaseInfo a_case(std::string suite, std::string scenario, std::string row, Version version,
                std::vector<std::string> covers = {}, std::vector<std::string> tags = {}) {
  CaseInfo info;
  info.id =
      fmt::format("{}/{}{}@{}", suite, scenario, row.empty() ? "" : "[" + row + "]", codec::name_of(version));
  info.suite = std::move(suite);
  info.scenario = std::move(scenario);
  info.row = std::move(row);
  info.version = version;
  info.covers = std::move(covers);
  info.tags = std::move(tags);
  return info;
}

std::vector<CaseInfo> sample() {
  return {a_case("retain", "replace", "qos=1", Version::v3_1_1, {"3.1.1/MQTT-3.3.1-5"}),
          a_case("retain", "replace", "qos=2", Version::v3_1_1, {"3.1.1/MQTT-3.3.1-5"}, {"slow"}),
          a_case("retain", "replace", "qos=1", Version::v5_0, {"5.0/MQTT-3.3.1-5", "5.0/U-042"}),
          a_case("ping", "answer", "", Version::v5_0, {"5.0/MQTT-3.12.4-1"}, {"slow", "exclusive"}),
          a_case("ping", "bad-flags", "", Version::v5_0, {"5.0/4.13.2"}, {"malformed"}),
          a_case("filters", "literal", "f=*", Version::v5_0),
          a_case("filters", "literal", "f=a", Version::v5_0, {}, {"unsafe"})};
}

std::vector<std::string> ids(const std::vector<CaseInfo>& cases) {
  std::vector<std::string> result;
  for (const CaseInfo& info : cases) result.push_back(info.id);
  return result;
}

std::vector<std::string> named(std::string pattern) {
  return ids(select(sample(), SelectionOptions{.patterns = {std::move(pattern)}}));
}
std::vector<std::string> covering(std::string id) {
  return ids(select(sample(), SelectionOptions{.covers = {std::move(id)}}));
}
std::vector<std::string> tagged(std::vector<std::string> tags) {
  return ids(select(sample(), SelectionOptions{.tags = std::move(tags)}));
}
std::string message(const SelectionOptions& options) {
  EXPECT_THAT(select(sample(), options), IsEmpty());
  return nothing_selected_message(sample(), options);
}

TEST(Selection, IsEverythingInOrderWithoutOptions) {
  EXPECT_EQ(ids(select(sample(), SelectionOptions{})), ids(sample()));
}

TEST(Pattern, MatchesEachPartOfAName) {
  EXPECT_THAT(named("retain"), SizeIs(3));
  EXPECT_THAT(named("retain/replace"), SizeIs(3));
  EXPECT_THAT(named("retain/replace@3.1.1"), SizeIs(2));
  EXPECT_THAT(named("retain@5.0"), ElementsAre("retain/replace[qos=1]@5.0"));
  EXPECT_THAT(named("retain/replace[qos=1]"),
              ElementsAre("retain/replace[qos=1]@3.1.1", "retain/replace[qos=1]@5.0"));
  EXPECT_THAT(named("retain/replace[qos=2]@3.1.1"), ElementsAre("retain/replace[qos=2]@3.1.1"));
  EXPECT_THAT(named("ping/answer"), ElementsAre("ping/answer@5.0"));
}

TEST(Pattern, MatchesNothingByHalf) {
  for (const auto* pattern : {"retai", "etain", "retain/", "retain/rep", "replace[qos=1]", "5.0", ""}) {
    EXPECT_THAT(named(pattern), IsEmpty()) << pattern;
  }
}

TEST(Pattern, TakesOnlyStarAndQuestionMarkAsSpecial) {
  EXPECT_THAT(named("ret*"), SizeIs(3));
  EXPECT_THAT(named("retain/*qos=1]"), SizeIs(2));
  EXPECT_THAT(named("*@3.1.1"), SizeIs(2));
  EXPECT_THAT(named("p?ng"), SizeIs(2));
  EXPECT_THAT(named("p?g"), IsEmpty());
  EXPECT_THAT(named("retain/replace[qos=?]"), SizeIs(3));
  EXPECT_THAT(named("retain/replace[*]@3?1?1"), SizeIs(2));
  EXPECT_THAT(named("retain/replac[ef][qos=1]"), IsEmpty());
  EXPECT_THAT(named("*"), SizeIs(7));
}

TEST(Pattern, IsTakenLiterallyWhenItIsAName) {
  EXPECT_THAT(named("filters/literal[f=*]@5.0"), ElementsAre("filters/literal[f=*]@5.0"));
  EXPECT_THAT(named("filters/literal[f=*]"), ElementsAre("filters/literal[f=*]@5.0"));
  EXPECT_THAT(named("filters/literal[?=*]"), SizeIs(2));
}

TEST(Pattern, AddsToTheOthers) {
  EXPECT_THAT(select(sample(), SelectionOptions{.patterns = {"ping/answer", "retain@5.0"}}), SizeIs(2));
}

TEST(Covers, MatchesAnIdWithAndWithoutItsVersion) {
  EXPECT_THAT(covering("5.0/MQTT-3.3.1-5"), ElementsAre("retain/replace[qos=1]@5.0"));
  EXPECT_THAT(covering("MQTT-3.3.1-5"), SizeIs(3));
  EXPECT_THAT(covering("5.0/U-042"), SizeIs(1));
  EXPECT_THAT(covering("5.0/U-04"), IsEmpty());
  EXPECT_THAT(covering("5.0/MQTT-3.3.1-50"), IsEmpty());
}

TEST(Covers, MatchesTheStartOfAnIdAtItsJoints) {
  EXPECT_THAT(covering("5.0/MQTT-3.3.1"), SizeIs(1));
  EXPECT_THAT(covering("5.0/MQTT-3.3"), SizeIs(1));
  EXPECT_THAT(covering("5.0/MQTT-3.1"), IsEmpty());
  EXPECT_THAT(covering("5.0/MQTT-3*"), SizeIs(2));
}

TEST(Covers, MatchesASectionWithThoseBelowIt) {
  EXPECT_THAT(covering("5.0/3.3.1"), ElementsAre("retain/replace[qos=1]@5.0"));
  EXPECT_THAT(covering("5.0/3.3.1.3"), ElementsAre("retain/replace[qos=1]@5.0")) << "deeper than the number";
  EXPECT_THAT(covering("3.1.1/3.3"), SizeIs(2));
  EXPECT_THAT(covering("5.0/4.13"), ElementsAre("ping/bad-flags@5.0")) << "a bare section";
  EXPECT_THAT(covering("5.0/3.12"), ElementsAre("ping/answer@5.0"));
  EXPECT_THAT(covering("5.0/3.1"), IsEmpty()) << "3.12 is not below 3.1";
}

TEST(Tags, SelectOrLeaveOut) {
  EXPECT_THAT(tagged({"slow"}), ElementsAre("retain/replace[qos=2]@3.1.1", "ping/answer@5.0"));
  EXPECT_THAT(tagged({"slow", "malformed"}), SizeIs(3));
  EXPECT_THAT(tagged({"!slow"}), SizeIs(5));
  EXPECT_THAT(tagged({"slow", "!exclusive"}), ElementsAre("retain/replace[qos=2]@3.1.1"));
}

TEST(Selection, NeedsEachKindOfOptionToFit) {
  SelectionOptions options{.patterns = {"retain"}, .covers = {"MQTT-3.3.1-5"}, .tags = {"slow"}};
  EXPECT_THAT(ids(select(sample(), options)), ElementsAre("retain/replace[qos=2]@3.1.1"));
  options.versions = {Version::v5_0};
  EXPECT_THAT(select(sample(), options), IsEmpty());
}

TEST(Safe, LeavesOutUnsafeMalformedAndExclusive) {
  EXPECT_THAT(select(sample(), SelectionOptions{.safe = true}), SizeIs(4));
  EXPECT_FALSE(is_safe(a_case("s", "c", "", Version::v5_0, {}, {"slow", "unsafe"})));
  EXPECT_TRUE(is_safe(a_case("s", "c", "", Version::v5_0, {}, {"slow"})));
  script::CaseInfo stops_the_broker = a_case("s", "c", "", Version::v5_0, {}, {});
  stops_the_broker.controls_broker = true;
  EXPECT_FALSE(is_safe(stops_the_broker));
}

TEST(Safe, IsReadOffThePlan) {
  constexpr std::string_view text = R"(suite s "Suite"

scenario good
  "An unsafe packet is not sent."
  covers 5.0/MQTT-3.12.4-1
  alice connects
  alice -> PINGREQ
  alice <- PINGRESP

scenario wrong
  "A packet with a lie in it is sent."
  covers 5.0/MQTT-3.12.4-1
  alice connects
  alice -> PINGREQ flags=1!
  alice is closed

scenario wrong-among-others
  "The lie stands in a segment with others."
  covers 5.0/MQTT-3.12.4-1
  alice connects
  at once
    alice -> PINGREQ
    alice -> PINGREQ flags=1!
  alice is closed

scenario proven
  "Credentials harm nobody."
  covers 5.0/MQTT-4.12.0-5
  alice connects auth=$auth.good <- code=0
)";
  const auto parsed = script::parse("s.scenario", text, requirements::catalogue());
  ASSERT_NE(parsed.suite, nullptr) << script::render(parsed.diagnostics.front());
  const auto cases = script::cases_of(parsed.suite);
  EXPECT_THAT(ids(select(cases, SelectionOptions{.safe = true})), ElementsAre("s/good@5.0", "s/proven@5.0"));
}

TEST(Shard, PartsAreDisjointAndComplete) {
  std::vector<CaseInfo> many;
  for (int i = 0; i < 300; ++i) many.push_back(a_case("s", fmt::format("c{}", i), "", Version::v5_0));
  std::multiset<std::string> seen;
  for (std::size_t index = 1; index <= 3; ++index) {
    const auto part = ids(select(many, SelectionOptions{.shard_index = index, .shard_count = 3}));
    EXPECT_GT(part.size(), 60U);
    seen.insert(part.begin(), part.end());
  }
  EXPECT_EQ(seen.size(), 300U);
  EXPECT_EQ(std::set(seen.begin(), seen.end()).size(), 300U);
}

TEST(Shard, DependsOnTheIdAloneAndStaysTheSame) {
  const auto all = sample();
  const auto part = ids(select(all, SelectionOptions{.shard_index = 1, .shard_count = 2}));
  for (const CaseInfo& info : all) {
    const bool within =
        !select(std::span(&info, 1), SelectionOptions{.shard_index = 1, .shard_count = 2}).empty();
    EXPECT_EQ(within, std::ranges::find(part, info.id) != part.end()) << info.id;
  }
  EXPECT_THAT(select(all, SelectionOptions{.shard_index = 1, .shard_count = 1}), SizeIs(7));
}

TEST(NothingSelected, SuggestsNamesThatResembleThePattern) {
  EXPECT_EQ(message({.patterns = {"retian"}}), "no case is named `retian`; did you mean `retain`?");
  EXPECT_THAT(message({.patterns = {"retain/replaec[qos=1]"}}), HasSubstr("`retain/replace[qos=1]`"));
  EXPECT_THAT(message({.patterns = {"ping/anser@5.0"}}), HasSubstr("`ping/answer@5.0`"));
  EXPECT_THAT(message({.patterns = {"bad-flags"}}), HasSubstr("`ping/bad-flags`"));
  EXPECT_THAT(message({.patterns = {"answre"}}), HasSubstr("`ping/answer`"));
  EXPECT_EQ(message({.patterns = {"zzzzzzzzzz"}}), "no case is named `zzzzzzzzzz`");
}

TEST(NothingSelected, SuggestsIdsAndTags) {
  EXPECT_THAT(message({.covers = {"5.0/MQTT-3.3.1-"}}), HasSubstr("did you mean `5.0/MQTT-3.3.1-"));
  EXPECT_EQ(message({.covers = {"5.0/MQTT-3.3.1-6"}}), "no case covers 5.0/MQTT-3.3.1-6");
  EXPECT_EQ(message({.tags = {"slows"}}), "no case is tagged `slows`; did you mean `slow`?");
  EXPECT_EQ(message({.tags = {"x"}}), "no case is tagged `x`; there are exclusive, malformed, slow, unsafe");
}

TEST(NothingSelected, SaysWhyARequirementIsCoveredByNoCase) {
  const auto all = requirements::catalogue().all();
  const auto untestable = std::ranges::find(all, false, &requirements::Requirement::observable);
  ASSERT_NE(untestable, all.end());
  EXPECT_THAT(message({.covers = {untestable->id}}), HasSubstr(untestable->reason));
}

TEST(NothingSelected, NamesTheOptionThatTookTheLast) {
  SelectionOptions shard{.patterns = {"ping/answer"}, .shard_index = 1, .shard_count = 2};
  if (!select(sample(), shard).empty()) shard.shard_index = 2;
  EXPECT_THAT(message(shard), AllOf(StartsWith("shard "), HasSubstr("fewer shards")));
  EXPECT_THAT(message({.tags = {"exclusive"}, .safe = true}), StartsWith("--safe leaves out"));
  EXPECT_THAT(message({.patterns = {"ping"}, .versions = {Version::v3_1_1}}), HasSubstr("another version"));
  EXPECT_THAT(message({.patterns = {"retain"}, .tags = {"malformed"}}), HasSubstr("leave one out"));
  EXPECT_EQ(nothing_selected_message({}, {}), "there are no cases to select from");
}

TEST(SelectionRequest, IsTheSameAsTyped) {
  const SelectionRequest request{.patterns = {"retain"},
                                 .covers = {"MQTT-3.3.1-5"},
                                 .tags = {"!slow"},
                                 .versions = {"3.1.1"},
                                 .safe = true,
                                 .shard = "1/1"};
  const auto selected = select(sample(), request);
  ASSERT_TRUE(selected) << selected.error().message;
  EXPECT_THAT(ids(*selected), ElementsAre("retain/replace[qos=1]@3.1.1"));
}

TEST(SelectionRequest, FailsWhenOneOfSeveralPatternsFitsNothing) {
  const auto selected = select(sample(), SelectionRequest{.patterns = {"retain", "pong"}});
  ASSERT_FALSE(selected);
  EXPECT_EQ(selected.error().exit, Exit::nothing_selected);
  EXPECT_EQ(selected.error().message, "no case is named `pong`; did you mean `ping`?");
}

TEST(SelectionRequest, FailsWhenNothingIsLeft) {
  const auto selected = select(sample(), SelectionRequest{.patterns = {"retain"}, .tags = {"malformed"}});
  ASSERT_FALSE(selected);
  EXPECT_EQ(selected.error().exit, Exit::nothing_selected);
}

TEST(SelectionRequest, RefusesWhatMakesNoSense) {
  for (const auto* shard : {"0/3", "4/3", "1", "1/", "/3", "a/b", "1/0", "-1/3", "1/3x"}) {
    const auto selected = select(sample(), SelectionRequest{.shard = shard});
    ASSERT_FALSE(selected) << shard;
    EXPECT_EQ(selected.error().exit, Exit::usage);
    EXPECT_THAT(selected.error().message, HasSubstr("write 1/3"));
  }
  const auto selected = select(sample(), SelectionRequest{.versions = {"4.0"}});
  ASSERT_FALSE(selected);
  EXPECT_EQ(selected.error().exit, Exit::usage);
}

}  // namespace
}  // namespace runner
