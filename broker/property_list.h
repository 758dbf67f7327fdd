// The properties of a packet that the broker sends (2.2.2), collected before it is encoded.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "codec/properties.h"

namespace broker {

/// Property Identifiers (table 2-4).
enum class PropertyId : std::uint8_t {
  payload_format_indicator = 0x01,
  message_expiry_interval = 0x02,
  content_type = 0x03,
  response_topic = 0x08,
  correlation_data = 0x09,
  subscription_identifier = 0x0B,
  session_expiry_interval = 0x11,
  assigned_client_identifier = 0x12,
  server_keep_alive = 0x13,
  authentication_method = 0x15,
  authentication_data = 0x16,
  request_problem_information = 0x17,
  will_delay_interval = 0x18,
  request_response_information = 0x19,
  response_information = 0x1A,
  server_reference = 0x1C,
  reason_string = 0x1F,
  receive_maximum = 0x21,
  topic_alias_maximum = 0x22,
  topic_alias = 0x23,
  maximum_qos = 0x24,
  retain_available = 0x25,
  user_property = 0x26,
  maximum_packet_size = 0x27,
  wildcard_subscription_available = 0x28,
  subscription_identifier_available = 0x29,
  shared_subscription_available = 0x2A,
};

/// The texts are the caller's and must outlive the list.
class PropertyList {
 public:
  void number(PropertyId id, std::uint32_t value) { add({static_cast<std::uint8_t>(id), 0, value, {}, {}}); }
  void text(PropertyId id, std::string_view value) { add({static_cast<std::uint8_t>(id), 0, 0, value, {}}); }
  void pair(std::string_view name, std::string_view value) {
    add({static_cast<std::uint8_t>(PropertyId::user_property), 0, 0, name, value});
  }

  /// Each property of that identifier takes so many bytes for its number, as far as it is a Variable Byte
  /// Integer.
  void widen(PropertyId id, std::uint8_t size) {
    for (codec::Property& each : list_) {
      if (each.id == static_cast<std::uint8_t>(id)) each.number_size = size;
    }
  }

  bool empty() const { return list_.empty(); }
  codec::Properties view() const {
    codec::Properties properties;
    properties.list = codec::Sequence<codec::Property>(std::span<const codec::Property>(list_));
    return properties;
  }

 private:
  /// A packet has none, or several: they are given their room at once.
  void add(const codec::Property& property) {
    if (list_.empty()) list_.reserve(8);
    list_.push_back(property);
  }

  std::vector<codec::Property> list_;
};

/// Calls `take` with identifier and property for each of a received packet.
template <typename Take>
void for_each_property(const codec::Properties& properties, Take take) {
  for (const codec::Property& each : properties.list) take(static_cast<PropertyId>(each.id), each);
}

}  // namespace broker
