// Whatever a campaign comes to play, its scenario is one that the checker takes.
#include "campaign/handover.h"

#include <gtest/gtest.h>

#include "campaign/mutate.h"
#include "codec/compose.h"
#include "requirements/catalogue.h"
#include "script/script.h"

namespace {

using campaign::Finding;
using campaign::Kind;
using campaign::Play;
using codec::Field;
using codec::Number;
using codec::PacketType;

std::vector<Play> beginnings() {
  std::vector<Play> plays;
  for (const auto version : {codec::Version::v3_1_1, codec::Version::v5_0}) {
    Play play;
    const auto add = [&](std::uint8_t actor, PacketType type, const std::vector<codec::FieldValue>& fields) {
      campaign::Step step;
      step.actor = actor;
      step.bytes = codec::compose(type, version, fields).value();
      play.steps.push_back(std::move(step));
    };
    for (std::uint8_t actor = 0; actor < 3; ++actor)
      add(actor, PacketType::connect, {{Field::client_id, std::string(1, static_cast<char>('c' + actor))}});
    add(0, PacketType::subscribe, {{Field::id, Number{1}}, {Field::filter, "a/#"}});
    add(1, PacketType::publish,
        {{Field::topic, "a/b"},
         {Field::qos, Number{2}},
         {Field::id, Number{9}},
         {Field::payload, "p\n\"$#"}});
    add(1, PacketType::pubrel, {{Field::id, Number{9}}});
    add(2, PacketType::pingreq, {});
    plays.push_back(play);
  }
  plays.push_back(
      campaign::play_from("a open\nb open\nb pause 250\na reset\nwait b end\na open\na send c000\n").value());
  return plays;
}

std::string errors_in(const std::string& text) {
  std::string all;
  for (const auto& each : script::parse("finding.scenario", text, requirements::catalogue()).diagnostics)
    if (each.severity == script::Diagnostic::Severity::error) all += script::render(each);
  return all;
}

TEST(Handover, EveryScenarioIsOne) {
  const auto plays = beginnings();
  codec::Random random(1);
  for (int i = 0; i < 3000; ++i) {
    Finding finding;
    finding.number = 3;
    finding.suspicion.kind =
        static_cast<Kind>(random.below(static_cast<std::uint64_t>(Kind::unreproduced) + 1));
    if (random.coin())
      finding.suspicion.requirement = random.coin() ? "5.0/MQTT-3.8.1-1" : "3.1.1/MQTT-3.1.0-2";
    const std::size_t count = 1 + random.below(3);
    for (std::size_t n = 0; n < count; ++n) {
      Play play = plays[random.below(plays.size())];
      const Play* others[] = {&plays[0], &plays[1], &plays[2]};
      for (std::uint64_t times = random.below(20); times > 0; --times)
        play = campaign::mutate(play, others, random, {.may_pause = true});
      finding.plays.push_back(std::move(play));
    }
    const std::string name = campaign::name_of(finding);
    const std::string text = campaign::scenario_of(finding, name, "broker 1.0");
    const std::string errors = errors_in(text);
    ASSERT_EQ(errors, "") << text.substr(0, 20000);
  }
}

}  // namespace
