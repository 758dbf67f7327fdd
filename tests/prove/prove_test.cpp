// The proof as a test: with no fault on every case passes; every fault that a case speaks of is noticed, on
// its own id; and what it takes with it has a reason.
#include <algorithm>
#include <chrono>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "broker/faults/fault_table.h"
#include "requirements/catalogue.h"
#include "tests/reports/support/golden.h"
#include "tests/support/program.h"

namespace {

using nlohmann::json;

struct Run {
  program::Ended ended;
  json proof;
};

/// The whole proof, once for all tests of this binary.
const Run& whole_proof() {
  static const Run run = [] {
    const program::TemporaryFolder folder;
    Run made;
    made.ended = program::run({"prove", "--json", folder.file("proof.json")});
    const std::string text = golden::read(folder.file("proof.json"));
    made.proof = json::parse(text, nullptr, false);
    return made;
  }();
  return run;
}

const json& proof() {
  EXPECT_TRUE(whole_proof().proof.is_object()) << whole_proof().ended.err;
  return whole_proof().proof;
}

/// A file of this folder: a name, and the reason why it stands there, a line each; `#` begins a comment.
std::map<std::string, std::string> excuses(const char* name) {
  std::ifstream file(std::string(CONFORMANCE_SOURCE_DIR) + "/tests/prove/" + name);
  std::map<std::string, std::string> known;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.starts_with('#')) continue;
    const std::size_t space = std::min(line.find(' '), line.size());
    known[line.substr(0, space)] = line.substr(std::min(space + 1, line.size()));
  }
  return known;
}

/// What is covered and yet not proven.
std::map<std::string, std::string> known_unproven() {
  return excuses("unproven.txt");
}

/// Of each scenario in each version ("keep-alive/pinging-client-stays 5.0"), whether one of its cases
/// convicts a fault of an id that the case covers. Of an id that a standing rule watches in every case it
/// would be no merit of the scenario's own.
std::map<std::string, bool> scenarios_that_convict() {
  const json cases = json::parse(program::run({"list", "--json"}).out, nullptr, false);
  EXPECT_TRUE(cases.is_array());
  std::map<std::string, json> covered;
  for (const json& each : cases) covered[each["id"]] = each["requirements"];
  std::set<std::string> convicting;
  for (const json& fault : proof()["faults"]) {
    for (std::size_t i = 0; i < fault["by"].size(); ++i) {
      const json& covers = covered[fault["by"][i]];
      for (const json& id : fault["charges"][i])
        if (std::ranges::find(covers, id) != covers.end()) convicting.insert(fault["by"][i]);
    }
  }
  std::map<std::string, bool> found;
  for (const json& each : cases) {
    const auto name = [&](const char* key) { return each[key].get<std::string>(); };
    found[name("suite") + "/" + name("scenario") + " " + name("version")] |= convicting.contains(name("id"));
  }
  return found;
}

std::string line_of(const json& one) {
  return one.dump() + "\n";
}

TEST(Prove, TheObedientBrokerPassesEveryCase) {
  std::string lines;
  for (const json& one : proof()["disobedient"]) lines += line_of(one);
  EXPECT_EQ(lines, "");
}

TEST(Prove, NoFaultThatACaseSpeaksOfSurvives) {
  std::string lines;
  for (const json& fault : proof()["faults"])
    if (fault["verdict"] == "survived") lines += line_of(fault);
  EXPECT_EQ(lines, "");
}

TEST(Prove, WhatFallsWithAFaultHasAReason) {
  std::string lines;
  for (const json& fault : proof()["faults"])
    if (fault.contains("careless")) lines += line_of(fault);
  EXPECT_EQ(lines, "");
}

TEST(Prove, WhatIsCoveredIsProven) {
  const auto known = known_unproven();
  std::string lines;
  for (const json& each : proof()["requirements"]) {
    const bool open = each["covered"] == true && each["state"] == "unproven";
    if (open && !known.contains(each["id"].get<std::string>())) lines += line_of(each);
  }
  EXPECT_EQ(lines, "");
}

