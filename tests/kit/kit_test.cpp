// The kit for other people's parsers: what it holds against whom, and that it never does so wrongly.
#include <array>
#include <cstring>
#include <gmock/gmock.h>

#include "codec/compose.h"
#include "codec/decode.h"
#include "codec/random/random.h"
#include "fuzz/kit/cut.h"
#include "fuzz/kit/findings.h"
#include "fuzz/kit/minimise.h"
#include "fuzz/kit/seeds.h"
#include "fuzz/mutator/mutator.h"

namespace kit {
namespace {

using codec::Direction;
using codec::Version;

#if defined(__SANITIZE_ADDRESS__)
constexpr bool has_address_sanitizer = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
constexpr bool has_address_sanitizer = true;
#else
constexpr bool has_address_sanitizer = false;
#endif
#else
constexpr bool has_address_sanitizer = false;
#endif

std::string bytes(std::initializer_list<unsigned> list) {
  std::string packet;
  for (const unsigned each : list) packet += static_cast<char>(each);
  return packet;
}

Question question(std::initializer_list<unsigned> list, Version version = Version::v5_0,
                  Direction from = Direction::client_to_server) {
  return {bytes(list), version, from};
}

/// Plays the seeds, then so many mutations of them; the names of what is found.
std::set<std::string> found_by(mqtt_fuzz_parser parser, unsigned executions, Settings settings = {}) {
  Findings findings(parser, std::move(settings), [](const Finding&, const std::string&) {});
  for (const std::string& seed : seeds()) findings.hold(bytes_of(seed));
  codec::Random random(1);
  for (unsigned i = 0; i < executions; ++i) {
    const std::string& seed = seeds()[random.below(seeds().size())];
    findings.hold(bytes_of(fuzz::mutate(fuzz::Layout::packets, bytes_of(seed), 4096, random.next())));
  }
  std::set<std::string> names;
  for (const Finding& finding : findings.list()) names.insert(name_of(finding));
  return names;
}

int ask_reference(const uint8_t* packet, size_t size, int version, int direction,
                  mqtt_fuzz_verdict& verdict) {
  mqtt_fuzz_reference(packet, size, version, direction, &verdict);
  return verdict.answer;
}

TEST(Kit, FindsEachOfTheFivePlantedMistakesAndNothingElse) {
  if (has_address_sanitizer) GTEST_SKIP() << "the over-read ends the process first, see below";
  const std::set<std::string> planted{
      "takes-5.0-MQTT-1.5.5-1",                               // lengths in too many bytes
      "takes-3.1.1-MQTT-1.5.3-2", "takes-5.0-MQTT-1.5.4-2",   // U+0000
      "takes-5.0-U-066",          "takes-5.0-U-067",          // properties that are there twice
      "takes-5.0-U-068",          "takes-5.0-U-069",          //
      "takes-3.1.1-MQTT-2.3.1-1", "takes-5.0-MQTT-2.2.1-3",   // Packet Identifier 0
      "takes-3.1.1-MQTT-3.8.1-1", "takes-5.0-MQTT-3.8.1-1"};  // flags of SUBSCRIBE
  EXPECT_EQ(found_by(mqtt_fuzz_parse, 20'000), planted);
}

TEST(KitDeathTest, FindsTheOverReadUnderAddressSanitizer) {
  if (!has_address_sanitizer) GTEST_SKIP() << "no AddressSanitizer in this build";
  EXPECT_DEATH(found_by(mqtt_fuzz_parse, 0), "heap-buffer-overflow");
}

TEST(Kit, HasNothingAgainstAParserThatSaysWhatTheReferenceSays) {
  EXPECT_EQ(found_by(
                [](const uint8_t* packet, size_t size, int version, int direction) {
                  mqtt_fuzz_verdict verdict;
                  return ask_reference(packet, size, version, direction, verdict);
                },
                5'000),
            std::set<std::string>());
}

TEST(Kit, HasNothingAgainstTheOtherAnswerWhereTheStandardLeavesItOpen) {
  EXPECT_EQ(found_by(
                [](const uint8_t* packet, size_t size, int version, int direction) -> int {
                  mqtt_fuzz_verdict verdict;
                  const int answer = ask_reference(packet, size, version, direction, verdict);
                  if (verdict.is_open == 0) return answer;
                  return answer == MQTT_FUZZ_ACCEPT ? MQTT_FUZZ_MALFORMED : MQTT_FUZZ_ACCEPT;
                },
                5'000),
            std::set<std::string>());
}

TEST(Kit, HasNothingAgainstTheOtherNameOfARefusal) {
  EXPECT_EQ(found_by(
                [](const uint8_t* packet, size_t size, int version, int direction) -> int {
                  mqtt_fuzz_verdict verdict;
                  const int answer = ask_reference(packet, size, version, direction, verdict);
                  if (answer == MQTT_FUZZ_MALFORMED) return MQTT_FUZZ_PROTOCOL_ERROR;
                  return answer == MQTT_FUZZ_PROTOCOL_ERROR ? MQTT_FUZZ_MALFORMED : answer;
                },
                5'000),
            std::set<std::string>());
}

TEST(Kit, HasNothingAgainstAParserWithoutAnOpinion) {
  EXPECT_EQ(found_by([](const uint8_t*, size_t, int, int) -> int { return MQTT_FUZZ_NO_OPINION; }, 1'000),
            std::set<std::string>());
}

TEST(Kit, TellsWhatALawfulPacketThatIsRefusedHas) {
  const auto refuses_user_properties = [](const uint8_t* packet, size_t size, int version,
                                          int direction) -> int {
    mqtt_fuzz_verdict verdict;
    const int answer = ask_reference(packet, size, version, direction, verdict);
    const auto decoded =
        codec::decode({packet, size}, static_cast<Version>(version), static_cast<Direction>(direction));
    if (answer != MQTT_FUZZ_ACCEPT || !decoded.is_packet()) return answer;
    const auto* publish = std::get_if<codec::Publish>(&decoded.packet().body);
    return publish != nullptr && publish->properties.find(0x26) ? MQTT_FUZZ_MALFORMED : answer;
  };
  EXPECT_THAT(found_by(refuses_user_properties, 2'000),
              testing::Contains("refuses-5.0-3.3-topic-user_property"));
}

TEST(Kit, LeavesOutWhatItIsToldToLeaveOut) {
  if (has_address_sanitizer) GTEST_SKIP();
  Settings settings;
  settings.level = Level::must;
  settings.ignored = {"3.1.1/MQTT-1.5.3-2"};
  settings.of_5_0 = false;
  EXPECT_EQ(found_by(mqtt_fuzz_parse, 2'000, settings), (std::set<std::string>{"takes-3.1.1-MQTT-3.8.1-1"}));
}

TEST(Kit, AParserThatDoesNotKnowTheDirectionMayTakeWhatEitherSideSends) {
  const Question connack = question({0x20, 0x03, 0x00, 0x00, 0x00});
  EXPECT_EQ(reference_for(connack, Sides::both).expected, Expected::refuse);
  EXPECT_EQ(reference_for(connack, Sides::either).expected, Expected::accept);
  const Question neither = question({0x21, 0x03, 0x00, 0x00, 0x00});
  EXPECT_EQ(reference_for(neither, Sides::either).expected, Expected::refuse);
  EXPECT_EQ(reference_for(neither, Sides::either).violation.requirement, "5.0/MQTT-2.1.3-1");
}

TEST(Kit, TellsTheFaultThatDoesNotHangOnTheSideWhereThereIsOne) {
  // An AUTH of a client has no code 0, that of a server not without a Property Length.
  const Reference auth = reference_for(question({0xF0, 0x01, 0x00}), Sides::either);
  EXPECT_EQ(auth.violation.requirement, "5.0/U-002");
  EXPECT_EQ(auth.from, Direction::server_to_client);
  const Question subscribe = question({0x82, 0x07, 0x00, 0x00, 0x00, 0x00, 0x01, 'a', 0x01});
  EXPECT_EQ(reference_for(subscribe, Sides::either).violation.requirement, "5.0/MQTT-2.2.1-3");
}

TEST(Kit, KnowsWhereTheStandardLeavesItOpen) {
  const Question open[] = {
      question({0x40, 0x02, 0x00, 0x00}),                                            // PUBACK of id 0
      question({0x30, 0x05, 0x00, 0x01, '$', 0x00, 'a'}),                            // $-topic
      question({0x30, 0x04, 0x00, 0x01, 0x01, 0x00}),                                // control character
      question({0x30, 0x80, 0x00 + 0x80, 0x00, 0x00}, Version::v3_1_1),              // never ends: partial
      question({0xE0, 0x01, 0x8C}),                                                  // DISCONNECT 0x8C
      question({0xF0, 0x00}, Version::v5_0, Direction::server_to_client),            // AUTH without all
      question({0xC0, 0x80, 0x00}, Version::v3_1_1),                                 // over-long length
      question({0x30, 0x07, 0x00, 0x01, 'a', 0x02, 0x01, 0x01, 0xFF}),               // payload, no UTF-8
      question({0x10, 0x0D, 0x00, 0x04, 'M', 'Q', 'T', 'X', 5, 2, 0, 0, 0, 0, 0}),   // another protocol
      question({0x10, 0x0D, 0x00, 0x04, 'M', 'Q', 'T', 'T', 5, 2, 0, 0, 0, 0, 0}),   // no Client Identifier
      question({0x30, 0x06, 0x00, 0x01, 'a', 0x02, 0x01, 0x02}),                     // format indicator 2
      question({0x82, 0x0D, 0, 1, 0, 0, 7, '$', 's', 'h', 'a', 'r', 'e', '/', 0})};  // $share/ alone
  for (const Question& each : open) {
    const Expected expected = reference_for(each, Sides::both).expected;
    EXPECT_TRUE(expected == Expected::open || expected == Expected::partial)
        << name_of(Finding{{}, each, 0, {}});
  }
}

TEST(Kit, MinimisesToTheOneThingThatCounts) {
  using codec::Field;
  using codec::Number;
  const codec::FieldValue fields[] = {{Field::keep_alive, Number{60}},
                                      {Field::receive_maximum, Number{9}},
                                      {Field::client_id, codec::Bytes("a\0bcd", 5)},
                                      {Field::will_topic, codec::Bytes("will")},
                                      {Field::will_payload, codec::Bytes("bye")},
                                      {Field::user_name, codec::Bytes("user")},
                                      {Field::password, codec::Bytes("secret")}};
  const Question large{codec::compose(codec::PacketType::connect, Version::v5_0, fields).value(),
                       Version::v5_0, Direction::client_to_server};
  ASSERT_EQ(reference_for(large, Sides::both).violation.requirement, "5.0/MQTT-1.5.4-2");
  ASSERT_TRUE(has_lawful_twin(large, Sides::both));
  const std::string smallest = minimise(large, [](const Question& smaller) {
    const Reference reference = reference_for(smaller, Sides::both);
    return reference.refused && reference.violation.requirement == "5.0/MQTT-1.5.4-2" &&
           has_lawful_twin(smaller, Sides::both);
  });
  EXPECT_LE(smallest.size(), 17U);
  EXPECT_EQ(reference_for({smallest, Version::v5_0, large.from}, Sides::both).violation.requirement,
            "5.0/MQTT-1.5.4-2");
}

TEST(Kit, MutatorIsPureAndKeepsToItsRoom) {
  for (std::size_t i = 0; i < mqtt_fuzz_seed_count(); i += 7) {
    std::array<std::uint8_t, 256> one{};
    std::array<std::uint8_t, 256> two{};
    const std::size_t size = std::min(mqtt_fuzz_seed(i, one.data(), one.size()), one.size());
    two = one;
    const std::size_t made = mqtt_fuzz_mutate(one.data(), size, one.size(), i);
    EXPECT_EQ(mqtt_fuzz_mutate(two.data(), size, two.size(), i), made);
    EXPECT_LE(made, one.size());
    EXPECT_EQ(one, two);
  }
}

TEST(Kit, SeedsHoldEveryVersionSideAndTypeAndManyRules) {
  std::set<std::string> rules;
  std::set<std::string> legal;
  for (const std::string& seed : seeds()) {
    const auto version = (seed[0] & 1) != 0 ? Version::v5_0 : Version::v3_1_1;
    const auto from = (seed[0] & 2) != 0 ? Direction::server_to_client : Direction::client_to_server;
    const Reference reference = reference_for(bytes_of(seed).subspan(1), version, from);
    if (reference.refused) rules.insert(std::string(reference.violation.requirement));
    if (reference.expected == Expected::accept) legal.insert(std::string{seed[0], seed[1]}.substr(0, 2));
  }
  EXPECT_GT(rules.size(), 90U);
  EXPECT_GT(legal.size(), 40U);
}

TEST(Kit, DescribesAPacketFieldByField) {
  const std::string packet = bytes({0x82, 0x06, 0x00, 0x00, 0x00, 0x01, 'a', 0x01});
  std::array<char, 2000> text{};
  const std::size_t size =
      mqtt_fuzz_describe(reinterpret_cast<const std::uint8_t*>(packet.data()), packet.size(), MQTT_FUZZ_3_1_1,
                         MQTT_FUZZ_FROM_CLIENT, text.data(), text.size());
  EXPECT_EQ(std::strlen(text.data()), size);
  EXPECT_NE(std::string(text.data()).find("id"), std::string::npos);
  EXPECT_NE(std::string(text.data()).find("<== here"), std::string::npos);
  EXPECT_EQ(mqtt_fuzz_describe(reinterpret_cast<const std::uint8_t*>(packet.data()), packet.size(),
                               MQTT_FUZZ_3_1_1, MQTT_FUZZ_FROM_CLIENT, text.data(), 5),
            size);
  EXPECT_EQ(std::strlen(text.data()), 4U);
}

}  // namespace
}  // namespace kit
