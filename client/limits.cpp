// See limits.h. On a connection its own CONNACK counts; before it, what the probe was told.
#include "client/limits.h"

#include <algorithm>
#include <array>
#include <utility>

#include "client/topic_filter.h"
#include "codec/field_table.h"

namespace client {

namespace {

using codec::Field;
using codec::PacketType;

struct Announced {
  codec::Number value{};
  std::string source;
};

std::optional<Announced> announced(const World& world, const Connection& connection, Field field) {
  const std::string name(codec::name_of(field));
  if (world.plan.version == codec::Version::v5_0 && connection.server.accepted && connection.server.connack) {
    if (connection.server.connack->has(field))
      return Announced{connection.server.connack->number(field), "CONNACK"};
    // An absent property has its default here, whatever the probe's connection was told (3.2.2.3).
    const codec::FieldDescription* description =
        codec::find_field(PacketType::connack, field, codec::Version::v5_0);
    if (description != nullptr && description->absent) return Announced{*description->absent, "CONNACK"};
    return std::nullopt;
  }
  const auto found = world.settings.server.announced.find(field);
  if (found == world.settings.server.announced.end()) return std::nullopt;
  const auto source = world.settings.server.source.find(name);
  return Announced{found->second, source == world.settings.server.source.end() ? "CONNACK" : source->second};
}

Limit limit(Field field, const Announced& fact, std::string sentence) {
  return {std::string(codec::name_of(field)), fact.source,
          std::move(sentence) + " (" + std::string(codec::name_of(field)) + " " + std::to_string(fact.value) +
              ", from " + fact.source + ")"};
}

bool has_wildcard(std::string_view filter) {
  return filter.find_first_of("+#") != std::string_view::npos;
}

/// Fields of the same name that a packet has several of (filters).
template <class Test>
bool any_filter(const Packet& packet, Test test) {
  return std::ranges::any_of(packet.fields, [&](const codec::FieldValue& each) {
    const auto* bytes = std::get_if<codec::Bytes>(&each.value);
    return each.field == Field::filter && bytes != nullptr && test(std::string_view(*bytes));
  });
}

bool off(const std::optional<Announced>& fact) {
  return fact && fact->value == 0;
}

std::optional<Limit> connect_limit(const World& world, const Connection& connection, const Packet& packet) {
  if (packet.number(Field::will_flag) == 0) return std::nullopt;
  const auto qos = announced(world, connection, Field::maximum_qos);
  if (qos && packet.number(Field::will_qos) > qos->value)
    return limit(Field::maximum_qos, *qos, "the Will's QoS is higher than the server supports");
  const auto retain = announced(world, connection, Field::retain_available);
  if (off(retain) && packet.number(Field::will_retain) != 0)
    return limit(Field::retain_available, *retain, "the Will is retained, and the server retains nothing");
  return std::nullopt;
}

std::optional<Limit> publish_limit(const World& world, const Connection& connection, const Packet& packet) {
  const auto qos = announced(world, connection, Field::maximum_qos);
  if (qos && packet.qos() > qos->value)
    return limit(Field::maximum_qos, *qos, "QoS " + std::to_string(packet.qos()) + " is not supported");
  const auto retain = announced(world, connection, Field::retain_available);
  if (off(retain) && packet.number(Field::retain) != 0)
    return limit(Field::retain_available, *retain, "retained messages are not supported");
  if (packet.version != codec::Version::v5_0) return std::nullopt;
  const auto alias = announced(world, connection, Field::topic_alias_maximum);
  const codec::Number highest = alias ? alias->value : 0;
  if (packet.has(Field::topic_alias) && packet.number(Field::topic_alias) > highest)
    return limit(Field::topic_alias_maximum, alias.value_or(Announced{0, "CONNACK"}),
                 "the topic alias is above what the server accepts");
  const auto quota = announced(world, connection, Field::receive_maximum);
  if (quota && packet.qos() > 0 && packet.number(Field::dup) == 0 &&
      connection.unanswered_quota >= quota->value)
    return limit(Field::receive_maximum, *quota, "more messages would be in flight than the server accepts");
  return std::nullopt;
}

std::optional<Limit> subscribe_limit(const World& world, const Connection& connection, const Packet& packet) {
  const auto wildcard = announced(world, connection, Field::wildcard_subscription_available);
  if (off(wildcard) &&
      any_filter(packet, [](std::string_view filter) { return has_wildcard(without_share(filter)); }))
    return limit(Field::wildcard_subscription_available, *wildcard,
                 "wildcard subscriptions are not supported");
  if (packet.version != codec::Version::v5_0) return std::nullopt;
  const auto identifiers = announced(world, connection, Field::subscription_identifier_available);
  if (off(identifiers) && packet.has(Field::subscription_identifier))
    return limit(Field::subscription_identifier_available, *identifiers,
                 "subscription identifiers are not supported");
  const auto shared = announced(world, connection, Field::shared_subscription_available);
  if (off(shared) &&
      any_filter(packet, [](std::string_view filter) { return filter.starts_with("$share/"); }))
    return limit(Field::shared_subscription_available, *shared, "shared subscriptions are not supported");
  return std::nullopt;
}

}  // namespace

std::optional<Limit> broken_limit(const World& world, const Connection& connection, const Packet& packet) {
  const auto size = announced(world, connection, Field::maximum_packet_size);
  if (size && size->value != 0 && packet.bytes.size() > size->value)
    return limit(
        Field::maximum_packet_size, *size,
        "a packet of " + std::to_string(packet.bytes.size()) + " bytes is larger than the server accepts");
  switch (packet.type) {
    case PacketType::connect: return connect_limit(world, connection, packet);
    case PacketType::publish: return publish_limit(world, connection, packet);
    case PacketType::subscribe: return subscribe_limit(world, connection, packet);
    default: return std::nullopt;
  }
}

std::string_view capability_of_code(std::uint8_t code) {
  static constexpr std::array<std::pair<std::uint8_t, std::string_view>, 6> codes = {{
      {0x95, "maximum_packet_size"},
      {0x9A, "retain_available"},
      {0x9B, "maximum_qos"},
      {0x9E, "shared_subscription_available"},
      {0xA1, "subscription_identifier_available"},
      {0xA2, "wildcard_subscription_available"},
  }};
  const auto* found = std::ranges::find(codes, code, &std::pair<std::uint8_t, std::string_view>::first);
  return found == codes.end() ? std::string_view() : found->second;
}

}  // namespace client
