// The JSON result: complete, safe, readable again, and as its schema says.
#include "reports/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "reports/text.h"
#include "tests/reports/support/golden.h"
#include "tests/reports/support/sample_run.h"
#include "tests/reports/support/schema.h"

namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::IsEmpty;

json schema_document() {
  return json::parse(golden::read(std::string(CONFORMANCE_SOURCE_DIR) + "/docs/schema/result.schema.json"));
}

TEST(JsonResult, KeepsTheFormThatIsPromised) {
  golden::expect("reports", "result.json", reports::to_json(sample::run()));
}

TEST(JsonResult, IsValidByItsSchema) {
  const auto document = json::parse(reports::to_json(sample::run()));
  EXPECT_THAT(schema::faults(schema_document(), document), IsEmpty());
  EXPECT_THAT(schema::undescribed(schema_document(), document), IsEmpty());
}

TEST(JsonResult, OfAnEmptyRunIsValidByItsSchema) {
  const auto document = json::parse(reports::to_json(runner::RunResult{}));
  EXPECT_THAT(schema::faults(schema_document(), document), IsEmpty());
}

TEST(JsonResult, SchemaRefusesWhatIsNoResult) {
  auto document = json::parse(reports::to_json(sample::run()));
  document["cases"][0]["verdict"] = "passed";
  document["summary"].erase("exit_code");
  document["cases"][2]["wire"][1]["hex"] = "1";
  EXPECT_EQ(schema::faults(schema_document(), document).size(), 3U);
}

TEST(JsonResult, ReadAndWrittenAgainIsTheSame) {
  const std::string written = reports::to_json(sample::run());
  const auto read = reports::from_json(written);
  ASSERT_TRUE(read) << read.error();
  EXPECT_EQ(reports::to_json(*read), written);
}

TEST(JsonResult, TellsOfTheBaseline) {
  const std::string written = reports::to_json(sample::run_with_baseline());
  const auto document = json::parse(written);
  EXPECT_EQ(document["baseline"]["strays"].size(), 2U);
  EXPECT_THAT(schema::faults(schema_document(), document), IsEmpty());
  EXPECT_THAT(schema::undescribed(schema_document(), document), IsEmpty());
  const auto read = reports::from_json(written);
  ASSERT_TRUE(read) << read.error();
  EXPECT_EQ(reports::to_json(*read), written);
}

TEST(JsonResult, NamesTheListenerOfACaseThatWasPlayedElsewhere) {
  auto run = sample::run();
  run.cases[0].listener = "limited";
  run.cases[0].listener_url = "mqtt://127.0.0.1:1885";
  run.target.capabilities.push_back({"maximum_qos", "1", "CONNACK", "5.0", "limited"});
  const auto document = json::parse(reports::to_json(run));
  EXPECT_EQ(document["cases"][0]["listener"], "limited");
  EXPECT_FALSE(document["cases"][1].contains("listener"));
  EXPECT_EQ(document["target"]["capabilities"].back()["listener"], "limited");
  EXPECT_THAT(schema::faults(schema_document(), document), IsEmpty());
  EXPECT_THAT(schema::undescribed(schema_document(), document), IsEmpty());
  const auto read = reports::from_json(reports::to_json(run));
  ASSERT_TRUE(read) << read.error();
  EXPECT_EQ(reports::to_json(*read), reports::to_json(run));
}

TEST(JsonResult, ReadAgainHasWhatReportsNeed) {
  const auto original = sample::run();
  const auto read = reports::from_json(reports::to_json(original));
  ASSERT_TRUE(read) << read.error();
  ASSERT_EQ(read->cases.size(), original.cases.size());
  for (std::size_t i = 0; i < read->cases.size(); ++i) {
    const auto& before = original.cases[i];
    const auto& after = read->cases[i];
    EXPECT_EQ(after.id, before.id);
    EXPECT_EQ(after.verdict, before.verdict);
    EXPECT_EQ(after.covers, before.covers);
    EXPECT_EQ(after.outcome.duration, before.outcome.duration);
    ASSERT_EQ(after.outcome.wire.size(), before.outcome.wire.size());
    for (std::size_t event = 0; event < after.outcome.wire.size(); ++event) {
      EXPECT_EQ(after.outcome.wire[event].bytes, before.outcome.wire[event].bytes);
      EXPECT_EQ(after.outcome.wire[event].at, before.outcome.wire[event].at);
      EXPECT_EQ(after.outcome.wire[event].actor, before.outcome.wire[event].actor);
      EXPECT_EQ(after.outcome.wire[event].harness, before.outcome.wire[event].harness);
    }
    ASSERT_EQ(after.outcome.failures.size(), before.outcome.failures.size());
    for (std::size_t failure = 0; failure < after.outcome.failures.size(); ++failure) {
      EXPECT_EQ(after.outcome.failures[failure].where, before.outcome.failures[failure].where);
    }
  }
  EXPECT_EQ(read->selection.rerun_arguments, original.selection.rerun_arguments);
  EXPECT_EQ(read->calibration, original.calibration);
}

TEST(JsonResult, LeavesTheWireLogOutOfCasesThatPassed) {
  auto run = sample::run();
  auto passing = sample::failing_case();
  passing.verdict = client::Verdict::pass;
  passing.outcome.failures.clear();
  run.cases = {passing};
  const auto document = json::parse(reports::to_json(run));
  EXPECT_FALSE(document["cases"][0].contains("wire"));
  EXPECT_FALSE(document["cases"][0].contains("source"));
}

TEST(JsonResult, EscapesBytesThatAreNoUtf8) {
  const std::string written = reports::to_json(sample::run());
  EXPECT_EQ(reports::escape_invalid(written), written);
  const auto document = json::parse(written);
  EXPECT_THAT(document["cases"][2]["failure"]["actual"].get<std::string>(), HasSubstr("\\xff\\xfe"));
}

TEST(JsonResult, OfAnotherFormatIsRefusedBySentence) {
  const auto read = reports::from_json(R"({"schema": "conformance-result/9"})");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error(),
            "no result of a run: schema: `conformance-result/9` was written by another version of "
            "conformance, this "
            "one reads `conformance-result/1`");
}

TEST(JsonResult, ThatIsBrokenNamesItsPlace) {
  EXPECT_EQ(reports::from_json("{\n\n oops").error(), "no JSON: line 3 cannot be read");
  EXPECT_EQ(reports::from_json("[]").error(), "no result of a run: the document: an object is expected here");
  auto document = json::parse(reports::to_json(sample::run()));
  document["cases"][1]["line"] = "ten";
  EXPECT_EQ(reports::from_json(document.dump()).error(),
            "no result of a run: cases[1].line: a whole number from 0 is expected here");
  document["cases"][1]["line"] = 10;
  document["cases"][3].erase("verdict");
  EXPECT_EQ(reports::from_json(document.dump()).error(),
            "no result of a run: cases[3]: `verdict` is missing");
}

TEST(JsonResult, WithAnyMemberOfAnotherKindDoesNotThrow) {
  const auto document = json::parse(reports::to_json(sample::run()));
  const auto flat = document.flatten();
  for (const auto& [path, value] : flat.items()) {
    for (const auto& wrong : {json(nullptr), json(-1), json("text"), json::array({1}), json(1e300)}) {
      auto changed = document;
      changed[json::json_pointer(path)] = wrong;
      static_cast<void>(reports::from_json(changed.dump()));
    }
  }
}

}  // namespace
