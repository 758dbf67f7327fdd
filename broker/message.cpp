// See the header.
#include "broker/message.h"

namespace broker {

void Message::take(PropertyId id, const codec::Property& property) {
  switch (id) {
    case PropertyId::payload_format_indicator:
      payload_format_indicator = static_cast<std::uint8_t>(property.number);
      break;
    case PropertyId::message_expiry_interval: message_expiry_interval = property.number; break;
    case PropertyId::content_type: content_type = property.text; break;
    case PropertyId::response_topic: response_topic = property.text; break;
    case PropertyId::correlation_data: correlation_data = property.text; break;
    case PropertyId::user_property: user_properties.emplace_back(property.text, property.second); break;
    default: break;
  }
}

}  // namespace broker
