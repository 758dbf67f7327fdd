// Faults of a PUBLISH that the server writes (writing.h).
#include <algorithm>

#include "broker/faults/faulty_server.h"
#include "broker/server.h"

namespace broker {

/// Properties of a PUBLISH that is about to be written.
void FaultyServer::misstate(const Outgoing& outgoing, PropertyList& properties) const {
  using Id = PropertyId;
  const Message& message = *outgoing.message;
  if (message.message_expiry_interval && faults_.on("message-expiry-stated-twice"))  // 5.0/U-070
    properties.number(Id::message_expiry_interval, *message.message_expiry_interval);
  const auto alias = properties.view().find(static_cast<std::uint8_t>(Id::topic_alias));
  if (alias && faults_.on("topic-alias-stated-twice"))  // 5.0/U-066
    properties.number(Id::topic_alias, alias->number);
  if (outgoing.retain) {
    if (message.response_topic && faults_.on("response-topic-of-retained-twice"))  // 5.0/U-067
      properties.text(Id::response_topic, *message.response_topic);
    if (message.correlation_data && faults_.on("correlation-data-of-retained-twice"))  // 5.0/U-068
      properties.text(Id::correlation_data, *message.correlation_data);
    if (message.content_type && faults_.on("content-type-of-retained-twice"))  // 5.0/U-069
      properties.text(Id::content_type, *message.content_type);
  }
  const auto& identifiers = outgoing.subscription_identifiers;
  constexpr std::uint32_t needs_two_bytes = 128;
  const bool short_one =
      std::ranges::any_of(identifiers, [](std::uint32_t each) { return each < needs_two_bytes; });
  if (short_one && faults_.on("subscription-identifier-in-two-bytes"))  // 5.0/MQTT-1.5.5-1
    properties.widen(Id::subscription_identifier, 2);
}

/// True when the topic is written otherwise: as `spelling`.
bool FaultyServer::misspells(std::string_view topic, std::string& spelling) const {
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  constexpr char delete_character = 0x7F;
  // 3.1.1/MQTT-1.5.3-3 5.0/MQTT-1.5.4-3
  if (topic.find(mark) != std::string_view::npos && faults_.on("byte-order-mark-stripped")) {
    spelling = topic;
    for (std::size_t at = spelling.find(mark); at != std::string::npos; at = spelling.find(mark))
      spelling.erase(at, mark.size());
    return true;
  }
  const auto is_control = [](char c) { return (c > 0 && c < ' ') || c == delete_character; };
  // 3.1.1/U-117 5.0/U-001
  if (std::ranges::any_of(topic, is_control) && faults_.on("control-characters-replaced")) {
    spelling = topic;
    std::ranges::replace_if(spelling, is_control, '?');
    return true;
  }
  return false;
}

}  // namespace broker
