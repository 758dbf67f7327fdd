// Packets from names and back: what compose writes, what dissect reads, how fields and packets are printed.
#include "codec/compose.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "codec/decode.h"
#include "codec/random/random_packet.h"
#include "tests/codec/support/bad_packets.h"

namespace codec {
namespace {

using test::from_hex;
using Fields = std::vector<FieldValue>;
constexpr Version v3 = Version::v3_1_1;
constexpr Version v5 = Version::v5_0;
constexpr Direction client = Direction::client_to_server;
constexpr Direction server = Direction::server_to_client;

Bytes composed(PacketType type, Version version, const Fields& fields, const Overrides& overrides = {}) {
  return compose(type, version, fields, overrides).value();
}

std::string refusal(PacketType type, Version version, const Fields& fields, const Overrides& overrides = {}) {
  const auto result = compose(type, version, fields, overrides);
  return result ? "" : result.error();
}

TEST(Compose, gives_back_the_bytes_of_what_dissect_has_read) {
  Random random(5);
  for (int i = 0; i < 20'000; ++i) {
    const RandomPacket packet = random_packet(random);
    const Fields fields = dissect(packet.bytes, packet.version, packet.from);
    const auto again = compose(packet.type, packet.version, fields);
    ASSERT_TRUE(again) << again.error();
    ASSERT_EQ(*again, packet.bytes) << print_packet(packet.bytes, packet.version, packet.from);
  }
}

TEST(Compose, gives_back_acknowledgements_of_every_length) {
  for (const char* hex : {"40 02 00 01", "40 03 00 01 00", "40 03 00 01 10", "40 04 00 01 00 00", "e0 00",
                          "e0 01 00", "e0 01 81", "e0 02 00 00", "f0 00"}) {
    const Bytes bytes = from_hex(hex);
    const auto type = static_cast<PacketType>(static_cast<std::uint8_t>(bytes[0]) >> 4);
    EXPECT_EQ(composed(type, v5, dissect(bytes, v5, server)), bytes) << hex;
  }
}

TEST(Compose, derives_what_a_plain_packet_has) {
  EXPECT_EQ(composed(PacketType::connect, v3, {{Field::client_id, Bytes("a")}}),
            from_hex("10 0d 0004 4d515454 04 02 0000 0001 61"));
  EXPECT_EQ(composed(PacketType::connect, v5, {}), from_hex("10 0d 0004 4d515454 05 02 0000 00 0000"));
  EXPECT_EQ(
      composed(PacketType::connect, v5, {{Field::will_topic, Bytes("w")}, {Field::user_name, Bytes("u")}}),
      from_hex("10 16 0004 4d515454 05 86 0000 00 0000 00 0001 77 0000 0001 75"));
  EXPECT_EQ(composed(PacketType::pubrel, v5, {{Field::id, Number{1}}}), from_hex("62 02 0001"));
}

TEST(Compose, keeps_the_order_of_properties_and_subscriptions) {
  EXPECT_EQ(composed(PacketType::subscribe, v5,
                     {{Field::id, Number{1}},
                      {Field::user_property, StringPair{"b", ""}},
                      {Field::user_property, StringPair{"a", ""}},
                      {Field::filter, Bytes("x")},
                      {Field::max_qos, Number{1}},
                      {Field::filter, Bytes("y")},
                      {Field::no_local, Number{1}},
                      {Field::retain_handling, Number{2}}}),
            from_hex("82 17 0001 0c 26 0001 62 0000 26 0001 61 0000 0001 78 01 0001 79 24"));
}

TEST(Compose, writes_misplaced_properties_that_the_version_knows) {
  EXPECT_EQ(
      composed(PacketType::publish, v5, {{Field::topic, Bytes("a")}, {Field::receive_maximum, Number{5}}}),
      from_hex("30 07 0001 61 03 21 0005"));
  EXPECT_EQ(
      composed(PacketType::puback, v5, {{Field::id, Number{1}}, {Field::will_delay_interval, Number{1}}}),
      from_hex("40 09 0001 00 05 18 00000001"));
}

TEST(Compose, leaves_code_and_properties_out_of_short_acknowledgements) {
  EXPECT_EQ(composed(PacketType::puback, v5, {{Field::id, Number{1}}, {Field::code, Number{0}}}),
            from_hex("40 02 0001"));
  EXPECT_EQ(composed(PacketType::puback, v5, {{Field::id, Number{1}}, {Field::code, Number{0x10}}}),
            from_hex("40 03 0001 10"));
  EXPECT_EQ(composed(PacketType::disconnect, v5, {}), from_hex("e0 00"));
  EXPECT_EQ(composed(PacketType::disconnect, v5, {{Field::code, Number{4}}}), from_hex("e0 01 04"));
  Overrides overrides;
  overrides.property_length = 0;
  EXPECT_EQ(composed(PacketType::disconnect, v5, {}, overrides), from_hex("e0 02 00 00"));
}

TEST(Compose, bends_the_packet_by_every_override_in_turn) {
  Overrides overrides;
  overrides.type = 15;
  EXPECT_EQ(composed(PacketType::pingreq, v5, {}, overrides), from_hex("f0 00"));
  overrides.flags = 9;
  EXPECT_EQ(composed(PacketType::pingreq, v5, {}, overrides), from_hex("f9 00"));
  overrides.remaining_length = 2;
  EXPECT_EQ(composed(PacketType::pingreq, v5, {}, overrides), from_hex("f9 02"));
  overrides.length_bytes = 3;
  EXPECT_EQ(composed(PacketType::pingreq, v5, {}, overrides), from_hex("f9 82 80 00"));
  overrides.truncate = 1;
  EXPECT_EQ(composed(PacketType::pingreq, v5, {}, overrides), from_hex("f9 82 80"));
  overrides.append = "!";
  EXPECT_EQ(composed(PacketType::pingreq, v5, {}, overrides), from_hex("f9 82 80 21"));
  overrides.length_bytes = 5;
  overrides.truncate = 0;
  EXPECT_EQ(composed(PacketType::pingreq, v5, {}, overrides), from_hex("f9 82 80 80 80 00 21"));
}

TEST(Compose, sets_reserved_bits_and_connect_flags_on_request) {
  Overrides overrides;
  overrides.connect_flags = 0xF6;
  EXPECT_EQ(composed(PacketType::connect, v3, {}, overrides)[9], '\xF6');
  overrides.reserved = 1;
  EXPECT_EQ(composed(PacketType::connect, v3, {}, overrides)[9], '\xF7');
  Overrides options;
  options.reserved = 3;
  const Fields subscribe = {{Field::id, Number{1}}, {Field::filter, Bytes("a")}, {Field::max_qos, Number{1}}};
  EXPECT_EQ(composed(PacketType::subscribe, v5, subscribe, options).back(), '\xC1');
  EXPECT_EQ(composed(PacketType::subscribe, v3, subscribe, options).back(), '\x0D');
}

TEST(Compose, writes_a_packet_identifier_at_qos_0_if_it_is_named) {
  EXPECT_EQ(composed(PacketType::publish, v3, {{Field::topic, Bytes("a")}, {Field::id, Number{7}}}),
            from_hex("30 05 0001 61 0007"));
}

TEST(Compose, refuses_what_cannot_be_written_and_says_why) {
  EXPECT_EQ(refusal(PacketType::publish, v5, {{Field::topic_alias, Number{70'000}}}),
            "topic_alias=70000 does not fit: at most 65535");
  EXPECT_EQ(refusal(PacketType::disconnect, v3, {{Field::code, Number{4}}}),
            "DISCONNECT has no field code in 3.1.1");
  EXPECT_EQ(refusal(PacketType::pingreq, v5, {{Field::topic, Bytes("a")}}),
            "PINGREQ has no field topic in 5.0");
  EXPECT_EQ(refusal(PacketType::publish, v5, {{Field::topic, Number{1}}}), "topic takes a string");
  EXPECT_EQ(refusal(PacketType::publish, v5, {{Field::qos, Number{4}}}), "qos=4 does not fit: at most 3");
  EXPECT_EQ(refusal(PacketType::auth, v3, {}), "3.1.1 has no packet AUTH");
  EXPECT_EQ(refusal(PacketType::suback, v3, {{Field::codes, NumberList{256}}}),
            "256 in codes does not fit in one byte");
  Overrides overrides;
  overrides.length_bytes = 1;
  overrides.remaining_length = 128;
  EXPECT_EQ(refusal(PacketType::pingreq, v5, {}, overrides),
            "a Remaining Length of 128 does not fit in 1 bytes");
}

TEST(Dissect, lists_flags_that_are_0_and_no_absent_properties) {
  const Fields fields = dissect(from_hex("32 07 0001 61 0005 00 78"), v5, client);
  const Fields expected = {{Field::dup, Number{0}},
                           {Field::qos, Number{1}},
                           {Field::retain, Number{0}},
                           {Field::remaining_length, Number{7}},
                           {Field::topic, Bytes("a")},
                           {Field::id, Number{5}},
                           {Field::property_length, Number{0}},
                           {Field::payload, Bytes("x")}};
  EXPECT_EQ(fields, expected);
}

TEST(Dissect, lists_a_code_that_is_left_out_as_0) {
  const Fields fields = dissect(from_hex("40 02 0001"), v5, server);
  EXPECT_EQ(fields.back(), (FieldValue{Field::code, Number{0}}));
}

TEST(Dissect, gives_the_fields_up_to_the_one_that_is_broken) {
  const Fields fields = dissect(from_hex("30 05 0001 61 0021"), v5, client);
  EXPECT_EQ(fields.back().field, Field::payload);
  const Fields broken = dissect(from_hex("32 05 0001 61 00"), v5, client);
  EXPECT_EQ(broken.back(), (FieldValue{Field::topic, Bytes("a")}));
}

TEST(Print, writes_fields_as_they_read_in_a_scenario) {
  EXPECT_EQ(print({Field::topic, Bytes("a/b")}), "topic=\"a/b\"");
  EXPECT_EQ(print({Field::codes, NumberList{2, 1, 0x80}}), "codes=[2, 1, 0x80]");
  EXPECT_EQ(print({Field::user_property, StringPair{"a", "1"}}), "user_property=\"a\":\"1\"");
  EXPECT_EQ(print({Field::retain, Number{1}}), "retain");
  EXPECT_EQ(print({Field::retain, Number{0}}), "retain=0");
  EXPECT_EQ(print({Field::code, Number{0x81}}), "code=0x81");
  EXPECT_EQ(print({Field::payload, Bytes("abcdefgh")}, 3), "payload=\"abc…\"(8 bytes)");
}

TEST(Print, escapes_what_a_literal_cannot_hold) {
  EXPECT_EQ(print_string("a\"b\\c\n\t$x"), R"("a\"b\\c\n\t$$x")");
  EXPECT_EQ(print_string(std::string_view("\0\xff\x7f", 3)), R"("\x00\xff\x7f")");
  EXPECT_EQ(print_string("ä€"), "\"ä€\"");
}

TEST(Print, writes_packets_without_their_usual_fields) {
  EXPECT_EQ(print_packet(from_hex("32 08 0001 61 0001 00 6869"), v5, client),
            R"(PUBLISH topic="a" qos=1 id=1 payload="hi")");
  EXPECT_EQ(print_packet(from_hex("90 05 0001 00 02 01"), v5, server), "SUBACK id=1 codes=[2, 1]");
  EXPECT_EQ(print_packet(from_hex("20 03 00 00 00"), v5, server), "CONNACK code=0");
  EXPECT_EQ(print_packet(from_hex("c0 00"), v5, client), "PINGREQ");
  EXPECT_EQ(print_packet(from_hex("82 1c 00"), v5, client), "BYTES 82 1c 00");
}

}  // namespace
}  // namespace codec
