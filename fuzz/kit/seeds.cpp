// See the header.
#include "fuzz/kit/seeds.h"

#include <fmt/format.h>
#include <set>

#include "codec/matrix.h"
#include "codec/property_table.h"
#include "codec/random/random_packet.h"
#include "fuzz/support/options.h"

namespace kit {
namespace {

using codec::Direction;
using codec::PacketType;
using codec::Version;

constexpr unsigned random_packets_of_a_type = 6;

class Seeds {
 public:
  std::vector<std::string> made() && {
    for (const Version version : {Version::v3_1_1, Version::v5_0}) {
      for (unsigned number = 1; number < 16; ++number) add(static_cast<PacketType>(number), version);
    }
    return std::move(list_);
  }

 private:
  void add(PacketType type, Version version) {
    const auto plain = codec::plain_fields(type, version, {});
    for (const auto legality : {codec::Legality::legal, codec::Legality::illegal}) {
      for (const codec::Variant& variant : codec::variants_of(type, version, legality)) {
        if (auto bytes = codec::bytes_of(variant, plain)) add(*bytes, version, Direction::client_to_server);
      }
    }
    for (const auto from : {Direction::client_to_server, Direction::server_to_client}) {
      if (!codec::is_sent(type, version, from)) continue;
      codec::Random random(static_cast<unsigned>(type));
      for (unsigned i = 0; i < random_packets_of_a_type; ++i)
        add(codec::random_packet(random, type, version, from).bytes, version, from);
    }
  }
  void add(const std::string& packet, Version version, Direction from) {
    std::string input = input_of(packet, version, from);
    if (seen_.insert(input).second) list_.push_back(std::move(input));
  }

  std::set<std::string> seen_;
  std::vector<std::string> list_;
};

std::string quoted(std::string_view bytes) {
  std::string text = "\"";
  for (const char each : bytes) text += fmt::format("\\x{:02x}", static_cast<std::uint8_t>(each));
  return text + "\"\n";
}

std::string made_dictionary() {
  using namespace std::string_view_literals;
  static constexpr std::string_view words[] = {"\0\4MQTT\4"sv,
                                               "\0\4MQTT\5"sv,
                                               "\0\6MQIsdp\3"sv,
                                               "\0\1#"sv,
                                               "\0\1+"sv,
                                               "/#"sv,
                                               "/+/"sv,
                                               "$share/g/"sv,
                                               "$SYS/"sv,
                                               "\0\0"sv,
                                               "\xef\xbb\xbf"sv,
                                               "\xed\xa0\x80"sv,
                                               "\xc0\x80"sv,
                                               "\xf4\x90\x80\x80"sv,
                                               "\x7f"sv,
                                               "\x80\x00"sv,
                                               "\x80\x01"sv,
                                               "\xff\x7f"sv,
                                               "\xff\xff\x7f"sv,
                                               "\xff\xff\xff\x7f"sv,
                                               "\x80\x80\x80\x80"sv,
                                               "\xff\xff"sv,
                                               "\xff\xff\xff\xff"sv};
  std::string text = "# First bytes of packets, properties with a first value, names, limits of lengths.\n";
  for (unsigned type = 1; type < 16; ++type)
    text += quoted(std::string(1, static_cast<char>(codec::first_byte_of(static_cast<PacketType>(type)))));
  for (unsigned id = 1; id < 128; ++id) {
    if (codec::find_property(id) == nullptr) continue;
    text += quoted(std::string{static_cast<char>(id), '\0'});
    text += quoted(std::string{static_cast<char>(id), '\0', '\1', 'a'});
  }
  for (const std::string_view word : words) text += quoted(word);
  return text;
}

}  // namespace

const std::vector<std::string>& seeds() {
  static const std::vector<std::string> list = Seeds().made();
  return list;
}

std::string input_of(const std::string& packet, Version version, Direction from) {
  const unsigned options = (version == Version::v5_0 ? fuzz::version_5_bit : 0U) |
                           (from == Direction::server_to_client ? fuzz::from_server_bit : 0U);
  return static_cast<char>(options) + packet;
}

const std::string& dictionary() {
  static const std::string text = made_dictionary();
  return text;
}

}  // namespace kit
