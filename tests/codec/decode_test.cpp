// The decoder as a whole: what it takes, what it refuses, and that neither depends on how the input is cut.
// Rule by rule it is tested by the vectors.
#include "codec/decode.h"

#include <gtest/gtest.h>

#include "codec/random/random_packet.h"
#include "tests/codec/support/bad_packets.h"

namespace codec {
namespace {

constexpr Direction client = Direction::client_to_server;
constexpr Direction server = Direction::server_to_client;

TEST(Decode, takes_every_legal_packet_that_the_field_table_can_draw) {
  Random random(1);
  for (int i = 0; i < 20'000; ++i) {
    const RandomPacket packet = random_packet(random);
    const Decoded decoded = decode(as_bytes(packet.bytes), packet.version, packet.from);
    ASSERT_TRUE(decoded.is_packet()) << print_packet(packet.bytes, packet.version, packet.from) << "\n"
                                     << (decoded.is_violation() ? decoded.violation().explanation
                                                                : "incomplete");
    EXPECT_EQ(decoded.size(), packet.bytes.size());
    EXPECT_EQ(decoded.packet().type(), packet.type);
  }
}

TEST(Decode, asks_for_more_wherever_a_good_packet_is_cut) {
  Random random(2);
  for (int i = 0; i < 300; ++i) {
    const RandomPacket packet = random_packet(random);
    const std::string_view bytes = packet.bytes;
    for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
      const Decoded decoded = decode(as_bytes(bytes.substr(0, cut)), packet.version, packet.from);
      ASSERT_TRUE(decoded.is_incomplete()) << "cut at " << cut;
      EXPECT_GE(decoded.needed(), 1U);
      EXPECT_LE(cut + decoded.needed(), bytes.size());
      if (cut >= 5) {
        EXPECT_EQ(cut + decoded.needed(), bytes.size());
      }
    }
  }
}

TEST(Decode, gives_the_same_violation_wherever_a_bad_packet_is_cut) {
  for (const test::BadPacket& bad : test::bad_packets()) {
    const std::string_view bytes = bad.bytes;
    const Decoded whole = decode(as_bytes(bytes), bad.version, bad.from);
    ASSERT_TRUE(whole.is_violation()) << print_packet(bytes, bad.version, bad.from);
    bool told = false;
    for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
      const Decoded decoded = decode(as_bytes(bytes.substr(0, cut)), bad.version, bad.from);
      ASSERT_FALSE(decoded.is_packet());
      if (decoded.is_violation()) {
        EXPECT_EQ(decoded.violation(), whole.violation());
        told = true;
      } else {
        EXPECT_FALSE(told) << "a violation once told is told again";
      }
    }
  }
}

TEST(Decode, gives_the_same_answer_whatever_stands_behind_the_packet) {
  for (const test::BadPacket& bad : test::bad_packets()) {
    const Decoded alone = decode(as_bytes(bad.bytes), bad.version, bad.from);
    for (const char* behind : {"\xff\xff\xff\xff", "0000", "\x30\x03"}) {
      const Bytes more = bad.bytes + behind;
      EXPECT_EQ(decode(as_bytes(more), bad.version, bad.from).violation(), alone.violation());
    }
  }
}

TEST(Decode, tells_a_bad_first_byte_at_once) {
  const Bytes byte = "\x36";
  const Decoded decoded = decode(as_bytes(byte), Version::v3_1_1, client);
  ASSERT_TRUE(decoded.is_violation());
  EXPECT_EQ(decoded.violation().requirement, "3.1.1/MQTT-3.3.1-4");
  EXPECT_EQ(decoded.violation().field, "qos");
}

TEST(Decode, waits_for_the_whole_packet_before_it_tells_anything_else) {
  const Bytes bytes = test::from_hex("30 05 00 02 2b 2b");
  EXPECT_TRUE(decode(as_bytes(bytes), Version::v3_1_1, client).is_incomplete());
  EXPECT_TRUE(decode(as_bytes(bytes + "x"), Version::v3_1_1, client).is_violation());
}

