// The stream decoder: the same packets and the same violation, however the stream is cut, at the same cost.
#include "codec/stream.h"

#include <gtest/gtest.h>

#include "codec/random/random_packet.h"
#include "tests/codec/support/bad_packets.h"

namespace codec {
namespace {

constexpr Direction client = Direction::client_to_server;

struct Outcome {
  std::vector<Bytes> packets;
  std::optional<Violation> violation;
  std::uint64_t offset = 0;

  friend bool operator==(const Outcome&, const Outcome&) = default;
};

/// Feeds the stream in pieces of the sizes that `piece` returns.
template <typename Piece>
Outcome read(std::string_view stream, Version version, Direction from, Piece piece,
             const DecodeOptions& options = {}) {
  StreamDecoder decoder(version, from, options);
  Outcome outcome;
  while (!stream.empty() && !outcome.violation) {
    const std::size_t size = std::min<std::size_t>(stream.size(), piece());
    decoder.feed(as_bytes(stream.substr(0, size)));
    stream.remove_prefix(size);
    for (;;) {
      const Decoded decoded = decoder.next();
      if (decoded.is_violation()) outcome.violation = decoded.violation();
      if (!decoded.is_packet()) break;
      const auto bytes = decoder.packet_bytes();
      outcome.packets.emplace_back(bytes.begin(), bytes.end());
    }
  }
  outcome.offset = decoder.offset();
  return outcome;
}

TEST(StreamDecoder, gives_the_same_packets_however_the_stream_is_cut) {
  Random random(6);
  for (int round = 0; round < 50; ++round) {
    Bytes stream;
    std::vector<Bytes> packets;
    const Direction from = random.coin() ? client : Direction::server_to_client;
    while (packets.size() < 20) {
      const auto type = static_cast<PacketType>(2 + random.below(14));
      if (!is_sent(type, Version::v5_0, from)) continue;
      packets.push_back(random_packet(random, type, Version::v5_0, from).bytes);
      stream += packets.back();
    }
    const Outcome whole = read(stream, Version::v5_0, from, [&] { return stream.size(); });
    EXPECT_EQ(whole.packets, packets);
    EXPECT_FALSE(whole.violation);
    EXPECT_EQ(read(stream, Version::v5_0, from, [] { return 1U; }), whole);
    EXPECT_EQ(read(stream, Version::v5_0, from, [&] { return 1 + random.below(50); }), whole);
  }
}

TEST(StreamDecoder, gives_the_same_violation_however_the_stream_is_cut) {
  for (const test::BadPacket& bad : test::bad_packets()) {
    const Bytes good = bad.from == client ? test::from_hex("c0 00 c0 00") : test::from_hex("d0 00 d0 00");
    const Bytes stream = good + bad.bytes + good;
    const Outcome whole = read(stream, bad.version, bad.from, [&] { return stream.size(); });
    ASSERT_TRUE(whole.violation);
    EXPECT_EQ(whole.packets.size(), 2U);
    EXPECT_EQ(whole.offset, 4U);
    EXPECT_EQ(*whole.violation, decode(as_bytes(bad.bytes), bad.version, bad.from).violation());
    for (std::size_t size = 1; size < stream.size(); ++size) {
      EXPECT_EQ(read(stream, bad.version, bad.from, [&] { return size; }), whole) << "pieces of " << size;
    }
  }
}

TEST(StreamDecoder, is_over_after_a_violation) {
  StreamDecoder decoder(Version::v5_0, client);
  decoder.feed(as_bytes(Bytes("\xc1")));
  const Violation first = decoder.next().violation();
  decoder.feed(as_bytes(test::from_hex("c0 00")));
  EXPECT_EQ(decoder.next().violation(), first);
  EXPECT_EQ(decoder.pending().size(), 1U);
}

TEST(StreamDecoder, lets_a_connect_decide_the_version_of_what_follows) {
  const Bytes connect = compose(PacketType::connect, Version::v3_1_1, {}).value();
  StreamDecoder decoder(Version::v5_0, client);
  decoder.feed(as_bytes(connect + test::from_hex("30 03 00 01 61")));
  EXPECT_EQ(decoder.next().packet().version, Version::v3_1_1);
  EXPECT_EQ(decoder.version(), Version::v3_1_1);
  EXPECT_TRUE(decoder.next().is_packet());
}

TEST(StreamDecoder, refuses_a_packet_beyond_the_maximum_before_its_body_has_come) {
  const DecodeOptions options{.maximum_packet_size = 100};
  StreamDecoder decoder(Version::v5_0, client, options);
  decoder.feed(as_bytes(test::from_hex("30 ff ff ff 7f")));
  EXPECT_EQ(decoder.next().violation().kind, ViolationKind::too_large);
}

TEST(StreamDecoder, holds_no_more_than_the_packet_that_is_being_collected) {
  const Bytes packet =
      compose(PacketType::publish, Version::v3_1_1,
              std::vector<FieldValue>{{Field::topic, Bytes("t")}, {Field::payload, Bytes(1000, 'x')}})
          .value();
  StreamDecoder decoder(Version::v3_1_1, client);
  std::size_t taken = 0;
  for (int i = 0; i < 1'000; ++i) {
    for (std::size_t at = 0; at < packet.size(); at += 100) {
      decoder.feed(as_bytes(packet).subspan(at, std::min<std::size_t>(100, packet.size() - at)));
      while (decoder.next().is_packet()) ++taken;
      ASSERT_LT(decoder.pending().size(), packet.size());
    }
  }
  EXPECT_EQ(taken, 1'000U);
}

TEST(StreamDecoder, reads_a_large_packet_byte_by_byte_in_linear_time) {
  const Bytes packet =
      compose(PacketType::publish, Version::v3_1_1,
              std::vector<FieldValue>{{Field::topic, Bytes("t")}, {Field::payload, Bytes(2'000'000, 'x')}})
          .value();
  // Quadratic would be 4e12 steps: this test would never end.
  EXPECT_EQ(read(packet, Version::v3_1_1, client, [] { return 1U; }).packets.size(), 1U);
}

TEST(StreamDecoder, takes_many_packets_from_one_piece_in_linear_time) {
  Bytes stream;
  for (int i = 0; i < 500'000; ++i) stream += test::from_hex("c000");
  EXPECT_EQ(read(stream, Version::v5_0, client, [&] { return stream.size(); }).packets.size(), 500'000U);
}

}  // namespace
}  // namespace codec
