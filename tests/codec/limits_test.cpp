// Both sides of every limit of the length encodings, in every part of the codec that writes or reads one.
#include <gtest/gtest.h>
#include <vector>

#include "codec/compose.h"
#include "codec/decode.h"
#include "codec/encode.h"
#include "tests/codec/support/bad_packets.h"

namespace codec {
namespace {

constexpr Direction client = Direction::client_to_server;

struct Limit {
  std::uint32_t value;
  std::uint8_t size;
};
constexpr Limit limits[] = {{0, 1},      {127, 1},       {128, 2},       {16'383, 2},
                            {16'384, 3}, {2'097'151, 3}, {2'097'152, 4}, {268'435'455, 4}};

Bytes length_of(std::uint32_t value) {
  Overrides overrides;
  overrides.remaining_length = value;
  return compose(PacketType::pingreq, Version::v5_0, {}, overrides).value().substr(1);
}

TEST(Limits, each_remaining_length_takes_as_many_bytes_as_table_2_4_says) {
  for (const Limit& limit : limits) {
    EXPECT_EQ(length_of(limit.value).size(), limit.size) << limit.value;
    EXPECT_EQ(shortest_size(limit.value), limit.size) << limit.value;
  }
}

TEST(Limits, decode_reads_each_remaining_length_and_knows_what_is_missing) {
  for (const Limit& limit : limits) {
    const Bytes bytes = length_of(limit.value).insert(0, 1, '\x30');
    const Decoded decoded = decode(as_bytes(bytes), Version::v5_0, client);
    if (limit.value == 0) {
      EXPECT_TRUE(decoded.is_violation());
    } else {
      ASSERT_TRUE(decoded.is_incomplete()) << limit.value;
      EXPECT_EQ(decoded.needed(), limit.value);
    }
  }
}

TEST(Limits, packets_on_both_sides_of_each_limit_survive_decode_and_encode) {
  for (const Limit& limit : limits) {
    if (limit.value < 127 || limit.value > 2'097'152) continue;
    const Bytes payload(limit.value - 3, 'x');
    const Bytes bytes =
        compose(PacketType::publish, Version::v3_1_1,
                std::vector<FieldValue>{{Field::topic, Bytes("t")}, {Field::payload, payload}})
            .value();
    ASSERT_EQ(bytes.size(), 1U + limit.size + limit.value);
    const Decoded decoded = decode(as_bytes(bytes), Version::v3_1_1, client);
    ASSERT_TRUE(decoded.is_packet());
    EXPECT_EQ(std::get<Publish>(decoded.packet().body).payload, payload);
    std::vector<std::uint8_t> again(encoded_size(decoded.packet()).value());
    ASSERT_TRUE(encode(decoded.packet(), again));
    EXPECT_TRUE(std::equal(again.begin(), again.end(), bytes.begin(), bytes.end(),
                           [](std::uint8_t a, char b) { return a == static_cast<std::uint8_t>(b); }));
  }
}

TEST(Limits, the_largest_packet_decodes_and_one_byte_more_cannot_be_composed) {
  Overrides overrides;
  overrides.remaining_length = 268'435'456;
  EXPECT_FALSE(compose(PacketType::pingreq, Version::v5_0, {}, overrides));
  Packet packet;
  packet.version = Version::v3_1_1;
  packet.first_byte = 0x30;
  const Bytes payload(268'435'455 - 3, 'x');
  packet.body = Publish{.topic = "t", .id = {}, .properties = {}, .payload = payload};
  EXPECT_EQ(encoded_size(packet).value(), 268'435'460U);
  const Bytes longer = payload + "x";
  std::get<Publish>(packet.body).payload = longer;
  EXPECT_EQ(encoded_size(packet).error(), EncodeError::packet_too_long);
}

TEST(Limits, property_lengths_and_subscription_identifiers_have_the_same_limits) {
  for (const Limit& limit : limits) {
    if (limit.value == 0) continue;
    const Bytes bytes = compose(PacketType::subscribe, Version::v5_0,
                                std::vector<FieldValue>{{Field::id, Number{1}},
                                                        {Field::subscription_identifier, Number{limit.value}},
                                                        {Field::filter, Bytes("a")}})
                            .value();
    EXPECT_EQ(static_cast<std::uint8_t>(bytes[4]), 1 + limit.size);
    const Decoded decoded = decode(as_bytes(bytes), Version::v5_0, client);
    ASSERT_TRUE(decoded.is_packet()) << limit.value;
    EXPECT_EQ(std::get<Subscribe>(decoded.packet().body).properties.find(0x0B)->number, limit.value);
  }
  for (const std::size_t size :
       {119U, 120U, 16'375U, 16'376U}) {  // Property Lengths 127, 128, 16383, 16384 less 3 + 5
    const Bytes bytes = compose(PacketType::puback, Version::v5_0,
                                std::vector<FieldValue>{{Field::id, Number{1}},
                                                        {Field::reason_string, Bytes(size, 'r')},
                                                        {Field::user_property, StringPair{"", ""}}})
                            .value();
    ASSERT_TRUE(decode(as_bytes(bytes), Version::v5_0, client).is_packet()) << size;
  }
}

TEST(Limits, the_longest_string_passes_everywhere_and_one_byte_more_nowhere) {
  const Bytes longest(65'535, 's');
  const auto publish = [](const Bytes& topic) {
    return compose(PacketType::publish, Version::v5_0, std::vector<FieldValue>{{Field::topic, topic}});
  };
  ASSERT_TRUE(publish(longest));
  EXPECT_TRUE(decode(as_bytes(*publish(longest)), Version::v5_0, client).is_packet());
  EXPECT_FALSE(publish(longest + "s"));
}

TEST(Limits, a_fourth_length_byte_with_its_continuation_bit_ends_it_at_once) {
  const Bytes bytes = test::from_hex("30 ff ff ff ff");
  for (const Version version : {Version::v3_1_1, Version::v5_0}) {
    const Decoded decoded = decode(as_bytes(bytes), version, client);
    ASSERT_TRUE(decoded.is_violation());
    EXPECT_EQ(decoded.violation().offset, 4U);
    EXPECT_TRUE(decode(as_bytes(bytes.substr(0, 4)), version, client).is_incomplete());
  }
}

}  // namespace
}  // namespace codec
