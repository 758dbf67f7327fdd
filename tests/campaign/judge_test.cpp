// What a campaign may accuse a broker of, and what not.
#include "campaign/judge.h"

#include <gtest/gtest.h>

#include "codec/compose.h"

namespace {

codec::Overrides with_flags(std::uint8_t flags) {
  codec::Overrides overrides;
  overrides.flags = flags;
  return overrides;
}

using campaign::Conversation;
using campaign::Kind;
using campaign::Utterance;
using codec::Field;
using codec::Number;
using codec::PacketType;
using codec::Version;
using What = Utterance::What;

/// Bytes live as long as the test.
class Talk {
 public:
  explicit Talk(Version version) : version_(version) {
    says(What::sent, PacketType::connect, {{Field::client_id, "c"}});
  }
  Talk& says(What what, PacketType type, const std::vector<codec::FieldValue>& fields,
             const codec::Overrides& overrides = {}) {
    return bytes(what, codec::compose(type, version_, fields, overrides).value());
  }
  Talk& bytes(What what, std::string packet) {
    if (what == What::sent) {
      play_.steps.push_back({.actor = 0, .bytes = packet});
      transcript_.connection_of_step.push_back(0);
    } else {
      transcript_.heard.push_back({.what = campaign::Heard::What::packet,
                                   .steps = static_cast<std::uint32_t>(play_.steps.size()),
                                   .begin = static_cast<std::uint32_t>(transcript_.bytes.size()),
                                   .size = static_cast<std::uint32_t>(packet.size())});
      transcript_.bytes += packet;
    }
    return *this;
  }
  std::vector<campaign::Suspicion> judged() const {
    return campaign::judge(campaign::conversations(play_, transcript_));
  }

 private:
  Version version_;
  campaign::Play play_;
  campaign::Transcript transcript_;
};

class Judge : public testing::TestWithParam<Version> {};

TEST_P(Judge, HasNothingAgainstWhoDoesAllRight) {
  Talk talk(GetParam());
  talk.says(What::heard, PacketType::connack, {{Field::code, Number{0}}})
      .says(What::sent, PacketType::subscribe, {{Field::id, Number{1}}, {Field::filter, "a"}})
      .says(What::heard, PacketType::suback, {{Field::id, Number{1}}, {Field::codes, codec::NumberList{0}}});
  EXPECT_TRUE(talk.judged().empty());
}

TEST_P(Judge, AccusesOfAnIllegalPacket) {
  Talk talk(GetParam());
  talk.says(What::heard, PacketType::connack, {{Field::code, Number{0}}}, with_flags(3));
  const auto found = talk.judged();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].kind, Kind::ill_formed);
}

TEST_P(Judge, AccusesOfAnAnswerToWhatItMustCloseFor) {
  Talk talk(GetParam());
  talk.says(What::heard, PacketType::connack, {{Field::code, Number{0}}})
      .says(What::sent, PacketType::subscribe, {{Field::id, Number{7}}, {Field::filter, "a"}}, with_flags(0))
      .says(What::heard, PacketType::suback, {{Field::id, Number{7}}, {Field::codes, codec::NumberList{0}}});
  const auto found = talk.judged();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].kind, Kind::accepted);
  EXPECT_EQ(found[0].requirement, GetParam() == Version::v5_0 ? "5.0/MQTT-3.8.1-1" : "3.1.1/MQTT-3.8.1-1");
}

TEST_P(Judge, SaysNothingWhereTheAnswerMayBeToAnotherRequest) {
  Talk talk(GetParam());
  talk.says(What::heard, PacketType::connack, {{Field::code, Number{0}}})
      .says(What::sent, PacketType::subscribe, {{Field::id, Number{7}}, {Field::filter, "b"}})
      .says(What::sent, PacketType::subscribe, {{Field::id, Number{7}}, {Field::filter, "a"}}, with_flags(0))
      .says(What::heard, PacketType::suback, {{Field::id, Number{7}}, {Field::codes, codec::NumberList{0}}});
  EXPECT_TRUE(talk.judged().empty());
}

TEST_P(Judge, SaysNothingOfAConnectionThatDidNotBeginWithALegalConnect) {
  const Version version = GetParam();
  Talk talk(version);
  campaign::Play play;
  play.steps.push_back({.bytes = codec::compose(PacketType::connect, version, {}, with_flags(5)).value()});
  campaign::Transcript transcript;
  transcript.connection_of_step = {0};
  transcript.bytes = "\x2f\x02";
  transcript.heard = {{.what = campaign::Heard::What::packet, .steps = 1, .begin = 0, .size = 2}};
  EXPECT_TRUE(campaign::judge(campaign::conversations(play, transcript)).empty());
}

INSTANTIATE_TEST_SUITE_P(Versions, Judge, testing::Values(Version::v3_1_1, Version::v5_0),
                         [](const auto& each) { return each.param == Version::v5_0 ? "v5_0" : "v3_1_1"; });

TEST(Judge, MalformedPacketIsNoAnswerToLegalOnes) {
  Talk talk(Version::v5_0);
  talk.says(What::heard, PacketType::connack, {{Field::code, Number{0}}})
      .says(What::sent, PacketType::pingreq, {})
      .says(What::heard, PacketType::disconnect, {{Field::code, Number{0x81}}});
  const auto found = talk.judged();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].kind, Kind::refused);
}

TEST(Judge, ControlCharactersMayBeRefused) {
  Talk talk(Version::v5_0);
  talk.says(What::heard, PacketType::connack, {{Field::code, Number{0}}})
      .says(What::sent, PacketType::subscribe, {{Field::id, Number{1}}, {Field::filter, "a\x0f"}})
      .says(What::heard, PacketType::disconnect, {{Field::code, Number{0x81}}});
  EXPECT_TRUE(talk.judged().empty());
}

TEST(Judge, ASecondConnectDoesNotChangeTheVersion) {
  Talk talk(Version::v5_0);
  talk.says(What::heard, PacketType::connack, {{Field::code, Number{0}}})
      .bytes(What::sent, codec::compose(PacketType::connect, Version::v3_1_1, {}).value())
      .says(What::heard, PacketType::disconnect, {{Field::code, Number{0x82}}});
  EXPECT_TRUE(talk.judged().empty());
}

/// One client sends a PUBLISH, another gets one; both with these octets for Payload Format Indicator.
std::vector<campaign::Suspicion> judged_with(std::uint8_t sent, std::uint8_t heard) {
  Talk talk(Version::v5_0);
  const auto publish = [](std::uint8_t indicator) {
    return std::string("\x30\x08\0\1a\2\1", 7) + static_cast<char>(indicator) + "xy";
  };
  talk.says(What::heard, PacketType::connack, {{Field::code, Number{0}}})
      .bytes(What::sent, publish(sent))
      .bytes(What::heard, publish(heard));
  return talk.judged();
}

TEST(Judge, WhatNoNumberedStatementForbidsMayBeHandedOn) {
  EXPECT_TRUE(judged_with(0xFF, 0xFF).empty());
  ASSERT_EQ(judged_with(1, 0xFF).size(), 1U);
  EXPECT_EQ(judged_with(1, 0xFF)[0].kind, Kind::ill_formed);
}

}  // namespace
