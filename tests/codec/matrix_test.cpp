// The matrices: each variant is what it is meant to be, and differs from a sound packet in nothing else.
#include "codec/matrix.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>

#include "codec/decode.h"
#include "codec/field_table.h"
#include "codec/property_table.h"
#include "tests/codec/vectors/fast_outcome.h"

namespace codec {
namespace {

constexpr std::array versions = {Version::v3_1_1, Version::v5_0};

std::string name_of_variant(const Variant& variant) {
  return fmt::format("{} {} {}", name_of(variant.type), name_of(variant.version), variant.label);
}

/// Calls for every variant of every packet.
template <typename What>
void each_variant(Legality legality, What what) {
  for (std::uint8_t type = 1; type < 16; ++type) {
    for (const Version version : versions) {
      for (const Variant& variant : variants_of(static_cast<PacketType>(type), version, legality)) {
        SCOPED_TRACE(name_of_variant(variant));
        what(variant);
      }
    }
  }
}

template <typename What>
void each_variant(What what) {
  each_variant(Legality::legal, what);
  each_variant(Legality::illegal, what);
}

std::vector<FieldValue> base_of(const Variant& variant, const PlainNames& names = {}) {
  return plain_fields(variant.type, variant.version, names);
}

Bytes bytes_of(const Variant& variant) {
  return bytes_of(variant, base_of(variant)).value_or(Bytes());
}

/// A base as scenarios have it: longer names, another identifier, a longer payload.
std::vector<FieldValue> other_base(const Variant& variant) {
  auto base = base_of(variant, {"conformance/7f3a91/a long topic/of several levels", "c-7f3a91-alice"});
  for (FieldValue& field : base) {
    if (field.field == Field::id) field.value = Number{65'535};
    if (field.field == Field::payload) field.value = Bytes(300, 'p');
  }
  return base;
}

Decoded decoded(const Bytes& bytes, Version version) {
  return decode(as_bytes(bytes), version, Direction::client_to_server);
}

bool is_whole_packet(const Bytes& bytes, Version version) {
  const Decoded result = decoded(bytes, version);
  return result.is_packet() && result.size() == bytes.size();
}

bool only_from_servers(PacketType type) {
  return std::ranges::none_of(fields_of(type), &FieldDescription::from_client);
}

TEST(Matrix, has_variants_of_every_packet_that_the_version_has) {
  for (std::uint8_t number = 1; number < 16; ++number) {
    const auto type = static_cast<PacketType>(number);
    for (const Version version : versions) {
      const bool there = type != PacketType::auth || version == Version::v5_0;
      EXPECT_EQ(variants_of(type, version, Legality::illegal).empty(), !there) << name_of(type);
      const bool lawful = !only_from_servers(type) && type != PacketType::auth;
      EXPECT_EQ(variants_of(type, version, Legality::legal).empty(), !lawful) << name_of(type);
    }
  }
}

TEST(Matrix, breaks_the_rule_that_each_illegal_variant_is_meant_to_break) {
  each_variant(Legality::illegal, [](const Variant& variant) {
    ASSERT_TRUE(variant.violation.has_value());
    const Violation& said = *variant.violation;
    if (variant.rule != Rule::none) {
      EXPECT_EQ(said.explanation, rules()[static_cast<std::size_t>(variant.rule)].explanation);
      return;
    }
    // A packet that ends early or late lacks a field, or a part of one, or has more than its fields.
    constexpr std::array of_endings = {
        Rule::cut_off,         Rule::left_over,         Rule::client_id_missing,
        Rule::will_missing,    Rule::user_name_missing, Rule::password_missing,
        Rule::subscribe_empty, Rule::unsubscribe_empty, Rule::auth_code};
    EXPECT_TRUE(std::ranges::any_of(of_endings, [&](Rule rule) {
      return rules()[static_cast<std::size_t>(rule)].explanation == said.explanation;
    })) << said.explanation;
  });
}

TEST(Matrix, has_legal_variants_that_are_legal) {
  each_variant(Legality::legal, [](const Variant& variant) {
    EXPECT_TRUE(is_whole_packet(bytes_of(variant), variant.version));
    EXPECT_FALSE(variant.fault.has_value());
    EXPECT_FALSE(variant.violation.has_value());
  });
}

TEST(Matrix, breaks_one_thing_alone) {
  each_variant(Legality::illegal, [](const Variant& variant) {
    if (only_from_servers(variant.type)) return;
    const auto twin = compose(variant.type, variant.version, twin_of(variant, base_of(variant)));
    ASSERT_TRUE(twin.has_value()) << twin.error();
    EXPECT_TRUE(is_whole_packet(*twin, variant.version));
  });
}

TEST(Matrix, says_the_same_whatever_the_base_is_called) {
  each_variant([](const Variant& variant) {
    const auto bytes = bytes_of(variant, other_base(variant));
    ASSERT_TRUE(bytes.has_value()) << bytes.error();
    const Decoded result = decoded(*bytes, variant.version);
    ASSERT_EQ(result.is_violation(), variant.violation.has_value());
    if (!variant.violation) return;
    EXPECT_EQ(result.violation().requirement, variant.violation->requirement);
    EXPECT_EQ(result.violation().field, variant.violation->field);
    EXPECT_EQ(result.violation().kind, variant.violation->kind);
  });
}

TEST(Matrix, is_judged_alike_by_the_slow_decoder) {
  each_variant([](const Variant& variant) {
    const Bytes bytes = bytes_of(variant);
    const reference::Result slow =
        reference::decode(as_bytes(bytes), variant.version, Direction::client_to_server);
    EXPECT_TRUE(vectors::agree(slow, decoded(bytes, variant.version)))
        << vectors::to_string(vectors::outcome_of(slow));
  });
}

TEST(Matrix, never_leaves_a_connection_in_the_middle_of_a_packet) {
  each_variant([](const Variant& variant) {
    const Bytes bytes = bytes_of(variant);
    // By the first byte alone a receiver knows, or by a length that does not end; everything else is as long
    // as it says.
    std::size_t length = 0;
    std::size_t at = 1;
    for (unsigned shift = 0; at < bytes.size() && at < 5; shift += 7) {
      const auto byte = static_cast<std::uint8_t>(bytes[at++]);
      length |= static_cast<std::size_t>(byte & 0x7FU) << shift;
      if ((byte & 0x80U) == 0) break;
    }
    const bool endless = variant.rule == Rule::length_too_long;
    EXPECT_TRUE(endless || at + length == bytes.size()) << "says " << length;
  });
}

TEST(Matrix, has_labels_that_are_unique_and_need_no_quotes) {
  for (const Legality legality : {Legality::legal, Legality::illegal}) {
    for (std::uint8_t type = 1; type < 16; ++type) {
      for (const Version version : versions) {
        std::set<std::string> labels;
        std::set<Bytes> packets;
        for (const Variant& variant : variants_of(static_cast<PacketType>(type), version, legality)) {
          EXPECT_TRUE(labels.insert(variant.label).second) << name_of_variant(variant);
          EXPECT_TRUE(packets.insert(bytes_of(variant)).second) << name_of_variant(variant);
          EXPECT_LE(variant.label.size(), 52U) << variant.label;
          EXPECT_EQ(variant.label.find_first_not_of(
                        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_="),
                    std::string::npos)
              << variant.label;
        }
      }
    }
  }
}

TEST(Matrix, tries_every_property_in_every_packet_that_has_properties) {
  for (std::uint8_t number = 1; number < 16; ++number) {
    const auto type = static_cast<PacketType>(number);
    if (only_from_servers(type) || find_field(type, Field::property_length, Version::v5_0) == nullptr)
      continue;
    const auto variants = variants_of(type, Version::v5_0, Legality::illegal);
    for (const PropertyDescription& property : property_table) {
      const auto starts = [&](const Variant& variant) {
        return variant.label.starts_with(name_of(property.field)) ||
               variant.label.starts_with(name_of(property.will_field));
      };
      EXPECT_TRUE(std::ranges::any_of(variants, starts)) << name_of(type) << " " << name_of(property.field);
    }
  }
}

TEST(Matrix, tries_every_rule_that_a_client_can_break_by_a_packet_alone) {
  std::set<Rule> tried;
  each_variant(Legality::illegal, [&](const Variant& variant) { tried.insert(variant.rule); });
  // What another version or protocol would be is for scenarios of their own, a limit for the server's, and an
  // empty Client Identifier in 3.1.1 has an answer of its own.
  const std::set<Rule> left_out = {Rule::none,
                                   Rule::wrong_direction_from_server,
                                   Rule::packet_too_large,
                                   Rule::control_character,
                                   Rule::protocol_name,
                                   Rule::protocol_version,
                                   Rule::client_id_missing,
                                   Rule::client_id_empty,
                                   Rule::will_missing,
                                   Rule::user_name_missing,
                                   Rule::password_missing,
                                   Rule::id_zero_from_server,
                                   Rule::connack_flags_reserved,
                                   Rule::session_present_refused,
                                   Rule::suback_empty,
                                   Rule::unsuback_empty,
                                   Rule::connack_code,
                                   Rule::suback_code,
                                   Rule::publish_received_code_from_client,
                                   Rule::unsuback_code};
  for (const RuleDescription& rule : rules()) {
    if (!left_out.contains(rule.rule)) {
      EXPECT_TRUE(tried.contains(rule.rule)) << rule.explanation;
    }
  }
}

TEST(Matrix, takes_the_base_of_the_caller_for_what_the_variant_needs) {
  const auto variants = variants_of(PacketType::connect, Version::v5_0, Legality::illegal);
  const auto twice = std::ranges::find(variants, "will_content_type-twice", &Variant::label);
  ASSERT_NE(twice, variants.end());
  EXPECT_TRUE(needs(*twice, Field::will_topic));
  EXPECT_FALSE(needs(*twice, Field::user_name));
  auto base = base_of(*twice);
  base.push_back({Field::will_topic, Value(Bytes("t/will"))});
  EXPECT_THAT(bytes_of(*twice, base).value_or(""), testing::HasSubstr("t/will"));
}

}  // namespace
}  // namespace codec
