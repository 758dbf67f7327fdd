// The sample run, built by hand.
#include "tests/reports/support/sample_run.h"

#include <algorithm>
#include <iterator>
#include <stdexcept>

#include "codec/compose.h"
#include "reports/words.h"

namespace sample {
namespace {

using client::Verdict;
using client::WireEvent;
using codec::Bytes;
using codec::Field;
using codec::FieldValue;
using codec::Number;
using codec::PacketType;
using codec::Version;

std::string packet(PacketType type, Version version, const std::vector<FieldValue>& fields,
                   const codec::Overrides& overrides = {}) {
  const auto bytes = codec::compose(type, version, fields, overrides);
  if (!bytes) throw std::runtime_error(bytes.error());
  return *bytes;
}

class Log {
 public:
  explicit Log(runner::CaseResult& result) : wire_(&result.outcome.wire) {}
  void add(int microseconds, script::Actor actor, WireEvent::What what, std::string bytes,
           bool harness = false) {
    WireEvent event;
    event.at = std::chrono::seconds(2) + std::chrono::microseconds(microseconds);
    event.actor = actor;
    event.what = what;
    event.harness = harness;
    if (what == WireEvent::What::sent || what == WireEvent::What::received)
      event.bytes = std::move(bytes);
    else
      event.text = std::move(bytes);
    wire_->push_back(std::move(event));
  }

