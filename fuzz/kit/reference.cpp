// See the header. What is open stands in two tables' worth of functions: why a lawful packet may be refused,
// and why an unlawful one may be taken. Both are read off the text, so that no parser is accused of what the
// standard lets it do.
#include "fuzz/kit/reference.h"

#include <algorithm>
#include <array>

#include "codec/decode.h"
#include "codec/field_walk.h"
#include "codec/mutate/whole.h"
#include "codec/utf8.h"
#include "requirements/catalogue.h"

namespace kit {
namespace {

using codec::Direction;
using codec::PacketType;
using codec::Version;
using requirements::Grade;
using Kind = requirements::Reaction::Kind;

bool is_connect(PacketBytes packet) {
  return !packet.empty() && packet[0] >> 4 == static_cast<unsigned>(PacketType::connect);
}

/// 5.0/U-072: a receiver MAY hold the payload against the Payload Format Indicator.
bool payload_belies_its_format(const codec::Properties& properties, std::string_view payload) {
  const auto format = properties.find(0x01);
  return format && format->number == 1 && codec::check_text(payload, true).fault != codec::TextFault::none;
}

/// 3.1.1 and 5.0, MQTT-3.1.3-5: these a server takes; others are its own affair.
bool is_client_id_for_all(std::string_view id) {
  return !id.empty() && id.size() <= 23 && std::ranges::all_of(id, [](char each) {
    return (each >= '0' && each <= '9') || (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z');
  });
}

std::string_view why_connect_is_open(const codec::Connect& connect) {
  if (!is_client_id_for_all(connect.client_id))
    return "A server need take only ClientIds of 1 to 23 digits and letters (MQTT-3.1.3-5, -6).";
  if (!connect.will) return {};
  if (connect.will->topic.starts_with('$'))
    return "A server may keep topics with a leading $ to itself (4.7.2).";
  if (payload_belies_its_format(connect.will->properties, connect.will->payload))
    return "A receiver may hold the payload against the Payload Format Indicator (3.1.3.2.3).";
  return {};
}

std::string_view why_publish_is_open(const codec::Publish& publish, Direction from) {
  if (from == Direction::client_to_server && publish.topic.starts_with('$'))
    return "A server may keep topics with a leading $ to itself (4.7.2).";
  if (payload_belies_its_format(publish.properties, publish.payload))
    return "A receiver may hold the payload against the Payload Format Indicator (3.3.2.3.2).";
  if (from == Direction::client_to_server) return {};
  const auto response = publish.properties.find(0x08);
  if (response && (response->text.empty() || response->text.find_first_of("+#") != std::string_view::npos))
    return "A server passes a Response Topic on as it is (MQTT-3.3.2-15), but no topic has wildcards "
           "(MQTT-3.3.2-14).";
  return {};
}

std::string_view why_answer_is_open(const codec::Packet& packet) {
  constexpr std::string_view zero =
      "An answer repeats the Packet Identifier that came (MQTT-2.2.1-5, -6), yet 0 is none.";
  if (const auto* one = std::get_if<codec::Acknowledgement>(&packet.body)) return one->id == 0 ? zero : "";
  if (const auto* one = std::get_if<codec::SubscriptionAcknowledgement>(&packet.body))
    return one->id == 0 ? zero : "";
  if (const auto* one = std::get_if<codec::Notice>(&packet.body)) {
    if (packet.type() == PacketType::auth && one->tail == codec::Tail::nothing)
      return "3.15.2.1 has an AUTH with Remaining Length 0, 3.15.2.2.2 asks for an Authentication Method.";
    if (packet.type() == PacketType::disconnect && one->code == 0x8C)
      return "Table 2-6 gives 0x8C to DISCONNECT, table 3-10 does not.";
  }
  if (const auto* one = std::get_if<codec::Connack>(&packet.body);
      one != nullptr && one->properties.find(0x16) && !one->properties.find(0x15))
    return "No sentence says whether a CONNACK may have Authentication Data without a method.";
  return {};
}

/// Why a receiver may refuse a packet that the codec takes; "" when it may not.
std::string_view why_refusal_is_open(PacketBytes bytes, const codec::Packet& packet, Direction from) {
  if (packet.version == Version::v3_1_1 &&
      packet.remaining_length.size > codec::shortest_size(packet.remaining_length.value))
    return "3.1.1 does not say that a Remaining Length takes as few bytes as it can.";
  codec::DecodeOptions strict;
  strict.reject_control_characters = true;
  if (codec::decode(bytes, packet.version, from, strict).is_violation())
    return "A receiver may refuse control characters and non-characters (1.5.4; 3.1.1: 1.5.3).";
  if (const auto* connect = std::get_if<codec::Connect>(&packet.body)) return why_connect_is_open(*connect);
  if (const auto* publish = std::get_if<codec::Publish>(&packet.body))
    return why_publish_is_open(*publish, from);
  return why_answer_is_open(packet);
}

/// Requirements whose breach a receiver may let pass although their grade does not say so, with the reason.
struct Tolerated {
  std::string_view requirement;
  std::string_view why;
};
constexpr std::string_view other_protocol =
    "A server may take a CONNECT of another protocol, or of another version of it (3.1.2.1, 3.1.2.2).";
constexpr std::string_view ordinary_filter =
    "What is no Shared Subscription by its form may be taken for an ordinary Topic Filter (4.8.2).";
constexpr std::string_view no_reaction =
    "The text lists the two values there are, and no reaction to others.";
constexpr Tolerated tolerated[] = {
    {"3.1.1/MQTT-3.1.2-1", other_protocol},
    {"3.1.1/MQTT-3.1.2-2", other_protocol},
    {"5.0/MQTT-3.1.2-1", other_protocol},
    {"5.0/MQTT-3.1.2-2", other_protocol},
    {"5.0/MQTT-4.8.2-1", ordinary_filter},
    {"5.0/MQTT-4.8.2-2", ordinary_filter},
    {"5.0/3.1.3.2.3", no_reaction},
    {"5.0/3.3.2.3.2", no_reaction},
    {"5.0/3.14.2.2.5", "3.14.2.2.5 says that the Server sends it, and nothing about a Client that does."},
    {"3.1.1/MQTT-3.1.3-7",
     "The server answers with CONNACK 0x02 (MQTT-3.1.3-8), for which it has read the packet."},
};

/// Why a receiver may take a packet that the codec refuses; "" when it may not.
std::string_view why_acceptance_is_open(const codec::Violation& violation) {
  const auto* found = std::ranges::find(tolerated, violation.requirement, &Tolerated::requirement);
  if (found != std::end(tolerated)) return found->why;
  const auto* requirement = requirements::catalogue().find(violation.requirement);
  if (requirement == nullptr) return {};
  if (requirement->grade == Grade::must || requirement->grade == Grade::should) return {};
  return "The standard leaves this to the receiver, or says nothing about it.";
}

/// Whose reaction counts: in a CONNECT that is often another statement.
const requirements::Requirement* judge_of(const codec::Violation& violation, PacketBytes packet) {
  return requirements::catalogue().judging(violation.requirement, is_connect(packet));
}

}  // namespace

Reference reference_for(PacketBytes packet, Version version, Direction from) {
  Reference result;
  result.version = codec::version_of_packet(packet, version);
  result.from = from;
  if (!codec::is_whole(packet)) {
    result.expected = Expected::partial;
    return result;
  }
  const codec::Decoded decoded = codec::decode(packet, version, from);
  if (decoded.is_incomplete()) {
    result.expected = Expected::partial;
  } else if (decoded.is_violation()) {
    result.refused = true;
    result.violation = decoded.violation();
    result.why_open = why_acceptance_is_open(result.violation);
    result.expected = result.why_open.empty() ? Expected::refuse : Expected::open;
  } else {
    result.why_open = why_refusal_is_open(packet, decoded.packet(), from);
    result.expected = result.why_open.empty() ? Expected::accept : Expected::open;
  }
  return result;
}

Reference reference_for_either(PacketBytes packet, Version version) {
  const Reference client = reference_for(packet, version, Direction::client_to_server);
  const Reference server = reference_for(packet, version, Direction::server_to_client);
  // What one side may send must be taken; open on one side is open.
  for (const Expected each : {Expected::accept, Expected::open}) {
    if (client.expected == each) return client;
    if (server.expected == each) return server;
  }
  // Refused from both: by the reading that went further, since the other stopped at what is wrong with the
  // side alone.
  return client.violation.offset > server.violation.offset ? client : server;
}

Level level_of(const codec::Violation& violation, PacketBytes packet, Direction from) {
  const auto* judge = judge_of(violation, packet);
  if (judge == nullptr || judge->reaction.kind != Kind::close) return Level::should;
  // Of clients 5.0 asks no more than that they should close (4.13.1).
  const bool binds_receiver = from == Direction::client_to_server ||
                              (judge->binds == "both" && violation.requirement.starts_with("3.1.1/"));
  return binds_receiver ? Level::must : Level::should;
}

std::string_view sentence_of(std::string_view requirement) {
  const auto* found = requirements::catalogue().find(requirement);
  return found == nullptr ? std::string_view("") : std::string_view(found->sentence);
}

std::string reaction_to(const codec::Violation& violation, PacketBytes packet, Direction from) {
  const auto* judge = judge_of(violation, packet);
  const Kind kind = judge == nullptr ? Kind::unknown : judge->reaction.kind;
  if (level_of(violation, packet, from) == Level::must)
    return "The text orders the receiver to end the connection (" + judge->id + ").";
  if (from == Direction::server_to_client)
    return "The text forbids the packet to the server; a client that notices it should end the connection.";
  if (kind == Kind::close_if_noticed)
    return "The text names this error; a server that notices it has to end the connection, one that does not "
           "is "
           "lax.";
  return "The text forbids the packet to its sender and orders no reaction: to let it pass is lax.";
}

}  // namespace kit
