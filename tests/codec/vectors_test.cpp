// Every vector through both decoders, whole and cut, and proof that the vectors cover what the standards'
// tables list: packets, properties, codes, kinds of violation. The tables of counts are printed.
#include <gtest/gtest.h>
#include <iomanip>
#include <iostream>
#include <map>
#include <set>
#include <string>
#include <tuple>

#include "codec/field_table.h"
#include "codec/reference/property_tables.h"
#include "tests/codec/vectors/fast_outcome.h"

namespace codec::vectors {
namespace {

const std::vector<Vector>& all() {
  static const std::vector<Vector> vectors = read_vectors();
  return vectors;
}

Outcome by_reference(const Vector& v, std::span<const std::uint8_t> bytes) {
  return outcome_of(reference::decode(bytes, v.version, v.from, reference_options(v)));
}

Outcome by_fast(const Vector& v, std::span<const std::uint8_t> bytes) {
  return outcome_of(decode(bytes, v.version, v.from, fast_options(v)));
}

std::string describe(const Vector& v) {
  return v.where + " \"" + v.name + "\"";
}

TEST(vectors, the_reference_decoder_answers_as_the_vector_says) {
  for (const Vector& v : all()) {
    EXPECT_EQ(to_string(by_reference(v, v.bytes)), to_string(v.expected)) << describe(v);
  }
}

TEST(vectors, the_fast_decoder_answers_as_the_vector_says) {
  for (const Vector& v : all()) {
    EXPECT_EQ(to_string(by_fast(v, v.bytes)), to_string(v.expected)) << describe(v);
  }
}

// Good input cut anywhere is incomplete; bad input cut anywhere is incomplete or already has its one error.
template <class Decode>
void expect_the_same_answer_however_cut(const Decode& decode_bytes) {
  for (const Vector& v : all()) {
    if (v.bytes.size() > 300) continue;
    const bool accepted = v.expected.verdict == "accept";
    const std::size_t whole = accepted ? v.expected.bytes : v.bytes.size();
    bool decided = false;
    for (std::size_t size = 0; size < whole; ++size) {
      const Outcome cut = decode_bytes(v, std::span(v.bytes).first(size));
      if (cut.verdict == "incomplete") {
        EXPECT_FALSE(decided) << describe(v) << " takes its error back at " << size << " bytes";
        EXPECT_GE(cut.bytes, 1U) << describe(v);
        if (v.expected.verdict != "incomplete" && accepted) {
          EXPECT_LE(size + cut.bytes, whole)
              << describe(v) << " asks for more than the packet has at " << size;
        }
      } else {
        decided = true;
        EXPECT_EQ(to_string(cut), to_string(v.expected)) << describe(v) << " cut to " << size << " bytes";
      }
    }
  }
}

TEST(vectors, the_reference_decoder_gives_the_same_error_wherever_the_input_is_cut) {
  expect_the_same_answer_however_cut(by_reference);
}

TEST(vectors, the_fast_decoder_gives_the_same_error_wherever_the_input_is_cut) {
  expect_the_same_answer_however_cut(by_fast);
}

TEST(vectors, each_has_a_name_of_its_own_and_names_the_packet_of_its_first_byte) {
  std::set<std::tuple<std::string, Version, Direction>> names;
  for (const Vector& v : all()) {
    EXPECT_TRUE(names.insert({v.name, v.version, v.from}).second) << describe(v) << " is there twice";
    const std::string type =
        v.bytes.empty() ? "-" : std::string(name_of(static_cast<PacketType>(v.bytes.front() / 16)));
    EXPECT_EQ(v.packet, type) << describe(v);
  }
}

TEST(vectors, each_packet_type_has_three_or_more_for_each_version_and_direction) {
  std::map<std::tuple<std::string, Version, Direction>, int> count;
  for (const Vector& v : all()) ++count[{v.packet, v.version, v.from}];
  std::cout << all().size() << " vectors\npacket        3.1.1 client  server  5.0 client  server\n";
  for (int type = 0; type < 16; ++type) {
    const std::string name(name_of(static_cast<PacketType>(type)));
    std::cout << std::left << std::setw(12) << name << std::right;
    for (const Version version : {Version::v3_1_1, Version::v5_0}) {
      for (const Direction from : {Direction::client_to_server, Direction::server_to_client}) {
        const int n = count[{name, version, from}];
        std::cout << std::setw(from == Direction::client_to_server ? 14 : 8) << n;
        EXPECT_GE(n, 3) << name << " " << name_of(version);
      }
    }
    std::cout << "\n";
  }
}

struct Place {
  std::string name;
  std::span<const reference::AllowedProperty> properties;
};

std::vector<Place> places() {
  std::vector<Place> result;
  for (int type = 1; type < 16; ++type) {
    const auto packet = static_cast<PacketType>(type);
    const auto properties = reference::properties_of(packet);
    if (!properties.empty()) result.push_back({std::string(name_of(packet)), properties});
  }
  result.push_back({"Will", reference::will_properties()});
  return result;
}

TEST(vectors, each_row_of_the_property_table_is_tried_in_every_packet) {
  std::map<std::string, int> count;  // "property PLACE NAME: WHAT", WHAT without its value
  for (const Vector& v : all()) {
    if (!v.name.starts_with("property ")) continue;
    const std::string what = v.name.substr(0, v.name.find(' ', v.name.find(": ") + 2));
    ++count[what];
    if (what.ends_with(": legal")) {
      EXPECT_EQ(v.expected.verdict, "accept") << describe(v);
    }
  }
  std::cout << "property of                                       legal  truncated  repeated  out of range\n";
  for (const Place& place : places()) {
    std::set<std::uint32_t> carried;
    for (const reference::AllowedProperty& row : place.properties) {
      carried.insert(row.identifier);
      const std::string name = place.name + " " + std::string(reference::find_property(row.identifier)->name);
      const std::string prefix = "property " + name + ": ";
      const int legal = count[prefix + "legal"] + count[prefix + "value"];
      const int out = count[prefix + "out"];
      std::cout << std::left << std::setw(48) << name << std::right << std::setw(7) << legal << std::setw(11)
                << count[prefix + "truncated"] << std::setw(10) << count[prefix + "repeated"] << std::setw(14)
                << out << "\n";
      EXPECT_GE(legal, 1) << name;
      EXPECT_GE(count[prefix + "truncated"], 1) << name;
      EXPECT_GE(count[prefix + "repeated"], 1) << name;
      if (!row.out_of_range.empty()) {
        EXPECT_GE(out, 1) << name;
      }
    }
    int misplaced = 0;
    for (std::uint32_t identifier = 1; identifier < 128; ++identifier) {
      const reference::PropertyDefinition* definition = reference::find_property(identifier);
      if (definition == nullptr || carried.contains(identifier)) continue;
      ++misplaced;
      const std::string name = place.name + " " + std::string(definition->name);
      EXPECT_EQ(count["property " + name + ": misplaced"], 1) << name;
    }
    std::cout << "  " << place.name << ": " << misplaced << " others misplaced\n";
  }
}

TEST(vectors, each_row_of_the_reason_code_tables_is_tried_in_its_packet) {
  std::map<std::tuple<std::string, Version, int>, int> legal;
  std::map<std::pair<std::string, Version>, int> illegal;
  for (const Vector& v : all()) {
    if (!v.name.starts_with("code ")) continue;
    const std::size_t at = v.name.find("0x");
    const int code = std::stoi(v.name.substr(at, 4), nullptr, 16);
    if (v.expected.verdict == "accept") {
      ++legal[{v.packet, v.version, code}];
    } else {
      ++illegal[{v.packet, v.version}];
    }
  }
  for (const Version version : {Version::v3_1_1, Version::v5_0}) {
    for (int number = 1; number < 16; ++number) {
      const auto type = static_cast<PacketType>(number);
      const std::string name(name_of(type));
      const auto codes = codes_of(type, version);
      if (codes.empty()) continue;
      std::cout << name << " " << name_of(version) << ": " << codes.size() << " codes,";
      for (const std::uint8_t code : codes) {
        const int n = legal[{name, version, code}];
        std::cout << " " << std::hex << std::setw(2) << std::setfill('0') << int{code} << std::dec
                  << std::setfill(' ') << ":" << n;
        EXPECT_GE(n, 1) << name << " " << name_of(version) << " code " << int{code};
      }
      const int bad = illegal[{name, version}];
      std::cout << ", illegal " << bad << "\n";
      EXPECT_GE(bad, 3) << name << " " << name_of(version);
    }
  }
}

TEST(vectors, each_kind_of_violation_is_there_in_both_versions) {
  std::map<std::pair<std::string, Version>, int> kinds;
  std::map<std::string, int> requirements;
  for (const Vector& v : all()) {
    ++kinds[{v.expected.verdict, v.version}];
    if (v.expected.requirement != "-") ++requirements[v.expected.requirement];
  }
  for (const char* kind : {"accept", "incomplete", "malformed", "protocol_error", "too_large"}) {
    std::cout << std::left << std::setw(16) << kind << std::right;
    for (const Version version : {Version::v3_1_1, Version::v5_0}) {
      const int n = kinds[{kind, version}];
      std::cout << "  " << name_of(version) << std::setw(6) << n;
      EXPECT_GE(n, 3) << kind << " " << name_of(version);
    }
    std::cout << "\n";
  }
  std::cout << requirements.size() << " requirements:";
  for (const auto& [requirement, n] : requirements) std::cout << " " << requirement << ":" << n;
  std::cout << "\n";
  EXPECT_GE(requirements.size(), 130U);
}

}  // namespace
}  // namespace codec::vectors
