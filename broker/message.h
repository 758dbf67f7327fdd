// An Application Message inside the broker: made once, shared by all who still wait for it.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "broker/property_list.h"

namespace broker {

struct Message {
  std::string topic;
  std::string payload;
  std::uint8_t qos{};
  bool retain{};  ///< as published
  bool dup{};     ///< as published; says nothing to subscribers (3.3.1.1)
  // Properties that travel with it (3.3.2.3), unaltered and in their order.
  std::optional<std::uint8_t> payload_format_indicator;
  std::optional<std::uint32_t> message_expiry_interval;  ///< seconds, as received
  std::optional<std::string> content_type;
  std::optional<std::string> response_topic;
  std::optional<std::string> correlation_data;
  std::vector<std::pair<std::string, std::string>> user_properties;

  std::chrono::nanoseconds received_at{};
  std::string publisher;             ///< client identifier, for No Local
  std::uint16_t publishers_alias{};  ///< of its topic; passed on by a fault alone
  bool is_will{};                    ///< of no use but to a fault

  /// Takes a property of a PUBLISH or of a Will if it is one that travels with the message.
  void take(PropertyId id, const codec::Property& property);

  /// Past its Message Expiry Interval (3.3.2.3.3).
  bool expired(std::chrono::nanoseconds now) const {
    return message_expiry_interval && now - received_at >= std::chrono::seconds(*message_expiry_interval);
  }
  /// What it occupies, for limits.
  std::size_t size() const {
    std::size_t bytes = sizeof(Message) + topic.size() + payload.size() + publisher.size();
    for (const auto& each : {&content_type, &response_topic, &correlation_data})
      bytes += *each ? (*each)->size() : 0;
    for (const auto& [name, value] : user_properties)
      bytes += name.size() + value.size() + 2 * sizeof(std::string);
    return bytes;
  }
};

using MessagePointer = std::shared_ptr<const Message>;

}  // namespace broker
