// Every screen of a run, as golden files: header, progress, failure blocks, lists, tables, the end.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "codec/compose.h"
#include "reports/failure_block.h"
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

std::string progress(const runner::RunResult& run, const Style& style) {
  std::string out =
      reports::header_line(run, run.cases.size(), style) + "\n" + reports::probe_lines(run, style);
  for (const auto& entry : run.cases)
    if (reports::has_progress_line(entry, style.verbosity))
      out += reports::progress_line(entry, style) + "\n";
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

TEST(Screen, WhileARunGoesOnVerbosely) {
  Style style;
  style.verbosity = Verbosity::everything;
  golden::expect("reports", "progress-vv.txt", progress(sample::run(), style));
}

TEST(Screen, AtTheEndOfARun) {
  golden::expect("reports", "final.txt", reports::final_screen(sample::run(), Style{}));
}

TEST(Screen, AtTheEndOfAVerboseRun) {
  Style style;
  style.verbosity = Verbosity::everything;
  golden::expect("reports", "final-vv.txt", reports::final_screen(sample::run(), style));
}

TEST(Screen, AtTheEndOfAQuietRun) {
  Style style;
  style.verbosity = Verbosity::quiet;
  golden::expect("reports", "final-q.txt", reports::final_screen(sample::run(), style));
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

runner::CaseResult with_password(std::string source) {
  auto result = sample::one_connection_case();
  result.source.push_back(std::move(source));
  const std::vector<codec::FieldValue> fields{{codec::Field::client_id, codec::Bytes("a")},
                                              {codec::Field::user_name, codec::Bytes("u")},
                                              {codec::Field::password, codec::Bytes("s3cret")}};
  result.outcome.wire[1].bytes = codec::compose(codec::PacketType::connect, result.version, fields).value();
  return result;
}

Style everything() {
  Style style;
  style.verbosity = Verbosity::everything;
  return style;
}

TEST(WireLog, MasksThePasswordOfTheUser) {
  const auto result = with_password("");
  const std::string block = reports::failure_block(result, sample::run(), everything());
  EXPECT_THAT(block, Not(HasSubstr("s3cret")));
  EXPECT_THAT(block, HasSubstr("******"));
  EXPECT_THAT(block, Not(HasSubstr("xxd")));
  EXPECT_EQ(reports::shown_bytes(result, result.outcome.wire[1]).size(), result.outcome.wire[1].bytes.size());
}

TEST(WireLog, MasksAuthenticationDataUnlessItsMethodTellsNoSecret) {
  auto result = with_password("");
  result.version = codec::Version::v5_0;
  const auto shown = [&result](codec::PacketType type, std::string_view method) {
    const std::vector<codec::FieldValue> fields{{codec::Field::authentication_method, codec::Bytes(method)},
                                                {codec::Field::authentication_data, codec::Bytes("s3cret")}};
    result.outcome.wire[1].bytes = codec::compose(type, result.version, fields).value();
    return reports::shown_bytes(result, result.outcome.wire[1]);
  };
  EXPECT_THAT(shown(codec::PacketType::connect, "PLAIN"), Not(HasSubstr("s3cret")));
  EXPECT_THAT(shown(codec::PacketType::auth, "JWT"), Not(HasSubstr("s3cret")));
  EXPECT_THAT(shown(codec::PacketType::auth, "SCRAM-SHA-256"), HasSubstr("s3cret"));
}

TEST(WireLog, ShowsAPasswordThatTheScenarioSpellsOut) {
  const auto result = with_password("  alice connects user_name=\"u\" password=\"s3cret\"");
  EXPECT_THAT(reports::failure_block(result, sample::run(), everything()), HasSubstr("s3cret"));
}

TEST(RerunLine, QuotesTheCase) {
  auto result = sample::one_connection_case();
  result.id = "ping/reserved-flags[bits=1]@3.1.1";
  EXPECT_EQ(reports::rerun_line(result, sample::run()),
            "conformance 'ping/reserved-flags[bits=1]@3.1.1' --broker 127.0.0.1:1883 --seed 7f3a91 -vv");
}

}  // namespace
