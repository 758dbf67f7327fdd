// CONNECT and CONNACK.
#include "codec/decoder.h"
#include "codec/topic.h"

namespace codec {
namespace {

constexpr std::uint8_t clean_bit = 0x02;
constexpr std::uint8_t will_bit = 0x04;
constexpr std::uint8_t will_qos_bits = 0x18;
constexpr std::uint8_t will_retain_bit = 0x20;
constexpr std::uint8_t password_bit = 0x40;
constexpr std::uint8_t user_name_bit = 0x80;

}  // namespace

bool Decoder::connect(Reader reader) {
  const std::uint8_t* at = reader.position();
  std::string_view name;
  std::uint8_t version = 0;
  std::uint8_t flags = 0;
  std::uint16_t keep_alive = 0;
  if (!utf8(reader, name, Field::protocol_name)) return false;
  if (name != "MQTT") return fail(Rule::protocol_name, at, Field::protocol_name);  // MQTT-3.1.2-1
  at = reader.position();
  if (!reader.byte(version)) return cut_off(at, Field::protocol_version);
  if (version != static_cast<std::uint8_t>(version_)) {
    return fail(Rule::protocol_version, at, Field::protocol_version);  // MQTT-3.1.2-2
  }
  at = reader.position();
  if (!reader.byte(flags)) return cut_off(at, Field::connect_flags);
  if (!connect_flags(flags, at)) return false;
  at = reader.position();
  if (!reader.two_byte(keep_alive)) return cut_off(at, Field::keep_alive);
  Connect& connect = packet().body.emplace<Connect>(name, version, flags, keep_alive);
  if (v5()) {
    at = reader.position();
    if (!properties(reader, PacketType::connect, connect.properties)) return false;
    const std::uint64_t present = connect.properties.present;
    if ((present >> 0x16 & 1) != 0 && (present >> 0x15 & 1) == 0) {
      return fail(Rule::authentication_data_alone, at, Field::authentication_data);  // 5.0/U-022
    }
  }
  at = reader.position();
  if (reader.left() == 0) return fail(Rule::client_id_missing, at, Field::client_id);  // MQTT-3.1.3-3
  if (!utf8(reader, connect.client_id, Field::client_id)) return false;
  if (!v5() && connect.client_id.empty() && (connect.flags & clean_bit) == 0) {
    return fail(Rule::client_id_empty, at, Field::client_id);  // 3.1.1/MQTT-3.1.3-7
  }
  if ((connect.flags & will_bit) != 0 && !will(reader, connect)) return false;
  return credentials(reader, connect) && end_of_packet(reader);
}

bool Decoder::connect_flags(std::uint8_t flags, const std::uint8_t* at) {
  if ((flags & 1) != 0) return fail(Rule::connect_flags_reserved, at, Field::reserved);  // MQTT-3.1.2-3
  // 5.0, 3.1.2.6: "A value of 3 (0x03) is a Malformed Packet", whatever the Will Flag.
  if ((flags & will_qos_bits) == will_qos_bits) return fail(Rule::will_qos_3, at, Field::will_qos);
  if ((flags & will_bit) == 0) {
    if ((flags & will_qos_bits) != 0) return fail(Rule::will_qos_without_will, at, Field::will_qos);
    if ((flags & will_retain_bit) != 0) return fail(Rule::will_retain_without_will, at, Field::will_retain);
  }
  if (!v5() && (flags & password_bit) != 0 && (flags & user_name_bit) == 0) {
    return fail(Rule::password_without_user_name, at, Field::password_flag);  // 3.1.1/MQTT-3.1.2-22
  }
  return true;
}

bool Decoder::will(Reader& reader, Connect& connect) {
  Will& will = connect.will.emplace();
  if (v5()) {
    if (reader.left() == 0) return fail(Rule::will_missing, reader.position(), Field::will_property_length);
    if (!properties(reader, will_properties, will.properties)) return false;
  }
  const std::uint8_t* at = reader.position();
  if (reader.left() == 0) return fail(Rule::will_missing, at, Field::will_topic);  // MQTT-3.1.2-9
  if (!topic(reader, will.topic, Field::will_topic, Rule::will_topic_wildcard)) return false;
  if (will.topic.empty()) return fail(Rule::topic_empty, at, Field::will_topic);  // MQTT-4.7.3-1
  at = reader.position();
  if (reader.left() == 0) return fail(Rule::will_missing, at, Field::will_payload);
  return binary(reader, will.payload, Field::will_payload);
}

bool Decoder::credentials(Reader& reader, Connect& connect) {
  if ((connect.flags & user_name_bit) != 0) {
    if (reader.left() == 0) return fail(Rule::user_name_missing, reader.position(), Field::user_name);
    if (!utf8(reader, connect.user_name.emplace(), Field::user_name)) return false;
  }
  if ((connect.flags & password_bit) != 0) {
    if (reader.left() == 0) return fail(Rule::password_missing, reader.position(), Field::password);
    if (!binary(reader, connect.password.emplace(), Field::password)) return false;
  }
  return true;
}

bool Decoder::connack(Reader reader) {
  Connack& answer = packet().body.emplace<Connack>();
  const std::uint8_t* const at = reader.position();
  if (!reader.byte(answer.flags)) return cut_off(at, Field::session_present);
  if (answer.flags > 1) return fail(Rule::connack_flags_reserved, at, Field::reserved);
  if (!reader.byte(answer.code)) return cut_off(at + 1, Field::code);
  if (!code_is_legal(answer.code, at + 1)) return false;
  if (answer.flags == 1 && answer.code != 0) {
    return fail(Rule::session_present_refused, at,
                Field::session_present);  // 3.1.1/MQTT-3.2.2-4, 5.0/MQTT-3.2.2-6
  }
  return (!v5() || properties(reader, PacketType::connack, answer.properties)) && end_of_packet(reader);
}

}  // namespace codec
