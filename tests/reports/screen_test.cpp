// Every screen of a run, as golden files: header, progress, failure blocks, lists, tables, the end.
#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "codec/compose.h"
#include "reports/bundles.h"
#include "reports/failure_block.h"
#include "reports/failures.h"
#include "reports/matrices.h"
#include "reports/progress_lines.h"
#include "reports/summary.h"
#include "reports/terminal.h"
#include "reports/wire_log.h"
#include "tests/reports/support/golden.h"
#include "tests/reports/support/sample_run.h"

namespace {

using reports::Style;
using reports::Verbosity;
using testing::HasSubstr;
using testing::Not;

Style everything() {
  Style style;
  style.verbosity = Verbosity::everything;
  return style;
}

std::string progress(const runner::RunResult& run, const Style& style) {
  std::string out =
      reports::header_line(run, run.cases.size(), style) + "\n" + reports::probe_lines(run, style);
  reports::ProgressLines lines(run.cases, style);
  for (const auto& entry : run.cases)
    for (const auto& line : lines.finished(entry, reports::has_progress_line(entry, style.verbosity)))
      out += line + "\n";
  out += reports::slow_line("will/delay-is-kept@5.0", 3, style) + "\n";
  runner::Standing standing;
  standing.finished = 618;
  standing.total = 1412;
  standing.running.assign(50, "will/delay-is-kept@5.0");
  standing.elapsed_s = 3.1;
  standing.failed = 1;
  return out + reports::standing_line(standing, style) + "\n";
}

TEST(Screen, WhileARunGoesOn) {
  golden::expect("reports", "progress.txt", progress(sample::run(), Style{}));
}

TEST(Screen, WhileARunOfEverythingGoesOn) {
  Style style;
  style.verbosity = Verbosity::everything;
  golden::expect("reports", "progress-vv.txt", progress(sample::run(), style));
}

TEST(Screen, AtTheEndOfARun) {
  golden::expect("reports", "final.txt", reports::final_screen(sample::run(), Style{}));
}

Style verbose() {
  Style style;
  style.verbosity = Verbosity::verbose;
  return style;
}

TEST(Screen, AtTheEndOfAVerboseRun) {
  golden::expect("reports", "final-v.txt", reports::final_screen(sample::run(), verbose()));
}

TEST(Screen, TheBrokersOwnLogStandsBesideAFailureForWhoAsks) {
  const auto run = sample::run();
  const auto block = [&](const Style& style) {
    return reports::failure_block(sample::failing_case(), run, style);
  };
  EXPECT_THAT(block(verbose()), HasSubstr("\n  log   1763820001: New client connected from 127.0.0.1:50210"));
  EXPECT_THAT(block(verbose()), HasSubstr("\n        1763820001: a line with \\u{1b}[2J and "));
  EXPECT_THAT(block(Style{}), Not(HasSubstr("New client connected")));
}

TEST(Screen, OfALongLogTheEndIsShownUnlessEverythingIsAskedFor) {
  auto result = sample::failing_case();
  result.outcome.broker_log.clear();
  for (int i = 0; i < 40; ++i) result.outcome.broker_log.push_back("line " + std::to_string(i) + ";");
  EXPECT_THAT(reports::failure_block(result, sample::run(), verbose()), Not(HasSubstr("line 24;")));
  EXPECT_THAT(reports::failure_block(result, sample::run(), verbose()), HasSubstr("line 25;"));
  EXPECT_THAT(reports::failure_block(result, sample::run(), everything()), HasSubstr("line 0;"));
}

TEST(Screen, AtTheEndOfARunOfEverything) {
  Style style;
  style.verbosity = Verbosity::everything;
  golden::expect("reports", "final-vv.txt", reports::final_screen(sample::run(), style));
}

TEST(Screen, AtTheEndOfAQuietRun) {
  Style style;
  style.verbosity = Verbosity::quiet;
  golden::expect("reports", "final-q.txt", reports::final_screen(sample::run(), style));
}

TEST(Screen, AtTheEndOfARunAgainstABaseline) {
  golden::expect("reports", "final-baseline.txt",
                 reports::final_screen(sample::run_with_baseline(), Style{}));
}

TEST(Screen, WhileARunGoesOnAgainstABaseline) {
  const auto run = sample::run_with_baseline();
  EXPECT_THAT(progress(run, Style{}), Not(HasSubstr(sample::failing_case().id)));
  EXPECT_THAT(progress(run, everything()), HasSubstr("KNOWN [ 0.031s] " + sample::failing_case().id));
}

TEST(Screen, InColour) {
  Style style;
  style.colour = true;
  golden::expect("reports", "final-colour.txt", reports::final_screen(sample::run(), style));
}

TEST(Screen, OnANarrowTerminal) {
  Style style;
  style.width = 72;
  golden::expect("reports", "final-narrow.txt",
                 progress(sample::run(), style) + reports::final_screen(sample::run(), style));
}

TEST(Screen, OfARunThatWasCutShort) {
  auto run = sample::run();
  run.cases.resize(2);
  run.summary.broker_died = true;
  run.summary.broker_died_text = "mosquitto ended with signal 11 (SIGSEGV) while 3 cases were running";
  run.summary.interrupted = true;
  run.summary.deadline_reached = true;
  golden::expect("reports", "cut-short.txt", reports::closing_lines(run, Style{}));
}

std::vector<runner::CaseResult> variants_of_sample() {
  auto cases = sample::run().cases;
  std::erase_if(cases, [](const auto& entry) { return entry.variant.empty(); });
  return cases;
}

TEST(Matrices, HaveALineForEachVerdictAndReasonWhenTheLastVariantIsIn) {
  const auto cases = variants_of_sample();
  reports::ProgressLines lines(cases, Style{});
  for (std::size_t i = 0; i + 1 < cases.size(); ++i) EXPECT_TRUE(lines.finished(cases[i], true).empty());
  const auto told = lines.finished(cases.back(), false);
  ASSERT_EQ(told.size(), 4U);
  EXPECT_THAT(told[0], HasSubstr("every-illegal-pubrel@3.1.1"));
  EXPECT_THAT(told[0], HasSubstr("3 of 11 variants"));
  EXPECT_THAT(told[1], HasSubstr("every-illegal-pubrel[surplus]@3.1.1"));
  EXPECT_THAT(told[2], HasSubstr("0.008s"));
  EXPECT_TRUE(lines.rest().empty());
}

TEST(Matrices, ReadTheSameInWhateverOrderTheirVariantsFinish) {
  auto cases = variants_of_sample();
  const auto told = [&cases](const auto& order) {
    reports::ProgressLines lines(cases, Style{});
    std::vector<std::string> all;
    for (const auto& entry : order) {
      const auto some = lines.finished(entry, entry.verdict == client::Verdict::fail);
      all.insert(all.end(), some.begin(), some.end());
    }
    return all;
  };
  auto backwards = cases;
  std::ranges::reverse(backwards);
  EXPECT_THAT(told(backwards), testing::UnorderedElementsAreArray(told(cases)));
}

TEST(Matrices, TellWhatTheyHaveWhenTheRunIsCutShort) {
  const auto cases = variants_of_sample();
  reports::ProgressLines lines(cases, Style{});
  EXPECT_TRUE(lines.finished(cases[0], true).empty());
  EXPECT_THAT(lines.rest(), testing::ElementsAre(HasSubstr("every-illegal-pubrel[flags=0]@3.1.1")));
  EXPECT_TRUE(lines.rest().empty());
}

TEST(Matrices, NameAVariantThatIsAloneByItsId) {
  const auto cases = variants_of_sample();
  const auto alone = reports::mentions_of({&cases[3]});
  ASSERT_EQ(alone.size(), 1U);
  EXPECT_EQ(alone[0].name, cases[3].id);
  EXPECT_TRUE(alone[0].variants.empty());
  const auto two = reports::mentions_of({&cases[3], &cases[4]});
  ASSERT_EQ(two.size(), 1U);
  EXPECT_EQ(two[0].name, reports::matrix_of(cases[3]));
  EXPECT_EQ(two[0].cases, 2U);
}

TEST(Matrices, ShowOneFailureInFullAndTheLabelsOfThoseAlike) {
  const auto blocks = reports::failure_blocks(sample::run(), Style{});
  EXPECT_THAT(blocks, HasSubstr("alike, 3 of 11 variants in all, with\n    [flags=1], [flags=3]\n"));
  EXPECT_THAT(blocks, Not(HasSubstr("FAIL malformed-packets/every-illegal-pubrel[flags=1]@3.1.1")));
  EXPECT_THAT(reports::failure_blocks(sample::run(), everything()),
              HasSubstr("FAIL malformed-packets/every-illegal-pubrel[flags=1]@3.1.1"));
}

TEST(Matrices, AreNamedOneByOneWhenAllAreAskedFor) {
  Style style;
  style.verbosity = Verbosity::verbose;
  EXPECT_THAT(reports::advisory_list(sample::run(), style), HasSubstr("every-illegal-pubrel[thrice]@3.1.1"));
  EXPECT_THAT(
      reports::advisory_list(sample::run(), Style{}),
      HasSubstr("every-illegal-pubrel@3.1.1  5 of 11 variants: [id=0], [id-cut-off], [id-left-out], …"));
}

TEST(FailureBlock, ShowsAHandMadeLineWhereOneConnectionSuffices) {
  const auto run = sample::run();
  const std::string block = reports::failure_block(sample::one_connection_case(), run, Style{});
  EXPECT_THAT(block, HasSubstr("| xxd -r -p | nc 127.0.0.1 1883 | xxd"));
  EXPECT_THAT(reports::failure_block(sample::failing_case(), run, Style{}), Not(HasSubstr("xxd")));
}

TEST(FailureBlock, LeavesTheFarewellOfTheHarnessOutOfTheHandMadeLine) {
  auto result = sample::one_connection_case();
  const std::string before = reports::netcat_line(result, "mqtt://127.0.0.1:1883");
  auto farewell = result.outcome.wire[3];
  farewell.harness = true;
  farewell.bytes = std::string("\xe0\x00", 2);
  result.outcome.wire.push_back(farewell);
  result.outcome.failures.front().wire_index = result.outcome.wire.size();
  EXPECT_EQ(reports::netcat_line(result, "mqtt://127.0.0.1:1883"), before);
}

TEST(FailureBlock, HasNoHandMadeLineBehindTls) {
  EXPECT_EQ(reports::netcat_line(sample::one_connection_case(), "mqtts://127.0.0.1:8883"), "");
  EXPECT_THAT(reports::netcat_line(sample::one_connection_case(), "mqtt://[::1]:1883"),
              HasSubstr("| nc ::1 1883 |"));
}

TEST(FailureBlock, GoesByHandWhereTheCaseWasPlayed) {
  auto result = sample::one_connection_case();
  result.listener = "limited";
  result.listener_url = "mqtt://127.0.0.1:1885";
  const std::string block = reports::failure_block(result, sample::run(), Style{});
  EXPECT_THAT(block, HasSubstr("  listener  limited, mqtt://127.0.0.1:1885\n"));
  EXPECT_THAT(block, HasSubstr("| nc 127.0.0.1 1885 |"));
}

TEST(ProgressLine, NamesTheListenerOnRequest) {
  auto result = sample::one_connection_case();
  result.listener = "limited";
  Style style;
  EXPECT_THAT(reports::progress_line(result, style), Not(HasSubstr("limited")));
  style.verbosity = Verbosity::everything;
  EXPECT_THAT(reports::progress_line(result, style), HasSubstr("; on limited"));
  result.verdict = client::Verdict::pass;
  EXPECT_THAT(reports::progress_line(result, style), HasSubstr("  on limited"));
}

TEST(FailureBlock, ReachesNoTerminalWithRawBytes) {
  const std::string block = reports::failure_block(sample::one_connection_case(), sample::run(), Style{});
  EXPECT_EQ(block.find('\x1b'), std::string::npos);
  EXPECT_THAT(block, HasSubstr("\\xff\\xfe and \\u{1b}[31m"));
}

TEST(FailureBlock, CutsALongWireLogBeforeAndAfterTheMark) {
  auto result = sample::one_connection_case();
  const auto event = result.outcome.wire.back();
  result.outcome.wire.insert(result.outcome.wire.begin(), 100, event);
  result.outcome.wire.insert(result.outcome.wire.end(), 20, event);
  result.outcome.failures.front().wire_index = 104;
  const std::string block = reports::failure_block(result, sample::run(), Style{});
  EXPECT_THAT(block, HasSubstr("… 75 events before, -vv shows them"));
  EXPECT_THAT(block, HasSubstr("… 14 events after it, -vv shows them"));
  Style everything;
  everything.verbosity = Verbosity::everything;
  EXPECT_THAT(reports::failure_block(result, sample::run(), everything), Not(HasSubstr("-vv shows")));
}

TEST(FailureBlock, PutsTheCaretUnderColumnsAndNotUnderBytes) {
  auto result = sample::one_connection_case();
  result.source = {"alice <- PUBLISH topic=\"\xc3\xa4\" qos=1"};
  result.line = 10;
  result.outcome.failures.front().where = {10, 29, 5};
  result.outcome.failures.front().actual = "qos=0";
  const std::string block = reports::failure_block(result, sample::run(), Style{});
  EXPECT_THAT(block, HasSubstr("|                            ^^^^^ got qos=0"));
}

TEST(FailureBlock, SurvivesAPlaceOutsideItsText) {
  auto result = sample::one_connection_case();
  for (const script::Location where : {script::Location{9999, 1, 1}, script::Location{1, 1, 1},
                                       script::Location{10, 9999, 9999}, script::Location{10, 0, 0}}) {
    result.outcome.failures.front().where = where;
    EXPECT_THAT(reports::failure_block(result, sample::run(), Style{}), HasSubstr("rerun:"));
  }
}

/// So many areas of one passing case each, and one that failed.
runner::RunResult of_many_areas(std::size_t count) {
  runner::RunResult run;
  for (std::size_t i = 0; i < count; ++i) {
    auto& entry = run.cases.emplace_back();
    entry.suite = "area-" + std::to_string(i);
    entry.verdict = i == 3 ? client::Verdict::fail : client::Verdict::pass;
  }
  return run;
}

TEST(AreaTable, OfManyAreasFitsAScreen) {
  EXPECT_EQ(reports::area_table(of_many_areas(40), Style{}),
            "area        cases   pass   fail\n"
            "area-3          1      .      1\n"
            "39 others      39     39      .\n\n");
  Style verbose;
  verbose.verbosity = Verbosity::verbose;
  EXPECT_EQ(std::ranges::count(reports::area_table(of_many_areas(40), verbose), '\n'), 42);
  EXPECT_EQ(std::ranges::count(reports::area_table(of_many_areas(12), Style{}), '\n'), 14);
}

TEST(NetcatLine, IsNotGivenWhereAPasswordWasMasked) {
  auto result = sample::one_connection_case();
  const auto with = [&result](std::string_view password) {
    const std::vector<codec::FieldValue> fields{{codec::Field::client_id, codec::Bytes("a")},
                                                {codec::Field::user_name, codec::Bytes("u")},
                                                {codec::Field::password, codec::Bytes(password)}};
    result.outcome.wire[1].bytes = codec::compose(codec::PacketType::connect, result.version, fields).value();
    return reports::netcat_line(result, "mqtt://127.0.0.1:1883");
  };
  EXPECT_EQ(with("******"), "");
  EXPECT_THAT(with("s3cret"), HasSubstr("xxd"));
}

TEST(RerunLine, QuotesTheCase) {
  auto result = sample::one_connection_case();
  result.id = "ping/reserved-flags[bits=1]@3.1.1";
  EXPECT_EQ(reports::rerun_line(result, sample::run()),
            "conformance 'ping/reserved-flags[bits=1]@3.1.1' --broker 127.0.0.1:1883 --seed 7f3a91 -vv");
}

}  // namespace
