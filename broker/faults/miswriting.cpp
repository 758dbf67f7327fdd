// Faults of packets that the server writes (writing.h). A packet is spoilt when it is ready to go, so
// that what makes it need not know; each fault does so for few clients, since one that spoils every CONNACK
// breaks everything.
#include <algorithm>
#include <vector>

#include "broker/faults/faulty_server.h"
#include "broker/server.h"
#include "codec/decode.h"

namespace broker {
namespace {

constexpr std::uint8_t undefined_outside_connack = reason::bad_user_name_or_password;

codec::Properties* properties_of(codec::Packet& packet) {
  if (auto* connack = std::get_if<codec::Connack>(&packet.body)) return &connack->properties;
  if (auto* answer = std::get_if<codec::SubscriptionAcknowledgement>(&packet.body))
    return &answer->properties;
  if (auto* notice = std::get_if<codec::Notice>(&packet.body)) return &notice->properties;
  return nullptr;
}

/// A packet of ours, taken apart; each change writes it anew.
class Sheet {
 public:
  Sheet(std::string& bytes, codec::Version version) : bytes_(bytes), original_(bytes) {
    const codec::Decoded decoded =
        codec::decode(codec::as_bytes(original_), version, codec::Direction::server_to_client);
    if (!decoded.is_packet()) return;  // spoilt by another fault
    packet_ = decoded.packet();
    is_sound_ = true;
    const codec::Properties* properties = properties_of(packet_);
    if (properties == nullptr) return;
    for (const codec::Property& each : properties->list) list_.push_back(each);
  }

  bool is_sound() const { return is_sound_; }
  template <typename Body>
  Body& body() {
    return std::get<Body>(packet_.body);
  }
  const codec::Property* find(PropertyId id) const {
    const auto found = std::ranges::find(list_, static_cast<std::uint8_t>(id), &codec::Property::id);
    return found == list_.end() ? nullptr : &*found;
  }
  /// Until it is there twice.
  void twice(PropertyId id, std::uint32_t number, std::string_view text = {}) {
    codec::Property property{static_cast<std::uint8_t>(id), 0, number, text, {}};
    if (const codec::Property* there = find(id))
      property = *there;
    else
      list_.push_back(property);
    list_.push_back(property);
    write();
  }
  void state(PropertyId id, std::uint32_t number) {
    std::erase_if(list_,
                  [id](const codec::Property& each) { return each.id == static_cast<std::uint8_t>(id); });
    list_.push_back({static_cast<std::uint8_t>(id), 0, number, {}, {}});
    write();
  }
  void write() {
    if (codec::Properties* properties = properties_of(packet_)) {
      properties->length = {};
      properties->list = codec::Sequence<codec::Property>(std::span<const codec::Property>(list_));
    }
    if (auto* notice = std::get_if<codec::Notice>(&packet_.body); notice != nullptr && !list_.empty())
      notice->tail = codec::Tail::properties;
    packet_.remaining_length = {};
    bytes_ = encoded(packet_);
  }

