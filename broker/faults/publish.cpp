// The faults of PUBLISH from clients and its acknowledgements that take more than a line
// (publish.h).
#include <algorithm>
#include <array>
#include <string_view>

#include "broker/faults/faulty_server.h"
#include "broker/faults/latin_1.h"
#include "broker/server.h"

namespace broker {
namespace {

constexpr std::string_view remark = "see the log of the server for what became of it";

bool is_printable(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

void trim_end(std::string& text) {
  while (text.ends_with(' ')) text.pop_back();
}

/// Only the last of each name stays.
void make_names_unique(std::vector<std::pair<std::string, std::string>>& properties) {
  for (std::size_t i = 0; i < properties.size();) {
    const auto behind = properties.begin() + static_cast<std::ptrdiff_t>(i) + 1;
    const auto again = std::find_if(behind, properties.end(),
                                    [&](const auto& each) { return each.first == properties[i].first; });
    if (again == properties.end()) {
      ++i;
    } else {
      properties.erase(behind - 1);
    }
  }
}

/// Only the first of equal ones stays.
void merge_equal(std::vector<std::pair<std::string, std::string>>& properties) {
  for (std::size_t i = 0; i < properties.size(); ++i) {
    const auto behind = properties.begin() + static_cast<std::ptrdiff_t>(i) + 1;
    properties.erase(std::remove(behind, properties.end(), properties[i]), properties.end());
  }
}

}  // namespace

/// A table in place of the one that each connection has; null: there is none.
std::map<std::uint16_t, std::string>* FaultyServer::other_aliases(Connection& connection) {
  // 5.0/MQTT-3.3.2-12 5.0/MQTT-3.3.2-7
  if (faults_.on("aliases-shared-by-all-clients")) return &common_aliases_;
  // 5.0/MQTT-3.3.2-7
  if (faults_.on("aliases-outlive-connection")) return &connection.session->wrong_memory.aliases;
  return nullptr;
}

void FaultyServer::misread_properties(Message& message) const {
  if (message.payload_format_indicator && faults_.on("payload-format-dropped"))  // 5.0/MQTT-3.3.2-4
    message.payload_format_indicator.reset();
  if (!message.payload.empty() && is_printable(message.payload) &&
      faults_.on("payload-format-invented"))  // 5.0/MQTT-3.3.2-4
    message.payload_format_indicator = 1;
  if (message.response_topic) {
    // 5.0/MQTT-3.3.2-15 5.0/MQTT-3.3.2-13
    if (faults_.on("response-topic-trimmed")) trim_end(*message.response_topic);
    if (faults_.on("response-topic-in-latin-1")) message.response_topic = latin_1(*message.response_topic);
    if (faults_.on("response-topic-dropped")) message.response_topic.reset();
  }
  if (message.correlation_data) {
    // 5.0/MQTT-3.3.2-16
    if (faults_.on("correlation-data-cut-at-null"))
      message.correlation_data->resize(
          std::min(message.correlation_data->find('\0'), message.correlation_data->size()));
    if (faults_.on("correlation-data-made-text"))
      std::ranges::replace_if(*message.correlation_data, [](char c) { return (c & 0x80) != 0; }, '?');
  }
  if (message.content_type) {
    // 5.0/MQTT-3.3.2-20 5.0/MQTT-3.3.2-19
    if (faults_.on("content-type-without-parameters"))
      message.content_type->resize(std::min(message.content_type->find(';'), message.content_type->size()));
    if (faults_.on("content-type-in-latin-1")) message.content_type = latin_1(*message.content_type);
    if (faults_.on("content-type-dropped")) message.content_type.reset();
  }
  auto& properties = message.user_properties;
  if (properties.empty()) return;
  // 5.0/MQTT-3.3.2-17
  if (faults_.on("user-property-names-made-unique")) make_names_unique(properties);
  if (faults_.on("equal-user-properties-merged")) merge_equal(properties);
  if (faults_.on("user-property-without-name-dropped"))
    std::erase_if(properties, [](const auto& each) { return each.first.empty(); });
  // 5.0/MQTT-3.3.2-18
  if (faults_.on("user-properties-sorted")) std::ranges::sort(properties);
}

/// 5.0/MQTT-3.2.2-9: CONNACK says what is not supported.
bool FaultyServer::refuses_untold(const codec::Packet& packet) const {
  return packet.qos() == 2 && packet.retain() && faults_.on("retained-qos-2-refused");
}

/// A QoS 2 message that was received before (3.1.1/MQTT-4.3.3-2 5.0/MQTT-4.3.3-10).
bool FaultyServer::is_delivered_again(const Connection& connection, std::uint16_t id) const {
  if (connection.unreleased.contains(id)) return faults_.on("repeat-before-pubrel-delivered");
  return faults_.on("repeat-on-new-connection-delivered");
}

/// 3.1.1/MQTT-3.3.4-1 5.0/MQTT-3.3.4-1 3.1.1/MQTT-4.3.2-2 5.0/MQTT-4.3.2-4 3.1.1/MQTT-4.3.3-2
/// 5.0/MQTT-4.3.3-8
bool FaultyServer::acknowledges_nothing(const Message& message) const {
  if (message.qos == 1) return faults_.on("puback-missing");
  return message.qos == 2 && faults_.on("pubrec-missing");
}

/// A message without subscribers is acknowledged like any other (3.1.1/MQTT-3.3.4-1 5.0/MQTT-3.3.4-1
/// 3.1.1/MQTT-4.3.2-2 5.0/MQTT-4.3.2-4). True when that has been dealt with.
bool FaultyServer::answers_unwanted_wrongly(Connection& connection, const Message& message,
                                            std::uint16_t id) {
  std::uint16_t& last = connection.session->wrong_memory.last_puback;
  if (message.qos == 1) {
    last = id;
    // 3.1.1/MQTT-3.3.4-1 5.0/MQTT-3.3.4-1 3.1.1/MQTT-4.3.2-2 5.0/MQTT-4.3.2-4
    return faults_.on("unwanted-message-not-acknowledged") || faults_.on("puback-missing");
  }
  // 3.1.1/MQTT-4.3.3-2 5.0/MQTT-4.3.3-8 3.1.1/MQTT-3.3.4-1 5.0/MQTT-3.3.4-1
  const bool puback = message.qos == 2 ? faults_.on("unwanted-qos-2-answered-with-puback")
                                       : faults_.on("unwanted-qos-0-acknowledged");
  if (puback)
    server_.acknowledge(connection, codec::PacketType::puback, message.qos == 2 ? id : last, reason::success);
  return puback || acknowledges_nothing(message);
}

/// PUBREL is answered, whether its identifier is in use or not (3.1.1/MQTT-4.3.3-2 5.0/MQTT-4.3.3-11).
bool FaultyServer::releases_nothing(Connection& connection, std::uint16_t id, bool known) const {
  if (!known) return faults_.on("pubcomp-missing-for-unknown-id");  // 3.1.1/U-128 5.0/MQTT-4.3.3-11
  if (faults_.on("pubcomp-missing")) return true;
  // 5.0/MQTT-4.3.3-13
  const auto& until = connection.session->wrong_memory.release_until;
  const auto found = until.find(id);
  return found != until.end() && found->second <= server_.now_ &&
         faults_.on("pubcomp-missing-for-expired-message");
}

/// The identifier that an acknowledgement has: that of its PUBLISH (3.1.1/MQTT-2.3.1-6 5.0/MQTT-2.2.1-5
/// 3.1.1/MQTT-4.3.3-2 5.0/MQTT-4.3.3-8 5.0/MQTT-4.3.3-11).
std::uint16_t FaultyServer::misread_id(codec::PacketType type, std::uint16_t id) const {
  using Type = codec::PacketType;
  constexpr unsigned low_byte = 0xFF;
  if (type == Type::pubrel || (id & low_byte) != 0) return id;
  // 3.1.1/MQTT-2.3.1-6 5.0/MQTT-2.2.1-5 3.1.1/MQTT-4.3.3-2 5.0/MQTT-4.3.3-8 5.0/MQTT-4.3.3-11
  const bool cut = type == Type::puback   ? faults_.on("puback-id-cut-at-zero-byte")
                   : type == Type::pubrec ? faults_.on("pubrec-id-cut-at-zero-byte")
                                          : faults_.on("pubcomp-id-cut-at-zero-byte");
  return cut ? static_cast<std::uint16_t>(id >> 8U) : id;
}

/// The Reason Code of an acknowledgement, of those that the standard lists for it.
std::uint8_t FaultyServer::miscoded(codec::PacketType type, std::uint8_t code) const {
  using Type = codec::PacketType;
  constexpr std::uint8_t packet_identifier_in_use = 0x91;
  if (code == reason::not_authorized) {
    const bool wrong = type == Type::puback
                           ? faults_.on("puback-refuses-with-code-of-connack")   // 5.0/MQTT-3.4.2-1
                           : faults_.on("pubrec-refuses-with-code-of-connack");  // 5.0/MQTT-3.5.2-1
    if (wrong) return reason::bad_user_name_or_password;
  }
  if (code == reason::packet_identifier_not_found) {
    const bool wrong = type == Type::pubcomp ? faults_.on("pubcomp-with-code-of-puback")  // 5.0/MQTT-3.7.2-1
                                             : faults_.on("pubrel-with-code-of-puback");  // 5.0/MQTT-3.6.2-1
    if (wrong) return packet_identifier_in_use;
    if (type == Type::pubcomp && faults_.on("pubcomp-for-unknown-id-says-success"))  // 5.0/U-086
      return reason::success;
  }
  return code;
}

/// 5.0/MQTT-3.1.2-29: asked where Request Problem Information is 0 and there would be something to explain.
bool FaultyServer::is_explained_unasked(codec::PacketType type) const {
  if (type == codec::PacketType::suback || type == codec::PacketType::unsuback)
    return faults_.on("reason-string-unwanted-in-suback");
  return faults_.on("reason-string-unwanted");
}

bool FaultyServer::is_explained_at_any_size(codec::PacketType type) const {
  using Type = codec::PacketType;
  if (type == Type::connack)
    return faults_.on("reason-string-makes-connack-too-large");  // 5.0/MQTT-3.2.2-19 5.0/MQTT-3.1.2-24
  if (type == Type::disconnect)
    return faults_.on("reason-string-makes-disconnect-too-large");  // 5.0/MQTT-3.14.2-3 5.0/MQTT-3.1.2-24
  if (type != Type::puback && type != Type::pubrec && type != Type::pubrel && type != Type::pubcomp)
    return false;
  // 5.0/MQTT-3.4.2-2 5.0/MQTT-3.5.2-2 5.0/MQTT-3.6.2-2 5.0/MQTT-3.7.2-2 5.0/MQTT-3.1.2-24
  return faults_.on("reason-string-above-maximum-packet-size");
}

void FaultyServer::acknowledge_with_user_property(Connection& connection, codec::Packet packet,
                                                  codec::Acknowledgement acknowledgement) {
  PropertyList properties;
  properties.pair("remark", remark);
  acknowledgement.tail = codec::Tail::properties;
  acknowledgement.properties = properties.view();
  packet.body = acknowledgement;
  server_.send_bytes(connection, encoded(packet));
}

}  // namespace broker