TEST(Prove, WhatIsKnownToBeUnprovenStillIs) {
  std::map<std::string, std::string> open;
  for (const json& each : proof()["requirements"])
    if (each["covered"] == true && each["state"] == "unproven") open[each["id"]] = each["reason"];
  for (const auto& [id, reason] : known_unproven()) {
    EXPECT_TRUE(open.contains(id)) << id << " is proven now, or not covered: take it off the list";
    EXPECT_NE(reason, "") << id << " stands on the list without a reason";
  }
}

TEST(Prove, EveryScenarioConvictsAFaultOnAnIdOfItsOwn) {
  auto excused = excuses("convicting_nothing.txt");
  std::string lines;
  for (const auto& [scenario, convicts] : scenarios_that_convict()) {
    if (convicts) continue;
    const auto excuse = excused.find(scenario.substr(0, scenario.find(' ')));
    if (excuse == excused.end())
      lines += scenario + "\n";
    else
      EXPECT_NE(excuse->second, "") << scenario << " stands on the list without a reason";
  }
  EXPECT_EQ(lines, "") << "add a fault that only such a scenario notices: docs/proof.md";
}

TEST(Prove, WhatIsKnownToConvictNothingStillDoes) {
  std::set<std::string> idle;
  for (const auto& [scenario, convicts] : scenarios_that_convict())
    if (!convicts) idle.insert(scenario.substr(0, scenario.find(' ')));
  for (const auto& [scenario, reason] : excuses("convicting_nothing.txt"))
    EXPECT_TRUE(idle.contains(scenario)) << scenario << " convicts a fault, or is gone: take it off the list";
}

TEST(Prove, TheExitCodeSaysWhetherItHolds) {
  EXPECT_EQ(whole_proof().ended.exit_code, known_unproven().empty() ? 0 : 1) << whole_proof().ended.out;
  EXPECT_EQ(proof()["summary"]["holds"] == true, whole_proof().ended.exit_code == 0);
}

TEST(Prove, TwoProofsAreAlike) {
  const program::TemporaryFolder folder;
  const auto once = [&](const char* name) {
    program::run({"prove", "retain/*", "--json", folder.file(name)});
    json text = json::parse(golden::read(folder.file(name)));
    text["summary"].erase("duration_s");
    return text;
  };
  EXPECT_EQ(once("one.json"), once("other.json"));
}

TEST(Prove, OneFaultIsShownWithTheBlocksOfThoseWhoConvictIt) {
  const auto ended = program::run({"prove", "--fault", "retained-not-replaced", "-v"});
  EXPECT_EQ(ended.exit_code, 0) << ended.out << ended.err;
  EXPECT_THAT(ended.out, testing::HasSubstr("FAIL retain/newest-replaces-older"));
  EXPECT_THAT(ended.out, testing::HasSubstr("1 fault: 1 killed, 0 survived, 0 uncovered"));
}

TEST(Prove, AnUnknownFaultIsToldWithWhatWasMeant) {
  const auto ended = program::run({"prove", "--fault", "retained-not-replacd"});
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_THAT(ended.err, testing::HasSubstr("did you mean `retained-not-replaced`?"));
}

TEST(FaultTable, NamesOnlyRequirementsThatTheCatalogueHas) {
  for (const broker::FaultRow& row : broker::fault_table) {
    std::istringstream ids{std::string(row.requirements)};
    for (std::string id; ids >> id;) {
      const requirements::Requirement* found = requirements::catalogue().find(id);
      EXPECT_NE(found, nullptr) << row.name << ": " << id;
      EXPECT_TRUE(found == nullptr || found->observable) << row.name << ": " << id;
    }
  }
}

TEST(FaultTable, BreaksNothingOfWhichTheCatalogueSaysThatItCannotBeBroken) {
  for (const broker::FaultRow& row : broker::fault_table) {
    std::istringstream ids{std::string(row.requirements)};
    for (std::string id; ids >> id;) {
      const requirements::Requirement* found = requirements::catalogue().find(id);
      EXPECT_TRUE(found == nullptr || found->no_fault.empty()) << row.name << ": " << id;
    }
  }
}

}  // namespace
