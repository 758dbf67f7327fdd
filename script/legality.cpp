// Marks against the codec's judgement.
#include "script/legality.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "codec/decode.h"
#include "codec/field_table.h"
#include "codec/property_table.h"

namespace script {
namespace {

using codec::Field;
using codec::PacketType;

constexpr std::string_view mark_it = "mark the value with `!` if that is meant";

/// Literals; in the place of a capture something harmless.
std::vector<codec::FieldValue> literals(const SentPacket& packet) {
  std::vector<codec::FieldValue> values;
  for (const SentField& field : packet.fields) {
    if (const codec::Value* value = std::get_if<codec::Value>(&field.value)) {
      values.push_back({field.field, *value});
      continue;
    }
    const codec::FieldDescription* row = codec::find_field(packet.type, field.field, packet.version);
    const codec::FieldKind kind = row == nullptr ? codec::FieldKind::utf8 : row->kind;
    const bool text =
        kind == codec::FieldKind::utf8 || kind == codec::FieldKind::binary || kind == codec::FieldKind::rest;
    if (kind == codec::FieldKind::pair)
      values.push_back({field.field, codec::StringPair{"a", "a"}});
    else if (text)
      values.push_back({field.field, codec::Bytes("a")});
    else
      values.push_back({field.field, codec::Number{1}});
  }
  return values;
}

/// Where the violated field stands on the line, if it does.
const SentField* named(const SentPacket& packet, std::string_view field) {
  const auto found = std::ranges::find_if(packet.fields, [&](const SentField& sent) {
    return codec::name_of(sent.field) == field && sent.where.line != 0;
  });
  return found == packet.fields.end() ? nullptr : &*found;
}

bool only_from_servers(PacketType type) {
  const auto rows = codec::fields_of(type);
  return !rows.empty() && std::ranges::none_of(rows, &codec::FieldDescription::from_client);
}

/// An override without which no mark may stand: it makes any packet illegal.
bool lies(const SentPacket& packet) {
  const codec::Overrides& lie = packet.overrides;
  return lie.truncate.value_or(0) > 0 || !lie.append.empty() || lie.length_bytes || lie.remaining_length ||
         lie.property_length || lie.type;
}

/// Whether the legality of such a packet depends on who sends it or when, so that `PACKET!` says it.
bool wrong_by_place(std::string_view field, const SentPacket& packet) {
  return packet.wrong_here && named(packet, field) == nullptr;
}

}  // namespace

std::optional<LegalityFault> check_sent(const SentPacket& packet) {
  if (only_from_servers(packet.type) && !packet.wrong_here && !packet.marked) {
    const std::string_view name = codec::name_of(packet.type);
    return LegalityFault{packet.where, fmt::format("only a server sends {}", name),
                         fmt::format("write `{}!` if that is meant", name)};
  }
  for (const SentField& sent : packet.fields) {
    const codec::FieldDescription* row = codec::find_field(packet.type, sent.field, packet.version);
    if (row != nullptr && !row->from_client && row->from_server && !sent.marked_illegal &&
        !packet.wrong_here) {
      return LegalityFault{sent.where,
                           fmt::format("only a server sends `{}` in {}", codec::name_of(sent.field),
                                       codec::name_of(packet.type)),
                           std::string(mark_it)};
    }
  }
  const auto bytes = codec::compose(packet.type, packet.version, literals(packet), packet.overrides);
  if (!bytes) {
    const std::string_view why = bytes.error();
    const SentField* culprit = named(packet, why.substr(0, why.find_first_of("= ")));
    return LegalityFault{culprit == nullptr ? packet.where : culprit->where,
                         fmt::format("this cannot be written: {}", why),
                         {}};
  }
  const codec::Decoded decoded =
      codec::decode(codec::as_bytes(*bytes), packet.version, codec::Direction::client_to_server);
  const bool whole = decoded.is_packet() && decoded.size() == bytes->size();
  if (whole) {
    const auto marked = std::ranges::find(packet.fields, true, &SentField::marked_illegal);
    if (!packet.marked || lies(packet)) return std::nullopt;
    const Location where = marked == packet.fields.end() ? packet.where : marked->where;
    return LegalityFault{where, "the tables call this legal, so it needs no `!`",
                         "what is legal in itself and wrong here is marked behind the packet: `PUBLISH!`"};
  }
  if (packet.marked) return std::nullopt;
  if (!decoded.is_violation()) {
    return LegalityFault{packet.override_where.line != 0 ? packet.override_where : packet.where,
                         "the lengths of this packet do not fit", std::string(mark_it)};
  }
  const codec::Violation& violation = decoded.violation();
  if (wrong_by_place(violation.field, packet)) return std::nullopt;
  const SentField* guilty = named(packet, violation.field);
  const bool overridden = guilty == nullptr && packet.override_where.line != 0;
  return LegalityFault{
      overridden          ? packet.override_where
      : guilty == nullptr ? packet.where
                          : guilty->where,
      fmt::format("illegal by the tables: {} ({})", violation.explanation, violation.requirement),
      guilty == nullptr && !overridden
          ? fmt::format("write `{}!` if that is meant", codec::name_of(packet.type))
          : std::string(mark_it)};
}

std::vector<SentField> with_identifier(PacketType type, std::span<const SentField> fields) {
  std::vector<SentField> all(fields.begin(), fields.end());
  const auto find = [&](Field field) { return std::ranges::find(all, field, &SentField::field); };
  bool needed = type == PacketType::subscribe || type == PacketType::unsubscribe;
  if (const auto qos = find(Field::qos); type == PacketType::publish && qos != all.end()) {
    const codec::Value* value = std::get_if<codec::Value>(&qos->value);
    needed = value != nullptr && *value != codec::Value{codec::Number{0}};
  }
  if (needed && find(Field::id) == all.end())
    all.push_back({.field = Field::id, .value = codec::Value{codec::Number{1}}});
  return all;
}

std::vector<SentField> with_exchange(PacketType type, std::span<const SentField> fields) {
  constexpr codec::Number reauthenticate = 0x19;
  std::vector<SentField> all(fields.begin(), fields.end());
  const auto add = [&](Field field, codec::Value value) {
    if (std::ranges::find(all, field, &SentField::field) == all.end())
      all.push_back({.field = field, .value = std::move(value)});
  };
  add(Field::authentication_method, codec::Bytes("a"));
  if (type == PacketType::auth) add(Field::code, reauthenticate);
  return all;
}

PacketType answer_of(PacketType type, std::span<const SentField> fields) {
  switch (type) {
    case PacketType::connect: return PacketType::connack;
    case PacketType::subscribe: return PacketType::suback;
    case PacketType::unsubscribe: return PacketType::unsuback;
    case PacketType::auth: return PacketType::auth;
    default: break;
  }
  const auto qos = std::ranges::find(fields, Field::qos, &SentField::field);
  if (qos == fields.end()) return PacketType::reserved;
  const codec::Value* value = std::get_if<codec::Value>(&qos->value);
  if (value != nullptr && *value == codec::Value{codec::Number{0}}) return PacketType::reserved;
  return value != nullptr && *value == codec::Value{codec::Number{2}} ? PacketType::pubrec
                                                                      : PacketType::puback;
}

bool is_refusal_code(codec::Number code) {
  if (code >= 1 && code <= 5) return true;  // CONNACK of 3.1.1
  constexpr std::array types = {PacketType::connack,   PacketType::puback, PacketType::pubrec,
                                PacketType::pubcomp,   PacketType::suback, PacketType::unsuback,
                                PacketType::disconnect};
  return code >= 0x80 && std::ranges::any_of(types, [&](PacketType type) {
           return std::ranges::any_of(codec::codes_of(type, codec::Version::v5_0),
                                      [&](std::uint8_t known) { return known == code; });
         });
}

}  // namespace script
