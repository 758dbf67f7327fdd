// See the header.
#include "tests/reports/support/sample_campaign.h"

#include "codec/compose.h"

namespace sample {
namespace {

using campaign::Finding;
using campaign::Kind;
using codec::Field;
using codec::Number;
using codec::PacketType;

campaign::Step sends(std::uint8_t actor, PacketType type, const std::vector<codec::FieldValue>& fields,
                     const codec::Overrides& overrides = {}) {
  campaign::Step step;
  step.actor = actor;
  step.bytes = codec::compose(type, codec::Version::v5_0, fields, overrides).value();
  return step;
}

campaign::Step connects(std::uint8_t actor) {
  return sends(actor, PacketType::connect,
               {{Field::client_id, std::string(1, static_cast<char>('a' + actor))}});
}

Finding finding(std::size_t number, campaign::Suspicion suspicion, std::vector<campaign::Step> steps) {
  Finding finding;
  finding.number = number;
  finding.suspicion = std::move(suspicion);
  finding.plays = {{std::move(steps)}};
  finding.tries = 10;
  finding.reproduced = 10;
  finding.found_after_s = 12.5;
  finding.found_after_plays = 20'000;
  finding.bytes_at_first = 940;
  return finding;
}

}  // namespace

campaign::CampaignResult campaign_result() {
  campaign::CampaignResult result;
  result.tool_version = "0.1.0";
  result.target = "my-broker 1.4";
  result.seed = "7f3a91";
  result.command =
      "conformance fuzz --command './my-broker -p {port}' --name 'my-broker 1.4' --time 10m --seed 7f3a91";
  result.ended_because = "time is up";
  result.scenarios_left = 12;
  result.statistics = {.elapsed_s = 600.2,
                       .plays = 1'234'567,
                       .packets_sent = 6'000'000,
                       .packets_heard = 5'900'000,
                       .bystander_messages = 98'765,
                       .pool = 812,
                       .behaviours = 1204,
                       .last_new_s = 480,
                       .restarts = 4,
                       .confirming_s = 31};
  campaign::Step pause;
  pause.actor = 1;
  pause.deed = campaign::Deed::pause;
  pause.milliseconds = 250;
  campaign::Step reset;
  reset.actor = 0;
  reset.deed = campaign::Deed::reset;
  campaign::Step publish = sends(1, PacketType::publish, {{Field::topic, "t"}, {Field::payload, "hi"}});
  publish.waits = true;
  Finding crash =
      finding(1, {Kind::crash, "signal 11", "was killed by signal 11 (SIGSEGV)", {}},
              {connects(0), sends(0, PacketType::subscribe, {{Field::id, Number{1}}, {Field::filter, "t"}}),
               connects(1), pause, reset, publish});
  crash.reproduced = 9;
  crash.times = 3;
  crash.log = "1700000000: New client connected\nbroker: subs.c:12: drop: Assertion `client' failed.\n";
  codec::Overrides wrong;
  wrong.flags = 0;
  Finding accepted = finding(
      3,
      {Kind::accepted, "SUBSCRIBE 5.0/MQTT-3.8.1-1",
       "answers SUBSCRIBE with SUBACK though it must close: The flags of the first byte of a SUBSCRIBE must "
       "be 0010.",
       "5.0/MQTT-3.8.1-1"},
      {connects(0), sends(0, PacketType::subscribe, {{Field::id, Number{1}}, {Field::filter, "t"}}, wrong)});
  Finding garbled = finding(
      2,
      {Kind::ill_formed, "SUBACK 5.0/MQTT-3.9.3-2", "sent an illegal SUBACK: SUBACK has no such code.",
       "5.0/MQTT-3.9.3-2", std::string("\x90\x04\x00\x01\x00\x7e", 6)},
      {connects(0), sends(0, PacketType::subscribe, {{Field::id, Number{1}}, {Field::filter, "t"}})});
  Finding wear = finding(4, {Kind::memory_not_returned, "memory", "does not give back 64 KiB each time", {}},
                         {connects(0)});
  wear.repetitions = 500;
  Finding lost =
      finding(5, {Kind::unreproduced, "hang", "answers nobody (hang), which did not happen again", {}},
              {connects(0)});
  lost.plays.push_back(lost.plays.front());
  lost.tries = lost.reproduced = 0;
  result.findings = {crash, wear, garbled, accepted, lost};
  return result;
}

campaign::CampaignResult hostile_campaign() {
  const std::string evil =
      "</script><script>alert(1)</script> </code></details> | @team `````` [a](http://b) \x1b[31m\xff\r\nend";
  auto result = campaign_result();
  result.target = result.ended_because = result.command = evil;
  for (auto& each : result.findings) {
    each.suspicion.sentence = each.suspicion.signature = each.log = evil;
    each.plays.front().steps.push_back(
        sends(2, PacketType::publish, {{Field::topic, evil}, {Field::payload, evil}}));
  }
  return result;
}

}  // namespace sample
