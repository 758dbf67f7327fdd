// Plays against the reference broker in virtual time, and the trial that looks at all oracles.
#include "campaign/playback.h"

#include <gtest/gtest.h>

#include "campaign/conversation.h"
#include "campaign/novelty.h"
#include "campaign/seeds.h"
#include "campaign/trial.h"
#include "codec/compose.h"
#include "net/simulated_loop.h"
#include "runner/simulate.h"

namespace {

using campaign::Heard;
using campaign::Play;
using campaign::Transcript;
using codec::Field;
using codec::Number;
using codec::PacketType;
using codec::Version;

std::string packet(PacketType type, const std::vector<codec::FieldValue>& fields) {
  return codec::compose(type, Version::v3_1_1, fields).value();
}

class Playing : public testing::Test {
 protected:
  Playing() : simulation_(runner::simulate().value()), loop_(simulation_.wire) {
    where_.port = net::simulated_ports::tcp;
  }

  Transcript play(const Play& play) {
    Transcript heard;
    campaign::Playback playback(loop_, where_,
                                [&](const Play&, const Transcript& transcript) { heard = transcript; });
    playback.start(play, std::chrono::milliseconds(100));
    EXPECT_TRUE(loop_.run_until([&] { return !playback.busy(); }, loop_.now() + std::chrono::seconds(60)));
    return heard;
  }

  static std::string heard_types(const Transcript& transcript) {
    std::string text;
    for (const Heard& each : transcript.heard) {
      text += static_cast<char>('a' + each.actor);
      if (each.what == Heard::What::packet)
        text += std::string(
            name_of(static_cast<PacketType>(static_cast<std::uint8_t>(transcript.bytes_of(each)[0]) >> 4U)));
      else
        text += each.what == Heard::What::fin ? "FIN" : "?";
      text += ' ';
    }
    return text;
  }

  runner::Simulation simulation_;
  net::SimulatedLoop loop_;
  net::Endpoint where_;
};

TEST_F(Playing, HearsWhatTheBrokerSays) {
  Play play;
  play.steps.push_back({.actor = 0, .bytes = packet(PacketType::connect, {{Field::client_id, "one"}})});
  play.steps.push_back(
      {.actor = 0, .bytes = packet(PacketType::subscribe, {{Field::id, Number{1}}, {Field::filter, "t"}})});
  play.steps.push_back(
      {.actor = 1, .waits = true, .bytes = packet(PacketType::connect, {{Field::client_id, "two"}})});
  play.steps.push_back(
      {.actor = 1, .bytes = packet(PacketType::publish, {{Field::topic, "t"}, {Field::payload, "x"}})});
  const Transcript transcript = this->play(play);
  // The PINGRESP is the answer to the question whether all was read.
  EXPECT_EQ(heard_types(transcript), "aCONNACK aSUBACK bCONNACK aPUBLISH bPINGRESP ");
  EXPECT_FALSE(transcript.patience_ran_out);
  EXPECT_EQ(transcript.packets_sent, 4U);
}

TEST_F(Playing, NothingIsSentBehindAClose) {
  Play play;
  play.steps.push_back({.bytes = std::string("\xc0\x00", 2)});  // no CONNECT first
  play.steps.push_back({.waits = true, .bytes = std::string("\xc0\x00", 2)});
  play.steps.push_back({.bytes = packet(PacketType::connect, {{Field::client_id, "one"}})});
  const Transcript transcript = this->play(play);
  EXPECT_EQ(transcript.connection_of_step, (std::vector<std::uint16_t>{0, Transcript::not_sent, 1}));
  EXPECT_EQ(heard_types(transcript), "aFIN aCONNACK ");
}

TEST_F(Playing, PausesPassInVirtualTime) {
  Play play;
  play.steps.push_back({.deed = campaign::Deed::pause, .milliseconds = 1500, .bytes = {}});
  const Transcript transcript = this->play(play);
  EXPECT_GE(transcript.ended - transcript.began, std::chrono::milliseconds(1500));
}

TEST_F(Playing, WhoSaysNothingIsNotWaitedForForever) {
  Play play;
  play.steps.push_back({.bytes = "\x10"});
  play.steps.push_back({.waits = true, .bytes = "\x10"});
  const Transcript transcript = this->play(play);
  EXPECT_TRUE(transcript.patience_ran_out);
}

TEST_F(Playing, WhatWasSeenIsNewOnce) {
  Play play;
  play.steps.push_back({.bytes = packet(PacketType::connect, {{Field::client_id, "one"}})});
  campaign::Novelty novelty;
  const auto behaviour = [&] {
    const Transcript transcript = this->play(play);
    return campaign::behaviour_of(campaign::conversations(play, transcript));
  };
  EXPECT_GT(novelty.take_in(behaviour()), 0U);
  EXPECT_EQ(novelty.take_in(behaviour()), 0U);
}

/// The broker of the simulated wire as a host: it cannot be had anew.
class Simulated final : public campaign::Host {
 public:
  explicit Simulated(const runner::Target& target) : target_(target) {}
  const runner::Target& target() const override { return target_; }
  bool restarts() const override { return false; }
  std::expected<void, std::string> fresh() override { return {}; }
  std::optional<net::ExitStatus> ended() override { return std::nullopt; }
  std::optional<campaign::End> stop() override { return std::nullopt; }
  int pid() const override { return 0; }
  std::string log() const override { return {}; }

 private:
  runner::Target target_;
};

TEST(Trial, FindsNothingWrongWithASoundBroker) {
  auto simulation = runner::simulate().value();
  net::SimulatedLoop loop(simulation.wire);
  Simulated host(simulation.target);
  Play play;
  play.steps.push_back({.bytes = packet(PacketType::connect, {{Field::client_id, "one"}})});
  const auto result = campaign::try_plays(loop, host, std::span(&play, 1), {.bystanders = "by"});
  EXPECT_TRUE(result.suspicions.empty());
  EXPECT_EQ(result.played, 1U);
}

TEST(Trial, BystandersNoticeWhatIsNeverAcknowledged) {
  auto simulation = runner::simulate().value();
  broker::Faults faults;
  faults.switch_on(broker::fault_index("puback-missing"));
  runner::misbehave(simulation, faults);
  net::SimulatedLoop loop(simulation.wire);
  Simulated host(simulation.target);
  const auto result = campaign::try_plays(loop, host, {}, {.bystanders = "by"});
  ASSERT_EQ(result.suspicions.size(), 1U);
  EXPECT_EQ(result.suspicions[0].kind, campaign::Kind::bystander_lost);
}

TEST(Seeds, AWireLogIsAPlay) {
  using What = client::WireEvent::What;
  const auto event = [](client::Time at, script::Actor actor, What what, std::string bytes) {
    client::WireEvent made;
    made.at = at;
    made.actor = actor;
    made.what = what;
    made.bytes = std::move(bytes);
    return made;
  };
  std::vector<client::WireEvent> wire{event({}, 0, What::sent, "\x10"), event({}, 0, What::received, "\x20"),
                                      event({}, 0, What::sent, "\xc0"),
                                      event(std::chrono::seconds(9), 1, What::sent, "\x30"),
                                      event(std::chrono::seconds(9), 1, What::we_ended, "")};
  wire[2].harness = true;  // a question of the harness
  wire[4].text = "RST";
  EXPECT_EQ(campaign::text_of(campaign::play_of(wire)), "a send 10\nb pause 2500\nwait b send 30\nb reset\n");
}

}  // namespace
