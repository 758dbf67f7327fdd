// The tables: names there and back, the field table in step with itself, the rules in step with
// docs/codec.md.
#include <algorithm>
#include <fstream>
#include <gtest/gtest.h>
#include <set>
#include <sstream>

#include "codec/field_table.h"
#include "codec/property_table.h"
#include "codec/rules.h"
#include "codec/validate.h"
#include "tests/codec/support/rules_document.h"

namespace codec {
namespace {

constexpr Version versions[] = {Version::v3_1_1, Version::v5_0};

TEST(Names, of_packets_and_fields_are_read_back) {
  for (std::uint8_t n = 1; n < 16; ++n) {
    PacketType type{};
    ASSERT_TRUE(packet_type_named(name_of(static_cast<PacketType>(n)), type));
    EXPECT_EQ(static_cast<std::uint8_t>(type), n);
  }
  PacketType none{};
  EXPECT_FALSE(packet_type_named("RESERVED", none));
  for (std::size_t n = 0; n < field_count; ++n) {
    Field field{};
    ASSERT_TRUE(field_named(name_of(static_cast<Field>(n)), field));
    EXPECT_EQ(static_cast<std::size_t>(field), n);
  }
  Field unknown{};
  EXPECT_FALSE(field_named("tpoic", unknown));
}

TEST(FieldTable, has_each_field_of_a_packet_once_in_a_version) {
  for (unsigned type = 1; type < 16; ++type) {
    for (const Version version : versions) {
      std::set<Field> seen;
      for (const FieldDescription& row : fields_of(static_cast<PacketType>(type))) {
        if (!(version == Version::v5_0 ? row.in_5_0 : row.in_3_1_1)) continue;
        EXPECT_TRUE(seen.insert(row.field).second) << name_of(row.field);
        EXPECT_TRUE(row.from_client || row.from_server);
        EXPECT_LE(row.lowest, row.highest);
        EXPECT_FALSE(row.section.empty());
      }
    }
  }
  EXPECT_TRUE(fields_of(PacketType::reserved).empty());
}

TEST(FieldTable, has_the_27_properties_in_the_packets_of_table_2_4) {
  EXPECT_EQ(property_table.size(), 27U);
  std::set<std::uint8_t> used;
  for (unsigned type = 1; type < 16; ++type) {
    for (const FieldDescription& row : fields_of(static_cast<PacketType>(type))) {
      if (row.property != 0) used.insert(row.property);
      EXPECT_FALSE(row.property != 0 && row.in_3_1_1);
    }
  }
  EXPECT_EQ(used.size(), 27U);
  const auto count = [](PacketType type) {
    return std::ranges::count_if(fields_of(type),
                                 [](const FieldDescription& row) { return row.property != 0; });
  };
  EXPECT_EQ(count(PacketType::connect), 9 + 7);
  EXPECT_EQ(count(PacketType::connack), 17);
  EXPECT_EQ(count(PacketType::publish), 8);
  EXPECT_EQ(count(PacketType::subscribe), 2);
  EXPECT_EQ(count(PacketType::unsubscribe), 1);
  EXPECT_EQ(count(PacketType::disconnect), 4);
  EXPECT_EQ(count(PacketType::auth), 4);
}

TEST(FieldTable, gives_the_values_that_absent_properties_stand_for) {
  EXPECT_EQ(find_field(PacketType::connect, Field::receive_maximum, Version::v5_0)->absent, Number{65'535});
  EXPECT_EQ(find_field(PacketType::connack, Field::maximum_qos, Version::v5_0)->absent, Number{2});
  EXPECT_EQ(find_field(PacketType::connack, Field::session_expiry_interval, Version::v5_0)->absent,
            std::nullopt);
  EXPECT_EQ(find_field(PacketType::connect, Field::receive_maximum, Version::v3_1_1), nullptr);
}

TEST(FieldTable, lists_codes_in_rising_order_and_names_each) {
  for (unsigned type = 1; type < 16; ++type) {
    for (const Version version : versions) {
      const auto codes = codes_of(static_cast<PacketType>(type), version);
      for (std::size_t i = 0; i < codes.size(); ++i) {
        EXPECT_FALSE(name_of_code(static_cast<PacketType>(type), version, codes[i]).empty());
        if (i > 0) {
          EXPECT_LT(codes[i - 1], codes[i]);
        }
      }
    }
  }
  EXPECT_EQ(codes_of(PacketType::connack, Version::v5_0).size(), 22U);
  EXPECT_EQ(codes_of(PacketType::connack, Version::v3_1_1).size(), 6U);
  EXPECT_EQ(codes_of(PacketType::suback, Version::v3_1_1).size(), 4U);
  EXPECT_EQ(name_of_code(PacketType::publish, Version::v5_0, 0), "");
  EXPECT_EQ(name_of_code(PacketType::disconnect, Version::v5_0, 0), "Normal disconnection");
}

TEST(Rules, are_documented_in_codec_md_as_they_are) {
  std::ifstream file(CONFORMANCE_SOURCE_DIR "/docs/codec.md");
  std::stringstream text;
  text << file.rdbuf();
  EXPECT_NE(text.str().find(test::rules_table()), std::string::npos) << test::rules_table();
  EXPECT_NE(text.str().find(test::property_rules_table()), std::string::npos) << test::property_rules_table();
}

TEST(Rules, about_a_property_have_an_id_for_each_packet_that_may_carry_it) {
  for (unsigned type = 1; type < 16; ++type) {
    for (const FieldDescription& row : fields_of(static_cast<PacketType>(type))) {
      if (row.property == 0) continue;
      const bool will = type == 1 && is_will_property(row.field);
      const auto where = static_cast<std::uint8_t>(will ? will_properties : type);
      if (!row.repeatable) {
        EXPECT_FALSE(property_violation(Rule::property_repeated, where, row.property, 0).requirement.empty())
            << name_of(static_cast<PacketType>(type)) << " " << name_of(row.field);
      }
      if (!row.from_client && row.kind != FieldKind::utf8 && type == 3) {
        EXPECT_FALSE(
            property_violation(Rule::property_from_wrong_side, where, row.property, 0).requirement.empty());
      }
    }
  }
}

TEST(Validate, says_what_decode_would_say_of_a_packet_built_by_hand) {
  Packet packet;
  packet.version = Version::v5_0;
  packet.first_byte = first_byte_of(PacketType::publish);
  packet.body = Publish{.topic = "a/b", .payload = "hi"};
  EXPECT_EQ(validate(packet, Direction::client_to_server), std::nullopt);
  std::get<Publish>(packet.body).topic = "a/#";
  EXPECT_EQ(validate(packet, Direction::client_to_server)->requirement, "5.0/MQTT-3.3.2-2");
  std::get<Publish>(packet.body).topic = "a";
  packet.remaining_length = exactly(100);
  EXPECT_EQ(validate(packet, Direction::client_to_server)->field, "remaining_length");
  packet.remaining_length = exactly(4);
  EXPECT_EQ(validate(packet, Direction::client_to_server)->field, "remaining_length");
  packet.remaining_length = {};
  const Bytes large(100'000, 'x');
  std::get<Publish>(packet.body).payload = large;
  EXPECT_EQ(validate(packet, Direction::client_to_server), std::nullopt);
  std::get<Publish>(packet.body).topic = large;
  EXPECT_EQ(validate(packet, Direction::client_to_server)->kind, ViolationKind::malformed);
}

}  // namespace
}  // namespace codec
