// Annotated dumps: every byte in exactly one line, whatever the bytes are; and what `conformance decode`
// prints.
#include "codec/dump.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "codec/decode_report.h"
#include "codec/random/random_packet.h"
#include "tests/codec/support/bad_packets.h"

namespace codec {
namespace {

using test::from_hex;
using testing::HasSubstr;
constexpr Direction client = Direction::client_to_server;
constexpr Direction server = Direction::server_to_client;

void expect_each_byte_once(std::string_view bytes, Version version, Direction from) {
  std::uint32_t next = 0;
  for (const DumpLine& line : dump_lines(bytes, version, from)) {
    ASSERT_EQ(line.offset, next) << dump_text(bytes, version, from);
    ASSERT_GT(line.size, 0U);
    next += line.size;
  }
  ASSERT_EQ(next, bytes.size()) << dump_text(bytes, version, from);
}

TEST(Dump, covers_each_byte_of_a_packet_once_wherever_it_is_cut) {
  Random random(7);
  for (int i = 0; i < 300; ++i) {
    const RandomPacket packet = random_packet(random);
    for (std::size_t cut = 0; cut <= packet.bytes.size(); ++cut) {
      expect_each_byte_once(packet.bytes.substr(0, cut), packet.version, packet.from);
    }
    expect_each_byte_once(packet.bytes + "behind", packet.version, packet.from);
  }
}

TEST(Dump, covers_each_byte_of_damaged_packets_once) {
  Random random(8);
  for (int i = 0; i < 30'000; ++i) {
    RandomPacket packet = random_packet(random);
    for (std::uint64_t n = 1 + random.below(4); n > 0; --n) {
      packet.bytes[random.below(packet.bytes.size())] = static_cast<char>(random.next());
    }
    expect_each_byte_once(packet.bytes, packet.version, packet.from);
    dissect(packet.bytes, packet.version, packet.from);
    print_packet(packet.bytes, packet.version, packet.from);
  }
  for (const test::BadPacket& bad : test::bad_packets())
    expect_each_byte_once(bad.bytes, bad.version, bad.from);
}

TEST(Dump, names_the_fields_and_their_values) {
  const auto lines = dump_lines(from_hex("32 0c 0003 612f62 0005 03 23 0007"), Version::v5_0, client);
  ASSERT_EQ(lines.size(), 6U);
  EXPECT_EQ(lines[0].value, "PUBLISH dup=0 qos=1 retain=0");
  EXPECT_EQ(lines[2].field, "topic");
  EXPECT_EQ(lines[2].value, "\"a/b\"");
  EXPECT_EQ(lines[5].field, "topic_alias");
  EXPECT_EQ(lines[5].offset, 10U);
}

TEST(Dump, says_where_a_packet_breaks_off_and_marks_the_violation) {
  EXPECT_THAT(dump_text(from_hex("30 09 0005 6162"), Version::v5_0, client), HasSubstr("(breaks off)"));
  const std::string text = DecodeReport(Version::v3_1_1, client).text(from_hex("30 05 0003 612b62"));
  EXPECT_THAT(text, HasSubstr("topic             \"a+b\"   <== here"));
  EXPECT_THAT(text, HasSubstr("malformed at byte 5, topic: A Topic Name has no wildcards. "
                              "[3.1.1/MQTT-3.3.2-2, reason code 0x81]"));
}

TEST(DecodeReport, writes_one_json_object_with_the_documented_members) {
  DecodeReport report(Version::v5_0, client);
  EXPECT_EQ(report.json(from_hex("30 08 0005 6162ff6364 00")),
            R"({"verdict": "malformed", "requirement": "5.0/MQTT-1.5.4-1", "reason_code": 129, )"
            R"("offset": 6, "field": "topic", )"
            R"("explanation": "The string is not well-formed UTF-8.", "packet": "PUBLISH"})");
  EXPECT_EQ(
      report.json(from_hex("c0 00")),
      R"({"verdict": "accept", "requirement": null, "reason_code": null, "offset": null, "field": null, )"
      R"("explanation": null, "packet": "PINGREQ"})");
  EXPECT_THAT(report.json(from_hex("30 08 00")), HasSubstr(R"("verdict": "incomplete")"));
  EXPECT_THAT(report.json(""), HasSubstr(R"("packet": null)"));
  EXPECT_THAT(report.json(from_hex("c0 00 c1 00")), HasSubstr(R"("offset": 2, "field": "flags")"));
}

TEST(DecodeReport, lets_a_connect_decide_the_version_of_the_lines_behind_it) {
  DecodeReport report(Version::v5_0, client);
  const Bytes publish = from_hex("30 03 0001 61");  // has no Property Length, so it is a 3.1.1 packet
  EXPECT_THAT(report.json(publish), HasSubstr(R"("verdict": "malformed")"));
  EXPECT_THAT(report.json(from_hex("10 0d 0004 4d515454 04 02 0000 0001 61")), HasSubstr("accept"));
  EXPECT_THAT(report.json(publish), HasSubstr("accept"));
  EXPECT_THAT(report.text(publish), HasSubstr("accept: PUBLISH, 5 bytes, MQTT 3.1.1"));
}

TEST(DecodeReport, prints_lines_of_a_server_too) {
  EXPECT_THAT(DecodeReport(Version::v5_0, server).text(from_hex("20 03 00 87 00")),
              HasSubstr("0x87 Not authorized"));
}

TEST(ParseHex, takes_the_usual_spellings_and_names_the_column_of_what_it_cannot_read) {
  EXPECT_EQ(parse_hex("c0 00"), Bytes("\xc0\0", 2));
  EXPECT_EQ(parse_hex("0xC0, 0x00"), Bytes("\xc0\0", 2));
  EXPECT_EQ(parse_hex("c0:00"), Bytes("\xc0\0", 2));
  EXPECT_EQ(parse_hex("c0 0").error(), "the byte at column 4 has only one hex digit");
  EXPECT_EQ(parse_hex("c0 zz").error(), "\"z\" at column 4 is no hex digit");
}

}  // namespace
}  // namespace codec
