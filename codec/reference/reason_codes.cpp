// The tables of reason codes, one for each packet (5.0), and the return codes of 3.1.1.
#include "codec/reference/reason_codes.h"

#include <span>

namespace codec::reference {
namespace {

enum class Sender { either, client, server };

struct Code {
  std::uint8_t value{};
  Sender sender = Sender::either;
};

// Table 3.1 of 3.1.1
constexpr Code connack_3_1_1[] = {{0}, {1}, {2}, {3}, {4}, {5}};

// 3.9.3 of 3.1.1
constexpr Code suback_3_1_1[] = {{0x00}, {0x01}, {0x02}, {0x80}};

// Table 3-1
constexpr Code connack[] = {
    {0x00}, {0x80}, {0x81}, {0x82}, {0x83}, {0x84}, {0x85}, {0x86}, {0x87}, {0x88}, {0x89},
    {0x8A}, {0x8C}, {0x90}, {0x95}, {0x97}, {0x99}, {0x9A}, {0x9B}, {0x9C}, {0x9D}, {0x9F},
};

// Tables 3-4 and 3-5; of 0x10 they say "This is sent only by the Server".
constexpr Code puback_and_pubrec[] = {
    {0x00}, {0x10, Sender::server}, {0x80}, {0x83}, {0x87}, {0x90}, {0x91}, {0x97}, {0x99},
};

// Tables 3-6 and 3-7
constexpr Code pubrel_and_pubcomp[] = {{0x00}, {0x92}};

// Table 3-8
constexpr Code suback[] = {{0x00}, {0x01}, {0x02}, {0x80}, {0x83}, {0x87},
                           {0x8F}, {0x91}, {0x97}, {0x9E}, {0xA1}, {0xA2}};

// Table 3-9
constexpr Code unsuback[] = {{0x00}, {0x11}, {0x80}, {0x83}, {0x87}, {0x8F}, {0x91}};

// Table 3-10, with its column "Sent by". 0x8C is in table 2-6 only, which lists it for DISCONNECT and names
// no sender.
constexpr Code disconnect[] = {
    {0x00},
    {0x04, Sender::client},
    {0x80},
    {0x81},
    {0x82},
    {0x83},
    {0x87, Sender::server},
    {0x89, Sender::server},
    {0x8B, Sender::server},
    {0x8C},
    {0x8D, Sender::server},
    {0x8E, Sender::server},
    {0x8F, Sender::server},
    {0x90},
    {0x93},
    {0x94},
    {0x95},
    {0x96},
    {0x97},
    {0x98},
    {0x99},
    {0x9A, Sender::server},
    {0x9B, Sender::server},
    {0x9C, Sender::server},
    {0x9D, Sender::server},
    {0x9E, Sender::server},
    {0x9F, Sender::server},
    {0xA0, Sender::server},
    {0xA1, Sender::server},
    {0xA2, Sender::server},
};

// Table 3-11, with its column "Sent by"
constexpr Code auth[] = {{0x00, Sender::server}, {0x18}, {0x19, Sender::client}};

struct Table {
  std::span<const Code> codes;
  std::string_view requirement;
  std::string_view field;
};

Table table_of(PacketType type, Version version) {
  if (version == Version::v3_1_1) {
    // 3.1.1/MQTT-3.2.2-6: where no listed code fits, no CONNACK is sent at all.
    if (type == PacketType::connack) return {connack_3_1_1, "3.1.1/MQTT-3.2.2-6", "code"};
    return {suback_3_1_1, "3.1.1/MQTT-3.9.3-2", "codes"};
  }
  switch (type) {
    case PacketType::connack: return {connack, "5.0/MQTT-3.2.2-8", "code"};
    case PacketType::puback: return {puback_and_pubrec, "5.0/MQTT-3.4.2-1", "code"};
    case PacketType::pubrec: return {puback_and_pubrec, "5.0/MQTT-3.5.2-1", "code"};
    case PacketType::pubrel: return {pubrel_and_pubcomp, "5.0/MQTT-3.6.2-1", "code"};
    case PacketType::pubcomp: return {pubrel_and_pubcomp, "5.0/MQTT-3.7.2-1", "code"};
    case PacketType::suback: return {suback, "5.0/MQTT-3.9.3-2", "codes"};
    case PacketType::unsuback: return {unsuback, "5.0/MQTT-3.11.3-2", "codes"};
    case PacketType::disconnect: return {disconnect, "5.0/MQTT-3.14.2-1", "code"};
    case PacketType::auth: return {auth, "5.0/MQTT-3.15.2-1", "code"};
    default: return {};
  }
}

}  // namespace

void require_code(const Cursor& cursor, PacketType type, std::uint8_t code, std::size_t offset) {
  const Table table = table_of(type, cursor.version());
  const Sender sender = cursor.from() == Direction::client_to_server ? Sender::client : Sender::server;
  for (const Code& row : table.codes) {
    if (row.value != code) continue;
    if (row.sender == Sender::either || row.sender == sender) return;
    // 3.4.2.1, 3.5.2.1: said in the row of the code, not in a column of the table
    const bool no_matching_subscribers = code == 0x10;
    protocol_error(no_matching_subscribers ? "5.0/U-085" : table.requirement, offset, table.field,
                   "The other side alone sends this code in this packet.");
  }
  protocol_error(table.requirement, offset, table.field, "This packet has no such code.");
}

}  // namespace codec::reference
