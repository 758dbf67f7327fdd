// SUBSCRIBE and UNSUBSCRIBE: an identifier and a list of Topic Filters, with options or without.
#include <string>

#include "codec/reference/bodies.h"
#include "codec/reference/properties.h"
#include "codec/reference/text.h"

namespace codec::reference {
namespace {

constexpr Rule identifier_is_not_zero{"3.1.1/MQTT-2.3.1-1", "5.0/MQTT-2.2.1-3"};

std::string read_filter(Cursor& cursor) {
  const std::size_t at = cursor.offset();
  std::string filter = cursor.utf8_string("filter");
  require_topic_filter(cursor, filter, at);
  return filter;
}

// 3.8.3 of 3.1.1: six reserved bits and the Requested QoS.
void read_requested_qos(Cursor& cursor) {
  const std::size_t at = cursor.offset();
  const unsigned byte = cursor.byte("max_qos");
  if (byte / 4 != 0)
    malformed("3.1.1/MQTT-3.8.3-4", at, "reserved", "The upper six bits of the Requested QoS are 0.");
  if (byte == 3) malformed("3.1.1/MQTT-3.8.3-4", at, "max_qos", "The Requested QoS is 0, 1 or 2.");
}

// 3.8.3.1 of 5.0. What makes the byte unreadable comes before what it says wrongly.
void read_subscription_options(Cursor& cursor, std::string_view filter) {
  const std::size_t at = cursor.offset();
  const unsigned byte = cursor.byte("max_qos");
  const unsigned maximum_qos = byte % 4;
  const bool no_local = (byte & 0b0000'0100) != 0;
  const unsigned retain_handling = byte / 16 % 4;
  const unsigned reserved = byte / 64;
  if (reserved != 0)
    malformed("5.0/MQTT-3.8.3-5", at, "reserved", "Bits 6 and 7 of the Subscription Options are 0.");
  if (maximum_qos == 3) protocol_error("5.0/U-090", at, "max_qos", "The Maximum QoS is 0, 1 or 2.");
  if (no_local && is_shared(filter)) {
    protocol_error("5.0/MQTT-3.8.3-4", at, "no_local", "No Local is 0 on a Shared Subscription.");
  }
  if (retain_handling == 3)
    protocol_error("5.0/U-091", at, "retain_handling", "Retain Handling is 0, 1 or 2.");
}

}  // namespace

void read_subscribe(Cursor& cursor) {
  read_packet_identifier(cursor, identifier_is_not_zero);
  const bool is_5_0 = cursor.version() == Version::v5_0;
  if (is_5_0) read_properties(cursor, properties_of(PacketType::subscribe), "property_length");
  if (cursor.left() == 0) {
    protocol_error(cursor.name_of({"3.1.1/MQTT-3.8.3-3", "5.0/MQTT-3.8.3-2"}), cursor.offset(), "filter",
                   "A SUBSCRIBE has at least one Topic Filter.");
  }
  while (cursor.left() > 0) {
    const std::string filter = read_filter(cursor);
    if (is_5_0) {
      read_subscription_options(cursor, filter);
    } else {
      read_requested_qos(cursor);
    }
  }
}

void read_unsubscribe(Cursor& cursor) {
  read_packet_identifier(cursor, identifier_is_not_zero);
  if (cursor.version() == Version::v5_0) {
    read_properties(cursor, properties_of(PacketType::unsubscribe), "property_length");
  }
  if (cursor.left() == 0) {
    protocol_error(cursor.name_of({"3.1.1/MQTT-3.10.3-2", "5.0/MQTT-3.10.3-2"}), cursor.offset(), "filter",
                   "An UNSUBSCRIBE has at least one Topic Filter.");
  }
  while (cursor.left() > 0) read_filter(cursor);
}

}  // namespace codec::reference
