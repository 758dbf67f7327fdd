// Encoding is faithful: what was decoded comes out byte for byte, and every field can be made to lie.
#include "codec/encode.h"

#include <array>
#include <gtest/gtest.h>
#include <vector>

#include "codec/decode.h"
#include "codec/random/random_packet.h"

namespace codec {
namespace {

std::vector<std::uint8_t> encoded(const Packet& packet) {
  std::vector<std::uint8_t> buffer(encoded_size(packet).value());
  EXPECT_EQ(encode(packet, buffer).value(), buffer.size());
  return buffer;
}

std::vector<std::uint8_t> bytes(std::initializer_list<int> list) {
  return {list.begin(), list.end()};
}

Packet ping() {
  Packet packet;
  packet.first_byte = first_byte_of(PacketType::pingreq);
  packet.version = Version::v5_0;
  return packet;
}

TEST(Encode, gives_back_the_bytes_of_every_packet_that_decodes) {
  Random random(3);
  for (int i = 0; i < 20'000; ++i) {
    const RandomPacket packet = random_packet(random);
    const Decoded decoded = decode(as_bytes(packet.bytes), packet.version, packet.from);
    ASSERT_TRUE(decoded.is_packet());
    const auto again = encoded(decoded.packet());
    ASSERT_EQ(Bytes(again.begin(), again.end()), packet.bytes);
  }
}

TEST(Encode, keeps_an_over_long_remaining_length_of_3_1_1) {
  const Bytes over_long("\xc0\x80\x80\x00", 4);
  const Decoded decoded = decode(as_bytes(over_long), Version::v3_1_1, Direction::client_to_server);
  EXPECT_EQ(encoded(decoded.packet()), bytes({0xc0, 0x80, 0x80, 0x00}));
}

TEST(Encode, writes_a_remaining_length_that_is_a_lie_in_value_and_in_size) {
  Packet packet = ping();
  packet.remaining_length = exactly(200);
  EXPECT_EQ(encoded(packet), bytes({0xc0, 0xc8, 0x01}));
  packet.remaining_length = {0, 5};
  EXPECT_EQ(encoded(packet), bytes({0xc0, 0x80, 0x80, 0x80, 0x80, 0x00}));
}

TEST(Encode, writes_reserved_bits_types_and_flags_as_they_are) {
  Packet packet = ping();
  packet.first_byte = 0x0F;
  EXPECT_EQ(encoded(packet), bytes({0x0F, 0x00}));
}

TEST(Encode, writes_a_packet_identifier_at_qos_0_and_leaves_it_out_at_qos_1) {
  Packet packet;
  packet.version = Version::v3_1_1;
  packet.first_byte = 0x30;
  packet.body = Publish{.topic = "a", .id = std::uint16_t{7}, .properties = {}, .payload = "x"};
  EXPECT_EQ(encoded(packet), bytes({0x30, 0x06, 0, 1, 'a', 0, 7, 'x'}));
  packet.first_byte = 0x32;
  std::get<Publish>(packet.body).id.reset();
  EXPECT_EQ(encoded(packet), bytes({0x32, 0x04, 0, 1, 'a', 'x'}));
}

TEST(Encode, writes_typed_properties_misplaced_repeated_and_unknown_ones_too) {
  const std::array<Property, 4> list = {Property{.id = 0x21, .number = 5}, Property{.id = 0x21, .number = 5},
                                        Property{.id = 0x0B, .number_size = 2, .number = 1},
                                        Property{.id = 0x7F, .text = "??"}};
  Packet packet;
  packet.version = Version::v5_0;
  packet.first_byte = 0x30;
  Publish publish{.topic = "a", .id = {}, .properties = {}, .payload = {}};
  publish.properties.list = Sequence<Property>(list);
  packet.body = publish;
  EXPECT_EQ(encoded(packet),
            bytes({0x30, 0x10, 0, 1, 'a', 12, 0x21, 0, 5, 0x21, 0, 5, 0x0B, 0x81, 0, 0x7F, '?', '?'}));
  std::get<Publish>(packet.body).properties.length = exactly(99);
  EXPECT_EQ(encoded(packet)[5], 99);
}

TEST(Encode, refuses_only_what_cannot_be_written) {
  const Bytes long_text(65'536, 'x');
  Packet packet;
  packet.version = Version::v3_1_1;
  packet.first_byte = 0x30;
  packet.body = Publish{.topic = long_text, .id = {}, .properties = {}, .payload = {}};
  EXPECT_EQ(encoded_size(packet).error(), EncodeError::string_too_long);
  packet = ping();
  packet.remaining_length = {200, 1};
  EXPECT_EQ(encoded_size(packet).error(), EncodeError::length_too_wide);
  std::array<std::uint8_t, 1> small{};
  EXPECT_EQ(encode(ping(), small).error(), EncodeError::buffer_too_small);
  EXPECT_EQ(name_of(EncodeError::buffer_too_small), "buffer_too_small");
}

}  // namespace
}  // namespace codec
