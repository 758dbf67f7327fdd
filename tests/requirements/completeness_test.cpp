// Every numbered statement of both standards, every behaviour without a number and every promise of a target
// is in the catalogue once. The ids are listed here a second time on purpose: a lost entry must not take its
// test along.
#include <algorithm>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "requirements/catalogue.h"
#include "requirements/documents.h"

namespace requirements {
namespace {

struct Run {
  std::string_view section;
  int first;
  int last;
};

constexpr Run numbered_3_1_1[] = {
    {"1.5.3", 1, 3},  {"2.2.2", 1, 2},  {"2.3.1", 1, 7},  {"3.1.0", 1, 2},  {"3.1.2", 1, 24},
    {"3.1.3", 1, 11}, {"3.1.4", 1, 5},  {"3.2.0", 1, 1},  {"3.2.2", 1, 6},  {"3.3.1", 1, 12},
    {"3.3.2", 1, 3},  {"3.3.4", 1, 1},  {"3.3.5", 1, 2},  {"3.6.1", 1, 1},  {"3.8.1", 1, 1},
    {"3.8.3", 1, 4},  {"3.8.4", 1, 6},  {"3.9.3", 1, 2},  {"3.10.1", 1, 1}, {"3.10.3", 1, 2},
    {"3.10.4", 1, 6}, {"3.12.4", 1, 1}, {"3.14.1", 1, 1}, {"3.14.4", 1, 3}, {"4.1.0", 1, 2},
    {"4.3.1", 1, 1},  {"4.3.2", 1, 2},  {"4.3.3", 1, 2},  {"4.4.0", 1, 1},  {"4.5.0", 1, 2},
    {"4.6.0", 1, 6},  {"4.7.1", 1, 3},  {"4.7.2", 1, 1},  {"4.7.3", 1, 4},  {"4.8.0", 1, 2},
    {"6.0.0", 1, 4},  {"7.0.0", 1, 2},  {"7.1.1", 1, 1},  {"7.1.2", 1, 1}};

// 2.2.1 begins at 2, and 4.2 has no third number: so the standard prints it.
constexpr Run numbered_5_0[] = {
    {"1.5.4", 1, 3},  {"1.5.5", 1, 1},  {"1.5.7", 1, 1},  {"2.1.3", 1, 1},  {"2.2.1", 2, 6},
    {"2.2.2", 1, 1},  {"3.1.0", 1, 2},  {"3.1.2", 1, 30}, {"3.1.3", 1, 12}, {"3.1.4", 1, 6},
    {"3.2.0", 1, 2},  {"3.2.2", 1, 22}, {"3.3.1", 1, 13}, {"3.3.2", 1, 20}, {"3.3.4", 1, 10},
    {"3.4.2", 1, 3},  {"3.5.2", 1, 3},  {"3.6.1", 1, 1},  {"3.6.2", 1, 3},  {"3.7.2", 1, 3},
    {"3.8.1", 1, 1},  {"3.8.3", 1, 5},  {"3.8.4", 1, 8},  {"3.9.2", 1, 2},  {"3.9.3", 1, 2},
    {"3.10.1", 1, 1}, {"3.10.3", 1, 2}, {"3.10.4", 1, 6}, {"3.11.2", 1, 2}, {"3.11.3", 1, 2},
    {"3.12.4", 1, 1}, {"3.14.0", 1, 1}, {"3.14.1", 1, 1}, {"3.14.2", 1, 4}, {"3.14.4", 1, 3},
    {"3.15.1", 1, 1}, {"3.15.2", 1, 3}, {"4.1.0", 1, 2},  {"4.2", 1, 1},    {"4.3.1", 1, 1},
    {"4.3.2", 1, 5},  {"4.3.3", 1, 13}, {"4.4.0", 1, 2},  {"4.5.0", 1, 2},  {"4.6.0", 1, 6},
    {"4.7.0", 1, 1},  {"4.7.1", 1, 2},  {"4.7.2", 1, 1},  {"4.7.3", 1, 4},  {"4.8.2", 1, 6},
    {"4.9.0", 1, 3},  {"4.12.0", 1, 7}, {"4.12.1", 1, 2}, {"4.13.1", 1, 1}, {"4.13.2", 1, 1},
    {"6.0.0", 1, 4}};

template <std::size_t count>
std::set<std::string> ids(std::string_view version, const Run (&runs)[count]) {
  std::set<std::string> result;
  for (const Run& run : runs) {
    for (int number = run.first; number <= run.last; ++number) {
      result.insert(fmt::format("{}/MQTT-{}-{}", version, run.section, number));
    }
  }
  return result;
}

std::set<std::string> catalogued(std::string_view version, Kind kind) {
  std::set<std::string> result;
  for (const Requirement& requirement : catalogue().all()) {
    if (requirement.version == version && requirement.kind == kind) result.insert(requirement.id);
  }
  return result;
}

TEST(Completeness, AllOf141NumberedStatementsOf311AreThereAndNoOther) {
  const auto wanted = ids("3.1.1", numbered_3_1_1);
  EXPECT_EQ(wanted.size(), 141U);
  EXPECT_EQ(catalogued("3.1.1", Kind::numbered), wanted);
}

TEST(Completeness, AllOf251NumberedStatementsOf50AreThereAndNoOther) {
  const auto wanted = ids("5.0", numbered_5_0);
  EXPECT_EQ(wanted.size(), 251U);
  EXPECT_EQ(catalogued("5.0", Kind::numbered), wanted);
}

TEST(Completeness, All133BehavioursWithoutANumberAreThereAndNoOther) {
  std::set<std::string> wanted;
  for (int number = 0; number < 133; ++number) {
    wanted.insert(fmt::format("{}/U-{:03}", number < 117 ? "5.0" : "3.1.1", number));
  }
  std::set<std::string> found = catalogued("5.0", Kind::unnumbered);
  found.merge(catalogued("3.1.1", Kind::unnumbered));
  EXPECT_EQ(found, wanted);
}

TEST(Completeness, EachVersionHasTheFourPromisesOfATarget) {
  for (const std::string version : {"3.1.1", "5.0"}) {
    const std::set<std::string> wanted{version + "/T-acl", version + "/T-bridge", version + "/T-durability",
                                       version + "/T-users"};
    EXPECT_EQ(catalogued(version, Kind::target), wanted);
  }
}

TEST(Completeness, GradesAreSpreadAsCounted) {
  const auto count = [](std::string_view version, Kind kind, Grade grade) {
    return std::ranges::count_if(catalogue().all(), [&](const Requirement& r) {
      return r.version == version && r.kind == kind && r.grade == grade;
    });
  };
  EXPECT_EQ(count("3.1.1", Kind::numbered, Grade::must), 118);
  EXPECT_EQ(count("3.1.1", Kind::numbered, Grade::should), 6);
  EXPECT_EQ(count("3.1.1", Kind::numbered, Grade::note), 2);
  EXPECT_EQ(count("3.1.1", Kind::numbered, Grade::untestable), 15);
  EXPECT_EQ(count("5.0", Kind::numbered, Grade::must), 223);
  EXPECT_EQ(count("5.0", Kind::numbered, Grade::should), 10);
  EXPECT_EQ(count("5.0", Kind::numbered, Grade::note), 4);
  EXPECT_EQ(count("5.0", Kind::numbered, Grade::untestable), 14);
}

TEST(Completeness, IdsAreUnique) {
  std::set<std::string> seen;
  for (const Requirement& requirement : catalogue().all()) {
    EXPECT_TRUE(seen.insert(requirement.id).second) << requirement.id;
  }
}

TEST(Completeness, EverySentenceIsOneShortLineThatEndsWithAPeriod) {
  for (const Requirement& requirement : catalogue().all()) {
    EXPECT_LE(requirement.sentence.size(), 170U) << requirement.id;
    EXPECT_TRUE(requirement.sentence.ends_with('.')) << requirement.id;
    EXPECT_EQ(requirement.sentence.find('\n'), std::string::npos) << requirement.id;
  }
}

TEST(Completeness, WhatIsObservableSaysHowAndTheRestSaysWhyNot) {
  for (const Requirement& requirement : catalogue().all()) {
    EXPECT_EQ(requirement.observable, requirement.grade != Grade::untestable) << requirement.id;
    EXPECT_EQ(requirement.how.empty(), !requirement.observable) << requirement.id;
    EXPECT_EQ(requirement.reason.empty(), requirement.observable) << requirement.id;
    EXPECT_TRUE((requirement.how + requirement.reason).ends_with('.')) << requirement.id;
  }
}

TEST(Completeness, WhatMayFailSaysWhatPassesAndWhatProvesTheViolation) {
  for (const Requirement& requirement : catalogue().all()) {
    if (requirement.grade != Grade::must) continue;
    EXPECT_FALSE(requirement.accept.empty()) << requirement.id;
    EXPECT_FALSE(requirement.forbid.empty()) << requirement.id;
  }
}

TEST(Completeness, OnlyMustRequirementsOf50DependOnDetection) {
  int numbered = 0;
  int unnumbered = 0;
  for (const Requirement& requirement : catalogue().all()) {
    if (!requirement.on_detection) continue;
    EXPECT_EQ(requirement.version, "5.0") << requirement.id;
    EXPECT_EQ(requirement.grade, Grade::must) << requirement.id;
    ++(requirement.kind == Kind::numbered ? numbered : unnumbered);
  }
  EXPECT_EQ(numbered, 26);
  EXPECT_EQ(unnumbered, 53);
}

TEST(Completeness, TheReactionToABreachAgreesWithTheGrade) {
  // Their grade is about what servers send; a client's breach is refused only because no server could answer
  // it.
  const std::set<std::string> of_senders = {"3.1.1/MQTT-2.3.1-1"};
  for (const Requirement& requirement : catalogue().all()) {
    const Reaction::Kind kind = requirement.reaction.kind;
    if (kind == Reaction::Kind::unknown || of_senders.contains(requirement.id)) continue;
    EXPECT_EQ(kind == Reaction::Kind::close_if_noticed, requirement.on_detection) << requirement.id;
    const bool demanded = kind == Reaction::Kind::close || kind == Reaction::Kind::close_if_noticed;
    const bool binds_alone =
        requirement.basis == "own" || requirement.basis == "connect" || requirement.on_detection;
    EXPECT_EQ(demanded, requirement.grade == Grade::must && binds_alone && kind != Reaction::Kind::open)
        << requirement.id;
    EXPECT_EQ(kind == Reaction::Kind::close_or_refuse, requirement.grade == Grade::should) << requirement.id;
    EXPECT_EQ(kind == Reaction::Kind::close_if_noticed || kind == Reaction::Kind::close_or_refuse,
              !requirement.lenient.empty() && kind != Reaction::Kind::close)
        << requirement.id;
  }
}

TEST(Completeness, TheReactionToACONNECTIsJudgedByTheRuleAboutCONNECT) {
  EXPECT_EQ(catalogue().judging("5.0/U-004", true)->id, "5.0/MQTT-3.1.4-1");
  EXPECT_EQ(catalogue().judging("5.0/U-004", false)->id, "5.0/U-004");
  EXPECT_EQ(catalogue().judging("3.1.1/MQTT-2.2.2-1", true)->id, "3.1.1/MQTT-3.1.4-1");
  EXPECT_EQ(catalogue().judging("3.1.1/MQTT-2.2.2-1", false)->id, "3.1.1/MQTT-2.2.2-2");
  EXPECT_EQ(catalogue().judging("5.0/MQTT-3.12.4-1", false), nullptr);
  EXPECT_EQ(catalogue().judging("5.0/4.13.2", false), nullptr);
}

TEST(Completeness, TheProgramHoldsTheFilesOfTheFolderByteForByte) {
  ASSERT_EQ(documents().size(), 5U);
  for (const embedded::File& file : documents()) {
    std::ifstream in(fmt::format("{}/requirements/{}", CONFORMANCE_SOURCE_DIR, file.name), std::ios::binary);
    ASSERT_TRUE(in) << file.name;
    const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    EXPECT_EQ(file.text, text) << file.name;
  }
}

}  // namespace
}  // namespace requirements
