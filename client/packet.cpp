// Reading fields by name costs a short search; packets have few fields and scenarios few packets.
#include "client/packet.h"

#include <algorithm>
#include <utility>

#include "codec/field_table.h"

namespace client {

namespace {

constexpr std::size_t print_shortened_to = 64;

}  // namespace

const codec::Value* Packet::find(codec::Field field) const {
  const auto found = std::ranges::find(fields, field, &codec::FieldValue::field);
  return found == fields.end() ? nullptr : &found->value;
}

codec::Number Packet::number(codec::Field field, codec::Number otherwise) const {
  const codec::Value* value = find(field);
  const auto* number = value == nullptr ? nullptr : std::get_if<codec::Number>(value);
  return number == nullptr ? otherwise : *number;
}

std::string_view Packet::text(codec::Field field) const {
  const codec::Value* value = find(field);
  const auto* found = value == nullptr ? nullptr : std::get_if<codec::Bytes>(value);
  return found == nullptr ? std::string_view() : std::string_view(*found);
}

const codec::NumberList* Packet::codes() const {
  const codec::Value* value = find(codec::Field::codes);
  return value == nullptr ? nullptr : std::get_if<codec::NumberList>(value);
}

std::size_t Packet::count(codec::Field field) const {
  return static_cast<std::size_t>(std::ranges::count(fields, field, &codec::FieldValue::field));
}

codec::FieldValue field(codec::Field name, codec::Number value) {
  return {name, codec::Value(value)};
}

codec::FieldValue field(codec::Field name, std::string_view value) {
  return {name, codec::Value(codec::Bytes(value))};
}

Packet read_packet(std::string bytes, codec::Version version, codec::Direction from) {
  Packet packet;
  if (!bytes.empty())
    packet.type = static_cast<codec::PacketType>(static_cast<std::uint8_t>(bytes.front()) >> 4U);
  packet.version = version;
  packet.from = from;
  packet.fields = codec::dissect(bytes, version, from);
  packet.bytes = std::move(bytes);
  return packet;
}

std::optional<codec::Value> value_or_meaning(const Packet& packet, codec::Field field) {
  if (const codec::Value* value = packet.find(field)) return *value;
  const codec::FieldDescription* description = codec::find_field(packet.type, field, packet.version);
  if (description == nullptr) return std::nullopt;
  if (description->absent) return codec::Value(*description->absent);
  // 5.0 3.4.2.1 and its like: a reason code that is left out is 0x00.
  if (field == codec::Field::code && packet.type != codec::PacketType::connack)
    return codec::Value(codec::Number{0});
  return std::nullopt;
}

std::string print(const Packet& packet) {
  return codec::print_packet(packet.bytes, packet.version, packet.from, print_shortened_to);
}

}  // namespace client
