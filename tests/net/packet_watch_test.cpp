// Where packets begin in a stream, found without decoding them.
#include "net/packet_watch.h"

#include <gtest/gtest.h>
#include <string>

namespace net {
namespace {

using codec::PacketType;
using namespace std::string_literals;

// A PUBLISH of 200 bytes in whose body every byte looks like a PUBREC, a PINGREQ, a PUBREC.
const std::string stream = "\x34\xc8\x01"s + std::string(200, '\x50') + "\xc0\x00"s + "\x50\x02\x00\x01"s;
constexpr std::size_t place_of_pubrec = 205;

TEST(PacketWatch, finds_the_first_byte_of_a_packet_and_none_in_a_body) {
  PacketWatch watch;
  EXPECT_EQ(watch.find(stream, PacketType::pubrec), place_of_pubrec);
}

TEST(PacketWatch, finds_it_however_the_stream_is_cut) {
  for (std::size_t size = 1; size < stream.size(); ++size) {
    PacketWatch watch;
    std::size_t before = 0;
    while (before < stream.size()) {
      const std::string piece = stream.substr(before, size);
      if (const auto at = watch.find(piece, PacketType::pubrec)) {
        before += *at;
        break;
      }
      before += piece.size();
    }
    EXPECT_EQ(before, place_of_pubrec) << "in pieces of " << size;
  }
}

TEST(PacketWatch, finds_nothing_when_nothing_is_asked) {
  PacketWatch watch;
  EXPECT_EQ(watch.find(stream, std::nullopt), std::nullopt);
  EXPECT_EQ(watch.find("\x62\x02\x00\x01"s, PacketType::pubrec), std::nullopt);
  EXPECT_EQ(watch.find("\x62\x02\x00\x01"s, PacketType::pubrel), 0U);
}

}  // namespace
}  // namespace net
