// The reference decoder against the examples that the standards themselves give, and then the two decoders
// against each other on a million damaged packets.
#include <array>
#include <gtest/gtest.h>
#include <iostream>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tests/codec/vectors/fast_outcome.h"
#include "tests/codec/vectors/mutate.h"

namespace codec::vectors {
namespace {

constexpr auto client = Direction::client_to_server;
constexpr auto server = Direction::server_to_client;

std::string judge(const std::string& hex, Version version, Direction from, reference::Options options = {}) {
  const Bytes bytes = detail::parse_hex("test", hex);
  return to_string(outcome_of(reference::decode(bytes, version, from, options)));
}

TEST(reference_decoder, takes_the_connect_whose_variable_header_is_figure_3_6_of_5_0) {
  EXPECT_EQ(judge("10 20 00044D515454 05 CE 000A 05 11 0000000A 0001 63 00 0001 77 0001 6D 0001 75 0001 70",
                  Version::v5_0, client),
            "accept 34");
}

TEST(reference_decoder, takes_the_string_of_figure_1_2_of_5_0) {
  EXPECT_EQ(judge("30 08 0005 41F0AA9B94 00", Version::v5_0, client), "accept 10");
}

TEST(reference_decoder, takes_the_subscribe_of_table_3_5_of_3_1_1) {
  EXPECT_EQ(judge("82 0E 000A 0003 612F62 01 0003 632F64 02", Version::v3_1_1, client), "accept 16");
}

TEST(reference_decoder, takes_the_suback_of_table_3_6_of_3_1_1) {
  EXPECT_EQ(judge("90 05 000A 00 02 80", Version::v3_1_1, server), "accept 7");
}

TEST(reference_decoder, takes_the_unsubscribe_of_figure_3_30_of_5_0) {
  EXPECT_EQ(judge("A2 0D 000A 00 0003 612F62 0003 632F64", Version::v5_0, client), "accept 15");
}

TEST(reference_decoder, takes_the_disconnect_whose_variable_header_is_figure_3_24_of_5_0) {
  EXPECT_EQ(judge("E0 07 00 05 11 00000000", Version::v5_0, client), "accept 9");
}

TEST(reference_decoder, reads_every_limit_of_table_1_1) {
  const std::array<std::pair<const char*, const char*>, 8> limits = {{
      {"00", "accept 2"},
      {"7F", "incomplete 127"},
      {"8001", "incomplete 128"},
      {"FF7F", "incomplete 16383"},
      {"808001", "incomplete 16384"},
      {"FFFF7F", "incomplete 2097151"},
      {"80808001", "incomplete 2097152"},
      {"FFFFFF7F", "incomplete 268435455"},
  }};
  for (const auto& [length, answer] : limits) {
    EXPECT_EQ(judge(std::string("C0") + length, Version::v5_0, client), answer);
  }
}

TEST(reference_decoder, needs_two_bytes_before_it_has_seen_any) {
  EXPECT_EQ(judge("", Version::v5_0, client), "incomplete 2");
  EXPECT_EQ(judge("C0", Version::v5_0, client), "incomplete 1");
}

TEST(reference_decoder, judges_nothing_behind_the_fixed_header_until_the_whole_packet_is_there) {
  EXPECT_EQ(judge("30 07 0003 FFFFFF", Version::v3_1_1, client), "incomplete 2");
  EXPECT_EQ(judge("30 07 0003 FFFFFF 0000", Version::v3_1_1, client),
            "malformed 3.1.1/MQTT-1.5.3-1 0x81 at 4 in topic");
}

TEST(reference_decoder, judges_the_first_byte_and_the_length_before_the_packet_is_there) {
  EXPECT_EQ(judge("36", Version::v5_0, client), "malformed 5.0/MQTT-3.3.1-4 0x81 at 0 in qos");
  EXPECT_EQ(judge("30 80808080", Version::v5_0, client), "malformed 5.0/U-002 0x81 at 4 in remaining_length");
  EXPECT_EQ(judge("30 0A", Version::v5_0, client, {.maximum_packet_size = 11}),
            "too_large 5.0/MQTT-3.2.2-15 0x95 at 1 in remaining_length");
}

TEST(reference_decoder, reads_a_connect_by_the_version_that_it_names) {
  EXPECT_EQ(judge("10 0D 00044D515454 04 02 003C 0001 63", Version::v5_0, client), "accept 15");
  EXPECT_EQ(judge("10 0E 00044D515454 05 02 003C 00 0001 63", Version::v3_1_1, client), "accept 16");
}

TEST(reference_decoder, reports_the_first_fault_on_the_wire) {
  // identifier 0, an unknown property and an ill-formed filter
  EXPECT_EQ(judge("82 09 0000 01 04 0001 FF 01 00", Version::v5_0, client),
            "protocol_error 5.0/MQTT-2.2.1-3 0x82 at 2 in id");
  EXPECT_EQ(judge("82 08 000A 01 04 0001 FF 01", Version::v5_0, client),
            "malformed 5.0/U-004 0x81 at 5 in property_length");
  EXPECT_EQ(judge("82 07 000A 00 0001 FF 01", Version::v5_0, client),
            "malformed 5.0/MQTT-1.5.4-1 0x81 at 7 in filter");
}

TEST(reference_decoder, looks_at_no_byte_behind_the_packet) {
  EXPECT_EQ(judge("C0 00 FF FF FF FF FF", Version::v5_0, client), "accept 2");
}

std::string hex_of(const Bytes& bytes) {
  std::string text;
  for (const std::uint8_t byte : bytes) {
    text += "0123456789ABCDEF"[byte / 16];
    text += "0123456789ABCDEF"[byte % 16];
  }
  return text;
}

TEST(both_decoders, are_seen_to_disagree_when_they_do) {
  const Bytes sound = {0xC0, 0x00};
  const Bytes ill_formed = {0x30, 0x03, 0x00, 0x01, 0xFF};
  const Bytes ill_formed_later = {0x30, 0x04, 0x00, 0x02, 0x61, 0xFF};
  const auto slow = [](const Bytes& bytes) { return reference::decode(bytes, Version::v3_1_1, client); };
  const auto fast = [](const Bytes& bytes) { return decode(bytes, Version::v3_1_1, client); };
  EXPECT_TRUE(agree(slow(sound), fast(sound)));
  EXPECT_TRUE(agree(slow(ill_formed), fast(ill_formed)));
  EXPECT_FALSE(agree(slow(sound), fast(ill_formed)));
  EXPECT_FALSE(agree(slow(ill_formed), fast(sound)));
  EXPECT_FALSE(agree(slow(ill_formed), fast(ill_formed_later))) << "the offsets differ";
  EXPECT_FALSE(agree(slow({0x30}), fast({}))) << "one byte is missing, and two";
}

// Throwing is dear under a sanitizer, and what it looks for a tenth of the packets shows as well.
#if defined(__SANITIZE_ADDRESS__)
constexpr bool sanitized = true;
#elif defined(__has_feature)
constexpr bool sanitized = __has_feature(address_sanitizer);
#else
constexpr bool sanitized = false;
#endif

TEST(both_decoders, agree_on_a_million_damaged_packets) {
  std::vector<Vector> seeds;
  for (Vector& v : read_vectors()) {
    if (v.bytes.size() <= 200) seeds.push_back(std::move(v));
  }
  ASSERT_GE(seeds.size(), 450U);
  constexpr std::uint64_t count = sanitized ? 100'000 : 1'000'000;
  std::uint64_t accepted = 0;
  std::uint64_t incomplete = 0;
  int disagreements = 0;
  std::set<std::string_view> requirements;
  for (std::uint64_t number = 1; number <= count && disagreements < 20; ++number) {
    const Vector v = mutate(seeds, number);
    const reference::Result slow = reference::decode(v.bytes, v.version, v.from, reference_options(v));
    const Decoded fast = decode(v.bytes, v.version, v.from, fast_options(v));
    accepted += std::holds_alternative<reference::Accept>(slow) ? 1 : 0;
    incomplete += std::holds_alternative<reference::Incomplete>(slow) ? 1 : 0;
    if (const auto* violation = std::get_if<Violation>(&slow)) requirements.insert(violation->requirement);
    if (agree(slow, fast)) continue;
    ++disagreements;
    ADD_FAILURE() << "seed " << number << ", " << name_of(v.version) << " from "
                  << (v.from == client ? "client" : "server") << ", maximum size "
                  << reference_options(v).maximum_packet_size
                  << (v.refuse_disallowed ? ", disallowed refused" : "") << ": " << hex_of(v.bytes)
                  << "\n  reference: " << to_string(outcome_of(slow))
                  << "\n  fast:      " << to_string(outcome_of(fast));
  }
  std::cout << count << " damaged packets: " << accepted << " sound, " << incomplete << " incomplete, "
            << count - accepted - incomplete << " with a violation of " << requirements.size()
            << " different requirements\n";
  // Damage that is nearly always, or nearly never, noticed would compare little.
  EXPECT_GE(accepted, count / 20);
  EXPECT_GE(count - accepted - incomplete, count / 4);
  EXPECT_GE(requirements.size(), 140U);
}

}  // namespace
}  // namespace codec::vectors