TEST(Decode, tells_a_packet_too_large_as_soon_as_its_length_is_known) {
  const Bytes bytes = test::from_hex("30 80 01");
  const DecodeOptions options{.maximum_packet_size = 130};
  const Decoded decoded = decode(as_bytes(bytes), Version::v5_0, client, options);
  ASSERT_TRUE(decoded.is_violation());
  EXPECT_EQ(decoded.violation().kind, ViolationKind::too_large);
  EXPECT_EQ(decoded.violation().requirement, "5.0/MQTT-3.2.2-15");
  EXPECT_TRUE(decode(as_bytes(bytes), Version::v5_0, client, {.maximum_packet_size = 131}).is_incomplete());
  EXPECT_EQ(decode(as_bytes(bytes), Version::v5_0, server, options).violation().requirement,
            "5.0/MQTT-3.1.2-24");
}

TEST(Decode, reads_a_connect_by_the_version_that_it_names) {
  const Bytes old =
      compose(PacketType::connect, Version::v3_1_1, std::vector<FieldValue>{{Field::client_id, Bytes("a")}})
          .value();
  const Decoded decoded = decode(as_bytes(old), Version::v5_0, client);
  ASSERT_TRUE(decoded.is_packet());
  EXPECT_EQ(decoded.packet().version, Version::v3_1_1);
}

TEST(Decode, puts_every_field_of_a_connect_into_the_struct) {
  const Bytes bytes = compose(PacketType::connect, Version::v5_0,
                              std::vector<FieldValue>{{Field::keep_alive, Number{10}},
                                                      {Field::receive_maximum, Number{7}},
                                                      {Field::client_id, Bytes("me")},
                                                      {Field::will_delay_interval, Number{5}},
                                                      {Field::will_topic, Bytes("gone")},
                                                      {Field::will_payload, Bytes("bye")},
                                                      {Field::will_qos, Number{1}},
                                                      {Field::user_name, Bytes("user")},
                                                      {Field::password, Bytes("secret")}})
                          .value();
  const Decoded decoded = decode(as_bytes(bytes), Version::v3_1_1, client);
  ASSERT_TRUE(decoded.is_packet());
  const auto& connect = std::get<Connect>(decoded.packet().body);
  EXPECT_EQ(connect.protocol_name, "MQTT");
  EXPECT_EQ(connect.protocol_version, 5);
  EXPECT_EQ(connect.flags, 0xCE);
  EXPECT_EQ(connect.keep_alive, 10);
  EXPECT_EQ(connect.properties.find(0x21)->number, 7U);
  EXPECT_EQ(connect.client_id, "me");
  ASSERT_TRUE(connect.will);
  EXPECT_EQ(connect.will->properties.find(0x18)->number, 5U);
  EXPECT_EQ(connect.will->topic, "gone");
  EXPECT_EQ(connect.will->payload, "bye");
  EXPECT_EQ(connect.user_name, "user");
  EXPECT_EQ(connect.password, "secret");
}

TEST(Decode, keeps_the_byte_order_mark_as_a_character) {
  const Bytes bytes = test::from_hex("30 06 00 04 ef bb bf 61");
  const Decoded decoded = decode(as_bytes(bytes), Version::v3_1_1, client);
  ASSERT_TRUE(decoded.is_packet());
  EXPECT_EQ(std::get<Publish>(decoded.packet().body).topic,
            "\xEF\xBB\xBF"
            "a");
}

TEST(Decode, rejects_control_characters_only_when_asked_to) {
  const Bytes bytes = test::from_hex("30 04 00 02 61 07");
  EXPECT_TRUE(decode(as_bytes(bytes), Version::v3_1_1, client).is_packet());
  const Decoded strict =
      decode(as_bytes(bytes), Version::v3_1_1, client, {.reject_control_characters = true});
  ASSERT_TRUE(strict.is_violation());
  EXPECT_EQ(strict.violation().requirement, "3.1.1/U-117");
  EXPECT_EQ(strict.violation().offset, 5U);
}

TEST(Decode, accepts_an_over_long_length_in_3_1_1_only) {
  const Bytes bytes = test::from_hex("c0 80 80 00");
  const Decoded old = decode(as_bytes(bytes), Version::v3_1_1, client);
  ASSERT_TRUE(old.is_packet());
  EXPECT_EQ(old.packet().remaining_length, (VariableByte{0, 3}));
  EXPECT_EQ(decode(as_bytes(bytes), Version::v5_0, client).violation().requirement, "5.0/MQTT-1.5.5-1");
}

}  // namespace
}  // namespace codec
