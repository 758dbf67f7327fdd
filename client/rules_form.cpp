// The form of what the server sends: a Property Length that is missing, and which statements a packet that
// decodes has kept, so that a report can tell what was looked at from what never came.
#include "client/rules_form.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "client/rules.h"

namespace client::rules {

namespace {

using codec::Field;
using enum codec::PacketType;

/// Of some packets a few alone could break a statement.
enum class When : std::uint8_t { always, refused };

constexpr auto any_packet = static_cast<codec::PacketType>(0);

struct Form {
  std::string_view id;
  codec::PacketType packet;
  When when = When::always;
};

constexpr Form forms[] = {
    {"3.1.1/MQTT-2.2.2-1", any_packet},
    {"3.1.1/U-123", connack},
    {"3.1.1/MQTT-3.2.2-6", connack},
    {"3.1.1/MQTT-3.9.3-2", suback},
    {"5.0/MQTT-1.5.5-1", any_packet},
    {"5.0/MQTT-2.1.3-1", any_packet},
    {"5.0/MQTT-3.2.2-1", connack},
    {"5.0/MQTT-3.2.2-6", connack, When::refused},
    {"5.0/MQTT-3.2.2-8", connack},
    {"5.0/U-036", connack},
    {"5.0/U-037", connack},
    {"5.0/U-038", connack},
    {"5.0/U-039", connack},
    {"5.0/U-040", connack},
    {"5.0/U-041", connack},
    {"5.0/U-042", connack},
    {"5.0/U-043", connack},
    {"5.0/U-044", connack},
    {"5.0/U-045", connack},
    {"5.0/U-046", connack},
    {"5.0/U-047", connack},
    {"5.0/U-048", connack},
    {"5.0/U-049", connack},
    {"5.0/U-050", connack},
    {"5.0/U-051", connack},
    {"5.0/U-052", connack},
    {"5.0/U-053", connack},
    {"5.0/U-054", connack},
    {"5.0/U-070", publish},
    {"5.0/MQTT-3.4.2-1", puback},
    {"5.0/MQTT-3.5.2-1", pubrec},
    {"5.0/MQTT-3.6.2-1", pubrel},
    {"5.0/MQTT-3.7.2-1", pubcomp},
    {"5.0/MQTT-3.9.3-2", suback},
    {"5.0/U-083", suback},
    {"5.0/U-083", unsuback},
    {"5.0/MQTT-3.14.2-1", disconnect},
    {"5.0/MQTT-3.14.2-2", disconnect},
    {"5.0/MQTT-3.15.2-1", auth},
};

constexpr auto ids = [] {
  std::array<std::string_view, std::size(forms)> list{};
  for (std::size_t i = 0; i < std::size(forms); ++i) list[i] = forms[i].id;
  return list;
}();

bool shows(const Packet& packet, const Form& form) {
  if (form.packet != any_packet && form.packet != packet.type) return false;
  return form.when == When::always || packet.code() != 0;
}

}  // namespace

// 5.0/MQTT-2.2.2-1. Where the request is known, so is the length that the answer would have without one; a
// first byte of 0 may be that Property Length, and a code is missing.
Answer property_length_there(const Subject& subject) {
  const auto& [world, connection, packet] = subject;
  constexpr codec::Number codes_begin = 2;  // behind the Packet Identifier
  const codec::Number length = packet.number(Field::remaining_length);
  const auto says = [&](bool there) { return keeps(there, "a Property Length", print(packet)); };
  if (packet.type == connack && !connection.client.foreign_protocol) return says(length != codes_begin);
  if (packet.type != suback && packet.type != unsuback) return std::nullopt;
  if (length == codes_begin) return says(false);
  const auto asked = connection.session->outbound.find(packet.id());
  const std::size_t filters = asked == connection.session->outbound.end() ? 0 : asked->second.filters.size();
  constexpr std::size_t first_code = 4;  // where the Property Length should be
  if (filters == 0 || packet.bytes.size() <= first_code) return std::nullopt;
  return says(length != codes_begin + filters || packet.bytes[first_code] == 0);
}

std::span<const std::string_view> form_ids() {
  return ids;
}

void note_form(World& world, const Packet& packet) {
  const std::string_view version = codec::name_of(packet.version);
  for (const Form& form : forms) {
    if (form.id.substr(0, form.id.find('/')) == version && shows(packet, form))
      world.rules_seen.emplace(form.id);
  }
}

}  // namespace client::rules