 private:
  std::vector<WireEvent>* wire_;
};

runner::CaseResult plain(std::string suite, std::string scenario, Version version, Verdict verdict) {
  runner::CaseResult result;
  result.suite = std::move(suite);
  result.scenario = std::move(scenario);
  result.version = version;
  result.id = result.suite + "/" + result.scenario + "@" + std::string(codec::name_of(version));
  result.file = "scenarios/" + result.suite + ".scenario";
  result.line = 10;
  result.sentence = "What the scenario says of itself.";
  result.verdict = verdict;
  result.outcome.verdict = verdict;
  result.outcome.duration = std::chrono::milliseconds(4);
  result.plays = 1;
  return result;
}

runner::CaseResult unsupported(std::string scenario, std::string capability, std::string source) {
  auto result = plain("transport", std::move(scenario), Version::v5_0, Verdict::unsupported);
  result.covers = {"5.0/MQTT-6.0.0-1"};
  result.outcome.reason = "The target has no listener named " + capability + ".";
  result.outcome.capability = std::move(capability);
  result.outcome.capability_source = std::move(source);
  return result;
}

runner::CaseResult advisory_case() {
  auto result = plain("publish", "ill-formed-topic", Version::v5_0, Verdict::advisory);
  result.covers = {"5.0/MQTT-1.5.4-1"};
  result.outcome.verified = {"5.0/MQTT-1.5.4-1"};
  result.outcome.advice.push_back({"5.0/MQTT-1.5.4-1", "DISCONNECT 0x81 before the close", {21, 3, 40}});
  result.outcome.notes.push_back({"5.0/MQTT-3.3.2-1", "The connection was closed within 1 ms.", {21, 3, 40}});
  return result;
}

runner::CaseResult variant(const std::string& label, Verdict verdict) {
  auto result = plain("malformed-packets", "every-illegal-pubrel", Version::v3_1_1, verdict);
  result.variant = label;
  result.id = "malformed-packets/every-illegal-pubrel[" + label + "]@3.1.1";
  result.covers = {"3.1.1/MQTT-3.6.1-1"};
  return result;
}

/// A matrix: of its variants three fail alike, one by itself, five are advised alike, and two pass.
std::vector<runner::CaseResult> matrix_cases() {
  std::vector<runner::CaseResult> cases;
  for (const std::string label : {"flags=0", "flags=1", "flags=3", "surplus"}) {
    auto result = variant(label, Verdict::fail);
    client::Failure failure;
    failure.expected = "the connection is closed";
    failure.actual = "PUBCOMP";
    failure.requirement = label == "surplus" ? "3.1.1/MQTT-4.8.0-1" : "3.1.1/MQTT-3.6.1-1";
    result.outcome.failures.push_back(failure);
    if (label != "surplus") {
      // What happened once may break two rules.
      failure.requirement = "3.1.1/MQTT-2.2.2-2";
      result.outcome.failures.push_back(failure);
    }
    cases.push_back(std::move(result));
  }
  for (const std::string label : {"id=0", "id-cut-off", "id-left-out", "twice", "thrice"}) {
    auto result = variant(label, Verdict::advisory);
    result.outcome.duration = std::chrono::milliseconds(cases.size());
    result.outcome.advice.push_back({"3.1.1/U-099", "lets a named error pass", {21, 3, 40}});
    cases.push_back(std::move(result));
  }
  cases.push_back(variant("flags=4", Verdict::pass));
  cases.push_back(variant("flags=8", Verdict::pass));
  return cases;
}

runner::CaseResult flaky_case() {
  auto result = plain("qos", "delivered-once", Version::v5_0, Verdict::flaky);
  result.covers = {"5.0/MQTT-4.3.3-1"};
  result.plays = 2;
  result.canary = "wounded: a message at QoS 1 took 4.2 s";
  client::Failure failure;
  failure.expected = "PUBLISH payload=\"a\"";
  failure.actual = "nothing within 5 s; the broker answers pings";
  failure.requirement = "5.0/MQTT-4.3.3-1";
  result.outcome.failures.push_back(failure);
  return result;
}

}  // namespace

runner::CaseResult failing_case() {
  auto result = plain("subscribe", "overlapping-maximum-qos", Version::v3_1_1, Verdict::fail);
  result.covers = {"3.1.1/MQTT-3.3.5-1"};
  result.line = 32;
  result.sentence = "Overlapping subscriptions: the highest of their QoS holds.";
  result.formerly = {"subscribe/highest-qos@3.1.1"};
  result.outcome.broker_log = {"1763820001: New client connected from 127.0.0.1:50210 as bob (p4, c1, k60).",
                               "1763820001: a line with \x1b[2J and <b>markup</b> in it, and \xff"};
  result.source = {"scenario overlapping-maximum-qos",
                   "  \"Overlapping subscriptions: the highest of their QoS holds.\"",
                   "  covers 3.1.1/MQTT-3.3.5-1",
                   "  given",
                   "    bob connects",
                   "    bob -> SUBSCRIBE id=1 \"$t/#\" max_qos=2 \"$t/x\" max_qos=1",
                   "    bob <- SUBACK id=1",
                   "    alice connects",
                   "  alice publishes topic=\"$t/x\" qos=2 payload=\"hi\"",
                   "  bob <- PUBLISH topic=\"$t/x\" qos=2"};
  result.actors = {"bob", "alice"};
  result.canary = "alive";
  result.plays = 2;
  result.outcome.duration = std::chrono::milliseconds(31);
  result.outcome.verified = {"3.1.1/MQTT-3.3.5-1"};

  const auto version = result.version;
  using enum WireEvent::What;
  Log log(result);
  log.add(0, 0, opened, "");
  log.add(120, 0, sent, packet(PacketType::connect, version, {{Field::client_id, Bytes("b-7f3a-12")}}));
  log.add(
      410, 0, received,
      packet(PacketType::connack, version, {{Field::session_present, Number{0}}, {Field::code, Number{0}}}));
  log.add(500, 0, sent,
          packet(PacketType::subscribe, version,
                 {{Field::id, Number{1}},
                  {Field::filter, Bytes("t/7f3a/12/#")},
                  {Field::max_qos, Number{2}},
                  {Field::filter, Bytes("t/7f3a/12/x")},
                  {Field::max_qos, Number{1}}}));
  log.add(
      1100, 0, received,
      packet(PacketType::suback, version, {{Field::id, Number{1}}, {Field::codes, codec::NumberList{2, 1}}}));
  log.add(1200, 1, opened, "");
  log.add(1300, 1, sent, packet(PacketType::connect, version, {{Field::client_id, Bytes("a-7f3a-12")}}));
  log.add(
      1700, 1, received,
      packet(PacketType::connack, version, {{Field::session_present, Number{0}}, {Field::code, Number{0}}}));
  const auto publish = [&](Number qos) {
    return packet(PacketType::publish, version,
                  {{Field::qos, qos},
                   {Field::topic, Bytes("t/7f3a/12/x")},
                   {Field::id, Number{1}},
                   {Field::payload, Bytes("hi")}});
  };
  log.add(3000, 1, sent, publish(2));
  log.add(3500, 1, received, packet(PacketType::pubrec, version, {{Field::id, Number{1}}}), true);
  log.add(3600, 1, sent, packet(PacketType::pubrel, version, {{Field::id, Number{1}}}), true);
  log.add(3900, 1, received, packet(PacketType::pubcomp, version, {{Field::id, Number{1}}}), true);
  log.add(4000, 0, received, publish(1));
  log.add(4900, 0, broker_ended, "FIN");

  client::Failure failure;
  failure.where = {41, 32, 5};
  failure.expected = "PUBLISH topic=\"t/7f3a/12/x\" qos=2";
  failure.actual = "qos=1";
  failure.requirement = "3.1.1/MQTT-3.3.5-1";
  failure.wire_index = 12;
  result.outcome.failures.push_back(failure);
  client::Failure second;
  second.expected = "a Packet Identifier that is not 0";
  second.actual = "PUBLISH id=0";
  second.requirement = "3.1.1/MQTT-2.3.1-1";
  second.explanation = "A standing rule was broken as well.";
  second.by_standing_rule = true;
  second.wire_index = 12;
  result.outcome.failures.push_back(second);
  return result;
}

runner::CaseResult one_connection_case() {
  auto result = plain("ping", "reserved-flags", Version::v3_1_1, Verdict::fail);
  result.covers = {"3.1.1/MQTT-2.2.2-2"};
  result.line = 7;
  result.source = {"scenario reserved-flags", "  alice connects", "  alice -> PINGREQ flags=2",
                   "  alice is closed"};
  result.actors = {"alice"};
  using enum WireEvent::What;
  Log log(result);
  log.add(0, 0, opened, "");
  log.add(100, 0, sent, packet(PacketType::connect, result.version, {{Field::client_id, Bytes("a")}}));
  log.add(300, 0, received,
          packet(PacketType::connack, result.version,
                 {{Field::session_present, Number{0}}, {Field::code, Number{0}}}));
  codec::Overrides flags;
  flags.flags = 2;
  log.add(400, 0, sent, packet(PacketType::pingreq, result.version, {}, flags));
  log.add(600, 0, received, packet(PacketType::pingresp, result.version, {}));
  client::Failure failure;
  failure.where = {10, 3, 15};
  failure.expected = "the connection is closed";
  failure.actual = "PINGRESP, bytes \xff\xfe and \x1b[31m";
  failure.requirement = "3.1.1/MQTT-2.2.2-2";
  failure.explanation = "The broker answered a packet whose flags are reserved.";
  failure.wire_index = 4;
  result.outcome.failures.push_back(failure);
  return result;
}

runner::RunResult run() {
  runner::RunResult result;
  result.tool_version = "0.1.0";
  result.target.name = "mosquitto 2.0.11";
  result.target.url = "mqtt://127.0.0.1:1883";
  result.target.versions = {Version::v3_1_1, Version::v5_0};
  result.target.capabilities = {{"maximum_qos", "2", "CONNACK", "5.0"},
                                {"retain_available", "yes", "CONNACK", "5.0"},
                                {"shared_subscription_available", "no", "CONNACK", "5.0"},
                                {"tls", "yes", "target file", ""}};
  result.calibration = {{"delivery_ms_max", 1.25}};
  result.selection.seed = "7f3a91";
  result.selection.patterns = {"*"};
  result.selection.jobs = 50;
  result.selection.timeout_s = 5;
  result.selection.rerun_arguments = "--broker 127.0.0.1:1883";

  auto error = plain("connect", "first-packet", Version::v5_0, Verdict::error);
  error.outcome.reason = "The player met a state that cannot be.";
  auto unclear = plain("retain", "cleared", Version::v5_0, Verdict::inconclusive);
  unclear.outcome.reason = "A marker did not arrive within 5 s.";
  auto unplayed = plain("retain", "newest", Version::v5_0, Verdict::not_run);
  unplayed.outcome.reason = "The deadline of the run was reached.";
  auto pass = plain("connect", "clean", Version::v3_1_1, Verdict::pass);
  pass.covers = {"3.1.1/MQTT-3.1.2-6"};
  pass.outcome.verified = {"3.1.1/MQTT-3.1.2-6"};
  result.cases = {pass,
                  error,
                  one_connection_case(),
                  advisory_case(),
                  flaky_case(),
                  unclear,
                  unplayed,
                  failing_case(),
                  unsupported("wss-1", "wss", "target file"),
                  unsupported("wss-2", "wss", "target file"),
                  unsupported("tls-1", "tls", "command line")};
  std::ranges::move(matrix_cases(), std::back_inserter(result.cases));
  using enum runner::RequirementVerdict;
  result.requirements = {
      {"3.1.1/MQTT-3.1.2-6", verified, {"connect/clean@3.1.1"}, "", 0},
      {"3.1.1/MQTT-3.3.5-1", violated, {"subscribe/overlapping-maximum-qos@3.1.1"}, "", 0},
      {"3.1.1/MQTT-2.2.2-2", violated, {"ping/reserved-flags@3.1.1"}, "", 0},
      {"5.0/MQTT-1.5.4-1", advised, {"publish/ill-formed-topic@5.0"}, "", 1},
      {"5.0/MQTT-6.0.0-1", runner::RequirementVerdict::unsupported, {"transport/wss-1@5.0"}, "no wss", 0},
      {"5.0/MQTT-3.1.2-6", not_exercised, {}, "", 0},
      {"5.0/U-042", not_exercised, {}, "", 0},
      {"5.0/T-acl", verified, {"acl/reader@5.0"}, "", 0}};
  for (const auto& entry : result.cases)
    ++result.summary.verdicts[std::string(reports::word_for(entry.verdict))];
  result.summary.duration_s = 9.84;
  result.summary.main_pass_s = 7.5;
  result.summary.exit_code = 70;
  return result;
}

runner::RunResult run_with_baseline() {
  runner::RunResult result = run();
  for (auto& entry : result.cases)
    if (entry.id == failing_case().id) entry.known = "one copy at a lower QoS";
  result.baseline = runner::BaselineResult{.file = "known-failures",
                                           .entries = 3,
                                           .strays = {{.line = 2,
                                                       .entry = "connect/clean@3.1.1 3.1.1/MQTT-3.1.2-6",
                                                       .what = "passes; remove the line",
                                                       .cases = {"connect/clean@3.1.1"}},
                                                      {.line = 3,
                                                       .entry = "retain/cleard",
                                                       .what = "names no case; correct or remove the line",
                                                       .cases = {}}}};
  return result;
}

}  // namespace sample
