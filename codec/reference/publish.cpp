// PUBLISH, the one packet that carries application data.
#include <string>

#include "codec/reference/bodies.h"
#include "codec/reference/properties.h"
#include "codec/reference/text.h"

namespace codec::reference {

constexpr std::uint32_t topic_alias = 35;

void read_publish(Cursor& cursor) {
  const std::size_t topic_at = cursor.offset();
  const std::string topic = cursor.utf8_string("topic");
  // 5.0 lets a Topic Alias stand in for the Topic Name (3.3.2.3.4); whether there is one is seen below.
  if (!(cursor.version() == Version::v5_0 && topic.empty())) {
    require_topic_name(cursor, topic, topic_at, "topic", {"3.1.1/MQTT-3.3.2-2", "5.0/MQTT-3.3.2-2"});
  }
  const int qos = (cursor.first_byte() & 0b0110) / 2;
  if (qos > 0) {
    const bool from_client = cursor.from() == Direction::client_to_server;
    read_packet_identifier(cursor,
                           {"3.1.1/MQTT-2.3.1-1", from_client ? "5.0/MQTT-2.2.1-3" : "5.0/MQTT-2.2.1-4"});
  }
  if (cursor.version() == Version::v5_0) {
    const Properties properties =
        read_properties(cursor, properties_of(PacketType::publish), "property_length");
    if (topic.empty() && !properties.has(topic_alias)) {
      protocol_error("5.0/U-065", topic_at, "topic", "The Topic Name is empty and there is no Topic Alias.");
    }
  }
  // Any bytes at all, none included. Whether they are what the Payload Format Indicator says a receiver
  // MAY look at (3.3.2.3.2); this one does not.
  cursor.skip_rest();
}

}  // namespace codec::reference