 private:
  std::string& bytes_;
  std::string original_;  ///< what the packet refers to
  codec::Packet packet_{};
  std::vector<codec::Property> list_;
  bool is_sound_{};
};

bool mixes_success_and_failure(std::string_view codes) {
  const auto fails = [](char code) { return (static_cast<unsigned char>(code) & 0x80U) != 0; };
  return std::ranges::any_of(codes, fails) && !std::ranges::all_of(codes, fails);
}

}  // namespace

/// The place where a packet leaves.
void FaultyServer::miswrite(const Connection& connection, std::string& bytes) const {
  using Type = codec::PacketType;
  switch (static_cast<Type>(static_cast<unsigned char>(bytes.front()) >> 4U)) {
    case Type::connack: return miswrite_connack(connection, bytes);
    case Type::suback: return miswrite_suback(connection, bytes);
    case Type::unsuback: return miswrite_unsuback(connection, bytes);
    case Type::disconnect: return miswrite_disconnect(connection, bytes);
    case Type::auth: {
      constexpr std::size_t code_at = 2;
      const bool asks = bytes.size() > code_at && bytes[code_at] == reason::continue_authentication;
      if (asks && faults_.on("auth-told-to-reauthenticate"))  // 5.0/MQTT-3.15.2-1
        bytes[code_at] = reason::reauthenticate;
      return;
    }
    default: return;
  }
}

void FaultyServer::miswrite_connack(const Connection& connection, std::string& bytes) const {
  Sheet sheet(bytes, connection.request.version);
  if (!sheet.is_sound()) return;
  auto& connack = sheet.body<codec::Connack>();
  if (connack.code != reason::success) return miswrite_refusal(connection, bytes);
  constexpr std::size_t many = 4;
  constexpr std::uint8_t reserved_flag = 2;
  // 3.1.1/U-123 5.0/MQTT-3.2.2-1
  if (connack.flags != 0 && connection.session->queue.size() >= many &&
      faults_.on("connack-flag-for-waiting-messages")) {
    connack.flags |= reserved_flag;
    return sheet.write();
  }
  if (connection.v5()) misstate_ourselves(connection, bytes);
}

void FaultyServer::misstate_ourselves(const Connection& connection, std::string& bytes) const {
  using Id = PropertyId;
  constexpr std::uint32_t minute = 60;
  constexpr std::uint32_t very_little = 50;
  constexpr std::uint32_t little = 100;
  constexpr std::uint32_t any_number = 255;
  const ConnectRequest& request = connection.request;
  const Session& session = *connection.session;
  Sheet sheet(bytes, request.version);
  const std::uint32_t expiry = request.session_expiry_interval.value_or(0);
  if (expiry > 0 && expiry < minute && faults_.on("session-expiry-interval-stated-twice"))  // 5.0/U-036
    return sheet.twice(Id::session_expiry_interval, expiry);
  if (request.receive_maximum == 1) {
    if (faults_.on("receive-maximum-stated-twice"))  // 5.0/U-037
      return sheet.twice(Id::receive_maximum, connection.capabilities().receive_maximum);
    if (faults_.on("maximum-packet-size-0-stated"))  // 5.0/U-054
      return sheet.state(Id::maximum_packet_size, 0);
  }
  if (request.password && !request.user_name) {
    if (faults_.on("maximum-qos-stated-twice")) return sheet.twice(Id::maximum_qos, 1);  // 5.0/U-038
    if (faults_.on("retain-available-stated-twice"))
      return sheet.twice(Id::retain_available, 1);  // 5.0/U-039
  }
  if (request.maximum_packet_size > very_little && request.maximum_packet_size < little) {
    if (faults_.on("maximum-packet-size-stated-twice"))  // 5.0/U-040
      return sheet.twice(Id::maximum_packet_size, connection.capabilities().maximum_packet_size);
    if (faults_.on("receive-maximum-0-stated")) return sheet.state(Id::receive_maximum, 0);  // 5.0/U-052
  }
  if (sheet.find(Id::assigned_client_identifier) != nullptr &&
      faults_.on("assigned-client-identifier-stated-twice"))  // 5.0/U-041
    return sheet.twice(Id::assigned_client_identifier, 0);
  if (request.topic_alias_maximum > 0 && faults_.on("topic-alias-maximum-stated-twice"))  // 5.0/U-042
    return sheet.twice(Id::topic_alias_maximum, connection.capabilities().topic_alias_maximum);
  if (session.will) {
    const Message& message = *session.will->message;
    // 5.0/U-044
    if (session.will->delay_interval >= minute && faults_.on("wildcard-subscription-available-stated-twice"))
      return sheet.twice(Id::wildcard_subscription_available, 1);
    if (message.qos == 2 && faults_.on("maximum-qos-2-stated"))
      return sheet.state(Id::maximum_qos, 2);                         // 5.0/U-053
    if (message.retain && faults_.on("retain-available-255-stated"))  // 5.0/U-054
      return sheet.state(Id::retain_available, any_number);
  }
  if (!request.request_problem_information) {
    if (faults_.on("subscription-identifier-available-stated-twice"))  // 5.0/U-045
      return sheet.twice(Id::subscription_identifier_available, 1);
    if (faults_.on("shared-subscription-available-stated-twice"))  // 5.0/U-046
      return sheet.twice(Id::shared_subscription_available, 1);
  }
  constexpr std::uint16_t few_seconds = 10;
  if (request.keep_alive != 0 && request.keep_alive < few_seconds &&
      faults_.on("server-keep-alive-stated-twice"))  // 5.0/U-047
    return sheet.twice(Id::server_keep_alive, connection.keep_alive);
  if (sheet.find(Id::response_information) != nullptr && faults_.on("response-information-stated-twice"))
    return sheet.twice(Id::response_information, 0);  // 5.0/U-048
}

void FaultyServer::miswrite_refusal(const Connection& connection, std::string& bytes) const {
  using Id = PropertyId;
  constexpr std::uint8_t identifier_rejected = 2;
  constexpr std::uint8_t bad_user_name_or_password = 4;
  Sheet sheet(bytes, connection.request.version);
  auto& connack = sheet.body<codec::Connack>();
  const std::uint8_t bad_password =
      connection.v5() ? reason::bad_user_name_or_password : bad_user_name_or_password;
  if (connack.code == bad_password) {
    if (connection.v5() && faults_.on("return-code-of-3-1-1-in-5-0")) {  // 5.0/MQTT-3.2.2-8
      connack.code = bad_user_name_or_password;
      return sheet.write();
    }
    if (!connection.v5() && faults_.on("reason-code-of-5-0-in-3-1-1")) {  // 3.1.1/MQTT-3.2.2-6
      connack.code = reason::bad_user_name_or_password;
      return sheet.write();
    }
  }
  const bool bad_method = connection.v5() && connack.code == reason::bad_authentication_method;
  // 3.1.1/MQTT-3.2.2-4 5.0/MQTT-3.2.2-6
  const bool has_session =
      connection.v5() && server_.session_of_client_.contains(connection.request.client_id);
  // 3.1.1/MQTT-3.2.2-4 5.0/MQTT-3.2.2-6
  if ((bad_method || has_session || (!connection.v5() && connack.code == identifier_rejected)) &&
      faults_.on("refusal-with-session-present")) {
    connack.flags = 1;
    return sheet.write();
  }
  if (!bad_method) return;
  if (sheet.find(Id::reason_string) != nullptr && faults_.on("reason-string-twice-in-connack"))  // 5.0/U-043
    return sheet.twice(Id::reason_string, 0);
  if (faults_.on("server-reference-stated-twice"))  // 5.0/U-049
    return sheet.twice(Id::server_reference, 0, "other.example");
  if (faults_.on("authentication-method-stated-twice"))  // 5.0/U-050
    return sheet.twice(Id::authentication_method, 0, *connection.request.authentication_method);
  if (faults_.on("authentication-data-stated-twice"))  // 5.0/U-051
    return sheet.twice(Id::authentication_data, 0);
}

void FaultyServer::miswrite_suback(const Connection& connection, std::string& bytes) const {
  Sheet sheet(bytes, connection.request.version);
  if (!sheet.is_sound()) return;
  auto& suback = sheet.body<codec::SubscriptionAcknowledgement>();
  constexpr std::size_t many = 4;
  if (suback.codes.size() >= many &&
      faults_.on("suback-with-flags")) {  // 3.1.1/MQTT-2.2.2-1 5.0/MQTT-2.1.3-1
    bytes.front() = static_cast<char>(bytes.front() | 2);
    return;
  }
  if (!mixes_success_and_failure(suback.codes)) return;
  if (faults_.on("suback-with-undefined-code")) {  // 3.1.1/MQTT-3.9.3-2 5.0/MQTT-3.9.3-2
    std::string codes(suback.codes);
    std::ranges::replace_if(
        codes, [](char code) { return (static_cast<unsigned char>(code) & 0x80U) != 0; },
        static_cast<char>(undefined_outside_connack));
    suback.codes = codes;
    return sheet.write();
  }
  if (connection.v5() && faults_.on("suback-reason-string-twice"))  // 5.0/U-083
    return sheet.twice(PropertyId::reason_string, 0, "one of the filters is refused");
}

void FaultyServer::miswrite_unsuback(const Connection& connection, std::string& bytes) const {
  constexpr std::size_t several = 2;
  if (!connection.v5()) return;
  Sheet sheet(bytes, connection.request.version);
  if (!sheet.is_sound()) return;
  auto& unsuback = sheet.body<codec::SubscriptionAcknowledgement>();
  if (unsuback.codes.size() >= several && unsuback.properties.list.empty() &&
      faults_.on("unsuback-without-property-length")) {  // 5.0/MQTT-2.2.2-1
    constexpr std::size_t property_length_at = 4;
    bytes.erase(property_length_at, 1);
    --bytes[1];
    return;
  }
  if (unsuback.codes != std::string_view("\x11") || !connection.session->subscriptions.empty()) return;
  if (faults_.on("unsuback-with-undefined-code")) {  // 5.0/MQTT-3.11.3-2
    unsuback.codes = "\x10";
    return sheet.write();
  }
  if (faults_.on("unsuback-reason-string-twice"))  // 5.0/U-083
    return sheet.twice(PropertyId::reason_string, 0, "there was no such subscription");
}

void FaultyServer::miswrite_disconnect(const Connection& connection, std::string& bytes) const {
  using Id = PropertyId;
  Sheet sheet(bytes, connection.request.version);
  if (!sheet.is_sound()) return;
  auto& notice = sheet.body<codec::Notice>();
  if (notice.code != reason::session_taken_over) return;
  if (faults_.on("disconnect-with-undefined-code")) {  // 5.0/MQTT-3.14.2-1
    notice.code = reason::client_identifier_not_valid;
    return sheet.write();
  }
  if (faults_.on("disconnect-with-session-expiry"))  // 5.0/MQTT-3.14.2-2
    return sheet.state(Id::session_expiry_interval, connection.session->session_expiry_interval);
  if (sheet.find(Id::reason_string) != nullptr &&
      faults_.on("reason-string-twice-in-disconnect"))  // 5.0/U-098
    return sheet.twice(Id::reason_string, 0);
}

}  // namespace broker
