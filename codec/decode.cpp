// Fixed header, dispatch, and the two packets that a broker sees most: PUBLISH and its acknowledgements.
#include "codec/decode.h"

#include <array>

#include "codec/decoder.h"
#include "codec/field_walk.h"
#include "codec/first_byte.h"
#include "codec/reason_codes.h"
#include "codec/topic.h"
#include "codec/utf8.h"

namespace codec {

Decoded decode(std::span<const std::uint8_t> bytes, Version version, Direction from,
               const DecodeOptions& options) {
  Decoded result;
  Decoder(result, bytes.data(), version, from, options).run(bytes.size());
  return result;
}

/// Three things are told before the packet is whole: a bad first byte, a length that does not end, a packet
/// too large.
void Decoder::run(std::size_t there) {
  Reader reader(begin_, begin_ + there);
  std::uint8_t first = 0;
  if (!reader.byte(first)) return incomplete(2);
  const Rule rule = first_byte_rules[v5() ? 1 : 0][static_cast<std::size_t>(from_)][first];
  if (rule != Rule::none) [[unlikely]] {
    first_byte(rule);
    return;
  }
  type_ = static_cast<PacketType>(first >> 4);
  VariableByte length{};
  const VariableByteRead outcome = reader.variable_byte(length);
  if (outcome != VariableByteRead::done) [[unlikely]] {
    if (outcome == VariableByteRead::cut_off) return incomplete(1);
    fail(Rule::length_too_long, begin_ + 4, Field::remaining_length);
    return;
  }
  const bool overlong = length.size != 1 && length.size != shortest_size(length.value);
  if (overlong && v5() && type_ != PacketType::connect) [[unlikely]] {
    fail(Rule::length_not_shortest, begin_ + 1, Field::remaining_length);  // 5.0/MQTT-1.5.5-1
    return;
  }
  const std::size_t size = std::size_t{1} + length.size + length.value;
  if (size > options_.maximum_packet_size) [[unlikely]] {
    too_large();
    return;
  }
  if (size > there) return incomplete(size - there);
  const std::uint8_t* const body_at = reader.position();
  if (type_ == PacketType::connect) {
    version_ = version_of_connect({reinterpret_cast<const char*>(body_at), length.value}, version_);
    if (overlong && v5()) {  // 3.1.1 has no such rule, and only now the version is known
      fail(Rule::length_not_shortest, begin_ + 1, Field::remaining_length);
      return;
    }
  }
  Packet& result = packet();
  result.first_byte = first;
  result.version = version_;
  result.remaining_length = length;
  body(body_at, begin_ + size);
}

bool Decoder::body(const std::uint8_t* at, const std::uint8_t* end) {
  // Nearly all packets of a busy stream, and spared the indirect jump that the switch becomes.
  if (type_ == PacketType::publish) [[likely]]
    return publish(Reader(at, end));
  switch (type_) {
    case PacketType::puback:
    case PacketType::pubrec:
    case PacketType::pubrel:
    case PacketType::pubcomp: return acknowledgement(Reader(at, end));
    case PacketType::connect: return connect(Reader(at, end));
    case PacketType::connack: return connack(Reader(at, end));
    case PacketType::subscribe: return subscribe(Reader(at, end));
    case PacketType::suback:
    case PacketType::unsuback: return subscription_acknowledgement(Reader(at, end));
    case PacketType::unsubscribe: return unsubscribe(Reader(at, end));
    case PacketType::disconnect:
    case PacketType::auth: return notice(Reader(at, end));
    default: return end_of_packet(Reader(at, end));  // PINGREQ, PINGRESP
  }
}

bool Decoder::publish(Reader reader) {
  const std::uint8_t* const topic_at = reader.position();
  std::string_view name;
  if (!topic(reader, name, Field::topic, Rule::topic_wildcard)) return false;         // MQTT-3.3.2-2
  if (name.empty() && !v5()) return fail(Rule::topic_empty, topic_at, Field::topic);  // 3.1.1/MQTT-4.7.3-1
  Publish& publish = packet().body.emplace<Publish>(name);
  if (packet().qos() != 0) {
    std::uint16_t id = 0;
    if (!packet_identifier(reader, id)) return false;
    publish.id = id;
  }
  if (v5()) {
    if (!properties(reader, PacketType::publish, publish.properties)) return false;
    if (name.empty() && (publish.properties.present >> 0x23 & 1) == 0) [[unlikely]] {
      return fail(Rule::topic_empty_without_alias, topic_at, Field::topic);  // 5.0/U-065
    }
  }
  publish.payload = reader.rest();
  return true;
}

bool Decoder::acknowledgement(Reader reader) {
  Acknowledgement& answer = packet().body.emplace<Acknowledgement>();
  const std::uint8_t* const at = reader.position();
  // Zero is for the session to judge: it answers the id of the packet that came, whatever that was
  // (docs/codec.md).
  if (!reader.two_byte(answer.id)) return cut_off(at, Field::id);
  return v5() ? tail(reader, answer.tail, answer.code, answer.properties) : end_of_packet(reader);
}

bool Decoder::notice(Reader reader) {
  Notice& notice = packet().body.emplace<Notice>();
  return v5() ? tail(reader, notice.tail, notice.code, notice.properties) : end_of_packet(reader);
}

/// Reason Code and properties that may be left out from the back: 5.0/U-084, 5.0/U-099, 5.0/3.15.2.1.
bool Decoder::tail(Reader reader, Tail& tail, std::uint8_t& code, Properties& list) {
  const std::uint8_t* const at = reader.position();
  if (!reader.byte(code)) {
    code = 0;
    tail = Tail::nothing;
    return code_is_legal(0, at);  // an AUTH without a code is a Success, which no Client sends
  }
  if (!code_is_legal(code, at)) return false;
  if (reader.left() == 0 && type_ != PacketType::auth) {
    tail = Tail::code;
    return true;
  }
  tail = Tail::properties;
  if (!properties(reader, type_, list)) return false;
  if (type_ == PacketType::auth && (list.present >> 0x15 & 1) == 0) {
    return fail(Rule::authentication_method_missing, at + 1, Field::authentication_method);  // 5.0/U-102
  }
  return end_of_packet(reader);
}

namespace {

constexpr std::array<Rule, 16> code_rules = {
    Rule::none,        Rule::none,          Rule::connack_code, Rule::none, Rule::puback_code,
    Rule::pubrec_code, Rule::pubrel_code,   Rule::pubcomp_code, Rule::none, Rule::suback_code,
    Rule::none,        Rule::unsuback_code, Rule::none,         Rule::none, Rule::disconnect_code,
    Rule::auth_code};

}  // namespace

bool Decoder::code_is_legal(std::uint8_t code, const std::uint8_t* at) {
  const reason_codes::Legal& legal =
      v5() ? reason_codes::legal_5_0[static_cast<std::size_t>(from_)] : reason_codes::legal_3_1_1;
  if ((legal[code] >> static_cast<unsigned>(type_) & 1) != 0) [[likely]]
    return true;
  return wrong_code(code, at);
}

bool Decoder::wrong_code(std::uint8_t code, const std::uint8_t* at) {
  const bool only_servers = code == 0x10 && (type_ == PacketType::puback || type_ == PacketType::pubrec);
  return fail(
      only_servers ? Rule::publish_received_code_from_client : code_rules[static_cast<unsigned>(type_)], at,
      type_ == PacketType::suback || type_ == PacketType::unsuback ? Field::codes : Field::code);
}

bool Decoder::careful_text(std::string_view text, Field field) {
  const TextCheck check = check_text(text, options_.reject_control_characters);
  if (check.fault == TextFault::none) return true;
  const Rule rule = check.fault == TextFault::ill_formed       ? Rule::ill_formed_utf8
                    : check.fault == TextFault::null_character ? Rule::null_character
                                                               : Rule::control_character;
  return fail(rule, start_of(text) + check.offset, field);
}

/// Topic Names of PUBLISH and Will. An empty one is for the caller: a Topic Alias may stand for it.
bool Decoder::careful_topic(std::string_view text, Field field, Rule wildcard) {
  if (!careful_text(text, field)) return false;
  const std::size_t at = first_wildcard(text);
  return at == text.size() || fail(wildcard, start_of(text) + at, field);
}

bool Decoder::fail(Rule rule, const std::uint8_t* at, std::string_view field) {
  result_.set(violation_of(rule, version_, static_cast<std::uint32_t>(at - begin_), field));
  return false;
}

bool Decoder::first_byte(Rule rule) {
  if (rule <= Rule::wrong_direction_from_server) return fail(rule, begin_, "type");
  return fail(rule, begin_,
              rule == Rule::qos_3          ? Field::qos
              : rule == Rule::dup_at_qos_0 ? Field::dup
                                           : Field::flags);
}

bool Decoder::cut_off(const std::uint8_t* at, Field field) {
  return fail(Rule::cut_off, at, field);
}

bool Decoder::fail(Rule rule, const std::uint8_t* at, Field field) {
  return fail(rule, at, name_of(field));
}

bool Decoder::fail_property(Rule rule, std::uint8_t where, std::uint8_t id, const std::uint8_t* at) {
  result_.set(property_violation(rule, where, id, static_cast<std::uint32_t>(at - begin_)));
  return false;
}

bool Decoder::too_large() {
  fail(Rule::packet_too_large, begin_ + 1, Field::remaining_length);
  if (v5() && from_ == Direction::server_to_client) {
    result_.violation_.requirement = "5.0/MQTT-3.1.2-24";  // what the Server may send
  }
  return false;
}

}  // namespace codec
