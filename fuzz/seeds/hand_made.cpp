// See from_packets.h: what neither traffic nor vectors bring.
#include <array>
#include <fmt/format.h>
#include <string>

#include "codec/compose.h"
#include "codec/field_table.h"
#include "codec/matrix.h"
#include "codec/random/random_packet.h"
#include "fuzz/seeds/from_packets.h"

namespace fuzz::seeds {
namespace {

using codec::Direction;
using codec::PacketType;
using codec::Version;
using namespace std::string_view_literals;

constexpr unsigned random_packets_of_a_type = 8;

/// Both matrices of the codec, and random packets of either side.
void add_from_tables(SeedFolder& seeds, PacketType type, Version version) {
  const auto plain = codec::plain_fields(type, version, {});
  for (const auto legality : {codec::Legality::legal, codec::Legality::illegal})
    for (const codec::Variant& variant : codec::variants_of(type, version, legality))
      if (const auto bytes = codec::bytes_of(variant, plain))
        add_packet(seeds, *bytes, version, Direction::client_to_server);
  for (const auto from : {Direction::client_to_server, Direction::server_to_client}) {
    if (!codec::is_sent(type, version, from)) continue;
    codec::Random random(static_cast<unsigned>(type));
    for (unsigned i = 0; i < random_packets_of_a_type; ++i) {
      const auto made = codec::random_packet(random, type, version, from);
      add_packet(seeds, made.bytes, version, from);
      add_hex_line(seeds, made.bytes, version, from);
    }
  }
}

/// Lines as people write them, and as they should not.
void add_lines(SeedFolder& seeds) {
  for (const std::string_view line :
       {"C0:00"sv, "0xC0 0X00"sv, "c0,00\tc0-00"sv, "c0 0"sv, "c0 zz"sv, "0x"sv, "c0 00 0x"sv, ""sv,
        "20 00"sv, "20"sv, "d0 80 80 80 80 01"sv, "c0 00 c0 00 30"sv, "C0 00 C1 00"sv,
        // a PUBLISH whose topic has all that is escaped, and more than a line of a dump holds
        "30 19 00 0a 22 5c 61 09 0a 24 c2 80 7f c3 78 79 7a 20 22 5c 0a 09 24 61 62 63 64"sv,
        "30 14 00 0a 22 5c 61 09 0a 24 c3 a4 7f 62 22 5c 0a 09 24 c2 80 7f"sv})
    for (const Version version : {Version::v3_1_1, Version::v5_0})
      for (const auto from : {Direction::client_to_server, Direction::server_to_client})
        seeds.add("decode",
                  std::string{static_cast<char>(options_byte(version, from) | '\xF0')} + std::string(line));
}

/// An input of `encode` that lies: which of the overrides, and their values; then fields.
void add_lie(SeedFolder& seeds, PacketType type, Version version, std::string_view lies,
             std::string_view fields = {}) {
  std::string input{static_cast<char>(options_byte(version, Direction::client_to_server) | '\x10'),
                    static_cast<char>(static_cast<unsigned>(type) - 1)};
  seeds.add("encode", input.append(lies).append(fields));
}

/// The index of a field in its packet, as `encode` reads it.
char index_of(PacketType type, codec::Field field) {
  const auto rows = codec::fields_of(type);
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (rows[i].field == field) return static_cast<char>(i);
  return 0;
}

void add_lies(SeedFolder& seeds, PacketType type, Version version) {
  for (const std::string_view lies : {"\0\0"sv,
                                      "\0\1\3"sv,
                                      "\0\1\x1F"sv,
                                      "\0\2\xA"sv,
                                      "\0\2\x1F"sv,
                                      "\0\4\xFE"sv,
                                      "\0\x8\1"sv,
                                      "\0\x8\x7F"sv,
                                      "\0\x10\0\0\0\5"sv,
                                      "\0\x10\xFF\xFF\xFF\xFF"sv,
                                      "\0\x20\0\0\0\x9"sv,
                                      "\0\x20\xFF\xFF\xFF\xFF"sv,
                                      "\0\x40\3"sv,
                                      "\0\x40\0"sv,
                                      "\0\x60\0\0\1\0\1"sv,
                                      "\0\x80\0\1"sv,
                                      "\1\0\2\xC0\0"sv,
                                      "\2\0\1"sv,
                                      "\4\0\0\0\0\1\1"sv,
                                      "\4\0\0\0\0\x7F\1"sv,
                                      "\4\0\xFF\xFF\xFF\xFF\1"sv,
                                      "\x8\0\x7F\0\0\0\0\0abcd"sv,
                                      "\x8\0\4\0\0\0\0\0abcd"sv,
                                      "\x8\0\1\0\0\0\0\1"sv,
                                      "\x8\0\x26\0\0\0\0\1abcd"sv,
                                      "\x8\0\xB\4\0\0\0\1"sv,
                                      "\x8\0\xB\1\0\0\1\0"sv})
    add_lie(seeds, type, version, lies);
  // A property of another packet, a value of another kind, a field that no packet has twice.
  for (unsigned other = 0; other < 15; ++other)
    for (const std::string_view value : {"\0\1\1a\1b"sv, "\x80\0\1\1"sv, "\x86\5\1a"sv, "\x85\0\1"sv})
      add_lie(seeds, type, version, "\0\0"sv, static_cast<char>(0xE1U + other) + std::string(value));
}

/// Texts around the longest that two bytes can tell; and a Remaining Length that ends before the payload
/// does.
void add_publishes(SeedFolder& seeds) {
  const std::string topic{index_of(PacketType::publish, codec::Field::topic)};
  const std::string payload{index_of(PacketType::publish, codec::Field::payload)};
  const std::string pair{index_of(PacketType::publish, codec::Field::user_property)};
  add_lie(seeds, PacketType::publish, Version::v5_0, "\4\0\0\0\0\5\1"sv, topic + "\1a" + payload + "\2bb");
  for (const std::string_view size : {"\xFF\7"sv, "\xFF\x8"sv}) {
    add_lie(seeds, PacketType::publish, Version::v5_0, "\0\0"sv, topic + std::string(size));
    add_lie(seeds, PacketType::publish, Version::v5_0, "\0\0"sv,
            fmt::format("{}\1a{}{}", topic, payload, size));
    add_lie(seeds, PacketType::publish, Version::v5_0, "\0\0"sv,
            fmt::format("{}\1a{}{}\1b", topic, pair, size));
  }
}

}  // namespace

void add_hand_made(SeedFolder& seeds) {
  for (const Version version : {Version::v3_1_1, Version::v5_0})
    for (unsigned number = 1; number < 16; ++number) {
      const auto type = static_cast<PacketType>(number);
      add_from_tables(seeds, type, version);
      add_lies(seeds, type, version);
    }
  add_lines(seeds);
  add_publishes(seeds);
}

}  // namespace fuzz::seeds
