// The mutator: pure, within its bounds, and reaching what it is for: other fields, other lengths, other
// orders.
#include "fuzz/mutator/mutator.h"

#include <gtest/gtest.h>
#include <set>

#include "codec/compose.h"
#include "codec/decode.h"
#include "codec/random/random_packet.h"
#include "fuzz/mutator/parts.h"
#include "fuzz/support/options.h"
#include "fuzz/support/records.h"

namespace fuzz {
namespace {

using codec::Random;

constexpr Layout every_layout[] = {Layout::packets, Layout::stream, Layout::records,
                                   Layout::records_of_a_server};

std::span<const std::uint8_t> bytes_of(const std::string& text) {
  return codec::as_bytes(text);
}

/// Three packets of a client of 5.0, behind the options.
std::string packets() {
  Random random(1);
  std::string input(1, static_cast<char>(version_5_bit));
  for (const auto type :
       {codec::PacketType::connect, codec::PacketType::subscribe, codec::PacketType::publish})
    input +=
        codec::random_packet(random, type, codec::Version::v5_0, codec::Direction::client_to_server).bytes;
  return input;
}

std::string records() {
  const std::string sent = packets().substr(1);
  std::string input(1, '\0');
  input += static_cast<char>(first_byte_of(0, Deed::send, 0));
  input += static_cast<char>(sent.size() >> 8);
  input += static_cast<char>(sent.size() & 0xFF);
  input += sent;
  input += static_cast<char>(first_byte_of(1, Deed::pass_time, 3));
  input += std::string("\x01\x02", 2);
  input += static_cast<char>(first_byte_of(0, Deed::end, 0));
  return input;
}

std::string sample(Layout layout) {
  if (layout == Layout::packets) return packets();
  if (layout == Layout::stream) return packets().insert(1, 1, '\x07');
  return records();
}

std::string any_bytes(Random& random) {
  std::string bytes(random.below(60), '\0');
  for (char& each : bytes) each = static_cast<char>(random.next());
  return bytes;
}

TEST(Mutator, TakesApartAndPutsTogether) {
  for (const Layout layout : every_layout) {
    const std::string input = sample(layout);
    EXPECT_EQ(put_together(layout, take_apart(layout, bytes_of(input)), 1'000'000), input);
  }
  EXPECT_EQ(take_apart(Layout::packets, bytes_of(packets())).parts.size(), 3U);
  const Parts parts = take_apart(Layout::records, bytes_of(records()));
  ASSERT_EQ(parts.parts.size(), 3U);
  EXPECT_EQ(parts.parts[0].packets.size(), 3U);
  EXPECT_EQ(parts.parts[1].number, 0x0102);
}

TEST(Mutator, TakesAnyBytesApartAndKeepsThem) {
  Random random(2);
  for (int i = 0; i < 5'000; ++i) {
    const std::string input = "\x01" + any_bytes(random);
    EXPECT_EQ(put_together(Layout::packets, take_apart(Layout::packets, bytes_of(input)), 1'000'000), input);
  }
}

TEST(Mutator, IsAPureFunctionOfInputAndSeed) {
  for (const Layout layout : every_layout) {
    const std::string input = sample(layout);
    const std::string other = sample(layout) + sample(layout).substr(1);
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
      EXPECT_EQ(mutate(layout, bytes_of(input), 4096, seed), mutate(layout, bytes_of(input), 4096, seed));
      EXPECT_EQ(cross_over(layout, bytes_of(input), bytes_of(other), 4096, seed),
                cross_over(layout, bytes_of(input), bytes_of(other), 4096, seed));
    }
  }
}

TEST(Mutator, StaysWithinItsBoundsOnAnyBytes) {
  Random random(3);
  for (int i = 0; i < 5'000; ++i) {
    const Layout layout = every_layout[random.below(4)];
    const std::string one = any_bytes(random);
    const std::string other = any_bytes(random);
    const std::size_t most = random.below(80);
    EXPECT_LE(mutate(layout, bytes_of(one), most, random.next()).size(), most);
    EXPECT_LE(cross_over(layout, bytes_of(one), bytes_of(other), most, random.next()).size(), most);
  }
}

TEST(Mutator, MakesAPacketOfNothing) {
  std::size_t whole = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const std::string made = mutate(Layout::packets, {}, 4096, seed);
    const PacketOptions options = packet_options(static_cast<std::uint8_t>(made.at(0)));
    whole += codec::decode(bytes_of(made).subspan(1), options.version, options.from).is_packet();
  }
  EXPECT_GT(whole, 30U);
}

/// What the decoder says of one packet after so many single changes.
struct Reached {
  std::size_t legal{};
  std::size_t incomplete{};
  std::set<std::string> rules;
};
Reached reached_from(const std::string& input) {
  Reached reached;
  for (std::uint64_t seed = 0; seed < 20'000; ++seed) {
    const std::string changed = mutate(Layout::packets, bytes_of(input), 4096, seed);
    const PacketOptions options = packet_options(static_cast<std::uint8_t>(changed.at(0)));
    const auto decoded = codec::decode(bytes_of(changed).subspan(1), options.version, options.from);
    reached.legal += decoded.is_packet();
    reached.incomplete += decoded.is_incomplete();
    if (decoded.is_violation()) reached.rules.insert(std::string(decoded.violation().requirement));
  }
  return reached;
}

TEST(Mutator, ReachesLegalPacketsAndManyRules) {
  const Reached reached = reached_from(packets());
  EXPECT_GT(reached.legal, 2'000U);
  EXPECT_GT(reached.incomplete, 10U);
  EXPECT_GT(reached.rules.size(), 45U);
}

}  // namespace
}  // namespace fuzz
