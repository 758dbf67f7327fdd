// Standing rules about the connection itself: CONNACK, DISCONNECT, AUTH, and what the client's CONNECT asked
// for.
#include <fmt/format.h>

#include "client/rules.h"

namespace client::rules {

namespace {

using codec::Field;
using codec::PacketType;
using codec::Version;

bool v5(const Subject& subject) {
  return subject.world.plan.version == Version::v5_0;
}

std::string got(const Subject& subject) {
  return print(subject.packet);
}

/// Bytes of all properties of this name, their identifiers included.
std::size_t size_of(const Packet& packet, Field field) {
  std::size_t bytes = 0;
  for (const codec::FieldValue& each : packet.fields) {
    if (each.field != field) continue;
    if (const auto* text = std::get_if<codec::Bytes>(&each.value)) bytes += 3 + text->size();
    if (const auto* pair = std::get_if<codec::StringPair>(&each.value))
      bytes += 5 + pair->first.size() + pair->second.size();
  }
  return bytes;
}

bool accepts(const Packet& packet) {
  return packet.type == PacketType::connack && packet.code() == 0;
}

}  // namespace

// MQTT-3.2.0-1 of both. 5.0 lets AUTH come before; DISCONNECT has a rule of its own (3.14.0-1).
Answer connack_first(const Subject& subject) {
  const auto& [world, connection, packet] = subject;
  if (connection.server.connack_seen) return std::nullopt;
  if (packet.type == PacketType::connack) return kept();
  if (v5(subject) && (packet.type == PacketType::auth || packet.type == PacketType::disconnect))
    return std::nullopt;
  if (connection.client.foreign_protocol) return std::nullopt;
  return broken("CONNACK as the first packet", got(subject));
}

// 5.0/MQTT-3.2.0-2; 3.1.1 has no statement of its own about it.
Answer connack_once(const Subject& subject) {
  if (subject.packet.type != PacketType::connack) return std::nullopt;
  return keeps(!subject.connection.server.connack_seen, "one CONNACK on a connection",
               "another " + got(subject));
}

// 5.0/MQTT-3.14.0-1
Answer disconnect_after_connack(const Subject& subject) {
  if (subject.packet.type != PacketType::disconnect || subject.connection.client.foreign_protocol)
    return std::nullopt;
  return keeps(subject.connection.server.accepted, "no DISCONNECT before a CONNACK with success",
               got(subject));
}

// 5.0/MQTT-3.14.4-1
Answer nothing_after_disconnect(const Subject& subject) {
  if (subject.connection.server.disconnect_seen) return broken("nothing behind DISCONNECT", got(subject));
  if (subject.packet.type == PacketType::disconnect) return kept();
  return std::nullopt;
}

// 3.1.1/MQTT-3.1.4-5, 5.0/MQTT-3.1.4-6: what was sent behind a refused CONNECT must not be processed.
Answer nothing_after_refusal(const Subject& subject) {
  const auto& [world, connection, packet] = subject;
  if (!connection.server.connack_seen || connection.server.accepted) return std::nullopt;
  switch (packet.type) {
    case PacketType::publish:
    case PacketType::puback:
    case PacketType::pubrec:
    case PacketType::pubcomp:
    case PacketType::suback:
    case PacketType::unsuback:
    case PacketType::pingresp: return broken("nothing is processed behind a refused CONNECT", got(subject));
    default: return std::nullopt;
  }
}

// 3.1.1/MQTT-3.2.2-1, 5.0/MQTT-3.2.2-2
Answer session_present_after_clean(const Subject& subject) {
  const auto& [world, connection, packet] = subject;
  if (!accepts(packet) || !connection.client.clean || connection.client.foreign_protocol) return std::nullopt;
  return keeps(packet.number(Field::session_present) == 0, "session_present=0 after a clean start",
               "session_present");
}

// 5.0/MQTT-3.2.2-16
Answer assigned_client_identifier(const Subject& subject) {
  const auto& [world, connection, packet] = subject;
  if (!accepts(packet) || !connection.client.connect_sent || !connection.client.client_id.empty() ||
      connection.client.foreign_protocol || connection.tainted)
    return std::nullopt;
  return keeps(!packet.text(Field::assigned_client_identifier).empty(), "assigned_client_identifier=*",
               got(subject));
}

// 5.0/MQTT-3.1.2-28
Answer response_information(const Subject& subject) {
  const auto& [world, connection, packet] = subject;
  if (!accepts(packet) || connection.client.request_response_information) return std::nullopt;
  return keeps(!packet.has(Field::response_information), "response_information=-", got(subject));
}

// 5.0/MQTT-3.1.2-29
Answer problem_information(const Subject& subject) {
  const auto& [world, connection, packet] = subject;
  if (connection.client.request_problem_information) return std::nullopt;
  if (packet.type == PacketType::publish || packet.type == PacketType::connack ||
      packet.type == PacketType::disconnect)
    return std::nullopt;
  return keeps(!packet.has(Field::reason_string) && !packet.has(Field::user_property),
               "no reason_string and no user_property, as request_problem_information=0 asks", got(subject));
}

// 5.0/MQTT-4.12.0-6
Answer authentication_unasked(const Subject& subject) {
  const auto& [world, connection, packet] = subject;
  const bool auth = packet.type == PacketType::auth;
  if (connection.client.authentication_method || connection.tainted || (!auth && !accepts(packet)))
    return std::nullopt;
  return keeps(!auth && !packet.has(Field::authentication_method),
               "no AUTH and no authentication_method unasked", got(subject));
}

// 5.0/MQTT-4.12.0-5
Answer authentication_method_same(const Subject& subject) {
  const auto& [world, connection, packet] = subject;
  if (!connection.client.authentication_method || connection.tainted) return std::nullopt;
  if (packet.type != PacketType::auth && !accepts(packet)) return std::nullopt;
  return keeps(packet.text(Field::authentication_method) == *connection.client.authentication_method,
               "authentication_method=" + codec::print_string(*connection.client.authentication_method),
               got(subject));
}

// 5.0/MQTT-4.12.0-2: AUTH from a server before success says Continue authentication.
Answer authentication_goes_on(const Subject& subject) {
  const auto& [world, connection, packet] = subject;
  if (packet.type != PacketType::auth || connection.server.accepted) return std::nullopt;
  return keeps(packet.code() == 0x18, "AUTH code=0x18", got(subject));
}

// 5.0/MQTT-3.1.2-24, and with it all that say that a property must not make a packet too large.
Answer packet_size(const Subject& subject) {
  const std::uint32_t limit = subject.connection.client.maximum_packet_size;
  if (limit == 0) return std::nullopt;
  return keeps(subject.packet.bytes.size() <= limit, fmt::format("at most {} bytes", limit),
               fmt::format("{} bytes: {}", subject.packet.bytes.size(), got(subject)));
}

// 5.0/MQTT-3.2.2-19, -20 and their kin. Of two properties the Reason String is looked at first; what is too
// large without either is none of their doing.
Answer property_size(const Subject& subject, PacketType type, Field field) {
  const Packet& packet = subject.packet;
  const std::size_t limit = subject.connection.client.maximum_packet_size;
  if (limit == 0 || packet.type != type || !packet.has(field)) return std::nullopt;
  const std::size_t reason = size_of(packet, Field::reason_string);
  const std::size_t user = size_of(packet, Field::user_property);
  const std::size_t bare = packet.bytes.size() - reason - user;
  if (bare > limit) return std::nullopt;
  const bool is_reason = field == Field::reason_string;
  const bool fits = packet.bytes.size() <= limit || bare + (is_reason ? reason : reason + user) <= limit;
  return keeps(fits, fmt::format("no {} that does not fit in {} bytes", codec::name_of(field), limit),
               fmt::format("{} bytes: {}", packet.bytes.size(), got(subject)));
}

}  // namespace client::rules
