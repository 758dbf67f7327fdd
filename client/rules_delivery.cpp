// Standing rules about messages that the server delivers: identifiers, DUP, flow control, aliases, grants.
#include <algorithm>
#include <fmt/format.h>

#include "client/booking.h"
#include "client/rules.h"
#include "client/topic_filter.h"

namespace client::rules {

namespace {

using codec::Field;
using codec::PacketType;
using Stage = InboundMessage::Stage;

std::string got(const Subject& subject) {
  return print(subject.packet);
}

bool is_message(const Subject& subject) {
  return subject.packet.type == PacketType::publish;
}

/// PUBLISH with QoS 1 or 2.
bool is_acknowledged(const Subject& subject) {
  return is_message(subject) && (subject.packet.qos() == 1 || subject.packet.qos() == 2);
}

const InboundMessage* unfinished(const Subject& subject) {
  const auto found = subject.connection.session->inbound.find(subject.packet.id());
  return found == subject.connection.session->inbound.end() ? nullptr : &found->second;
}

/// The same, unless the broker has ended since: it may have lost that it ever sent it.
const InboundMessage* remembered(const Subject& subject) {
  const InboundMessage* message = unfinished(subject);
  return message != nullptr && message->broker_ended ? nullptr : message;
}

bool duplicate(const Subject& subject) {
  return subject.packet.number(Field::dup) != 0;
}

/// What is known about the session's subscriptions may be incomplete.
bool subscriptions_unknown(const Subject& subject) {
  return subject.connection.tainted || subject.connection.session->unknown_past ||
         subject.connection.session->filters.empty();
}

bool matches(const std::string& filter, std::string_view topic) {
  return filter_matches(without_share(filter), topic);
}

}  // namespace

// 5.0/MQTT-3.3.4-9. Counted on the wire: acknowledgements count from when they were really written, which is
// before the server can have read them, so the count is never too high.
Answer receive_maximum(const Subject& subject) {
  const auto& [world, connection, packet] = subject;
  if (!is_acknowledged(subject)) return std::nullopt;
  const auto in_flight =
      static_cast<std::uint32_t>(std::ranges::count_if(connection.session->inbound, [&](const auto& each) {
        return each.second.on == connection.id && each.first != packet.id();
      }));
  return keeps(in_flight < connection.client.receive_maximum,
               fmt::format("at most {} unacknowledged (receive_maximum)", connection.client.receive_maximum),
               fmt::format("{} with {}", in_flight + 1, got(subject)));
}

// 5.0/MQTT-3.1.2-27
Answer alias_not_offered(const Subject& subject) {
  if (!is_message(subject) || subject.connection.client.topic_alias_maximum != 0) return std::nullopt;
  return keeps(!subject.packet.has(Field::topic_alias), "topic_alias=-: none were offered", got(subject));
}

// 5.0/MQTT-3.3.2-11
Answer alias_above_maximum(const Subject& subject) {
  const std::uint32_t maximum = subject.connection.client.topic_alias_maximum;
  if (!is_message(subject) || maximum == 0 || !subject.packet.has(Field::topic_alias)) return std::nullopt;
  return keeps(subject.packet.number(Field::topic_alias) <= maximum, fmt::format("topic_alias=..{}", maximum),
               got(subject));
}

// 5.0/U-075: after alias resolution the topic is still empty.
Answer alias_known(const Subject& subject) {
  if (!is_message(subject) || !subject.packet.has(Field::topic_alias)) return std::nullopt;
  return keeps(!subject.packet.text(Field::topic).empty(),
               "a topic, or an alias that was set on this connection", got(subject));
}

// 3.1.1/MQTT-2.3.1-4, 5.0/MQTT-2.2.1-4. A repeat of the same message is no new use of its id.
Answer id_in_use(const Subject& subject) {
  if (!is_acknowledged(subject)) return std::nullopt;
  const InboundMessage* message = remembered(subject);
  const bool another = message != nullptr && message->content != content_of(subject.packet);
  return keeps(!another, fmt::format("an id that is not in use, not {}", subject.packet.id()), got(subject));
}

// 3.1.1/MQTT-3.3.1-3, 5.0/MQTT-3.3.1-3. Judged on an actor's first connection alone: only there is it sure
// that nothing was delivered before. A shared message may have been another's.
Answer dup_on_first_delivery(const Subject& subject) {
  const auto& [world, connection, packet] = subject;
  if (!is_acknowledged(subject) || connection.ordinal != 0 || connection.session->shared ||
      connection.session->unknown_past || connection.tainted)
    return std::nullopt;
  const bool first_session = world.actors[connection.actor].connections == 1 &&
                             world.plan.actors[connection.actor].client_id == connection.client.client_id;
  if (!first_session || connection.session->delivered.contains(delivery_key(packet))) return std::nullopt;
  return keeps(!duplicate(subject), "dup=0 on a first delivery", got(subject));
}

// MQTT-3.3.1-1 of both: the tester has read this message under this id before, and not acknowledged it.
Answer dup_on_resend(const Subject& subject) {
  if (!is_acknowledged(subject)) return std::nullopt;
  const InboundMessage* message = remembered(subject);
  if (message == nullptr || message->stage == Stage::released ||
      message->content != content_of(subject.packet))
    return std::nullopt;
  return keeps(duplicate(subject), "dup on a message that is sent again", got(subject));
}

// 5.0/MQTT-4.4.0-1: only when the client has reconnected.
Answer resend_on_live_connection(const Subject& subject) {
  if (!is_acknowledged(subject)) return std::nullopt;
  const InboundMessage* message = remembered(subject);
  const bool again = message != nullptr && message->on == subject.connection.id &&
                     message->stage != Stage::released && message->content == content_of(subject.packet);
  return keeps(!again, "no message again on a live connection", got(subject));
}

// 3.1.1/MQTT-4.3.3-1, 5.0/MQTT-4.3.3-6
Answer publish_after_pubrel(const Subject& subject) {
  if (!is_message(subject) || subject.packet.qos() != 2) return std::nullopt;
  const InboundMessage* message = remembered(subject);
  const bool again = message != nullptr && message->stage == Stage::released &&
                     message->content == content_of(subject.packet);
  return keeps(!again, "no PUBLISH again once its PUBREL was sent", got(subject));
}

// 5.0/MQTT-3.3.4-5: an identifier that this session never used cannot be that of a matching subscription.
Answer identifier_known(const Subject& subject) {
  const auto& [world, connection, packet] = subject;
  if (!is_message(subject) || connection.session->unknown_past || connection.tainted ||
      !packet.has(Field::subscription_identifier))
    return std::nullopt;
  const auto& known = connection.session->subscription_identifiers;
  const bool all = std::ranges::all_of(packet.fields, [&](const codec::FieldValue& each) {
    const auto* number = std::get_if<codec::Number>(&each.value);
    return each.field != Field::subscription_identifier || (number != nullptr && known.contains(*number));
  });
  return keeps(all, "a subscription_identifier that was used in a SUBSCRIBE", got(subject));
}

// 3.1.1/MQTT-3.8.4-6, 5.0/MQTT-3.8.4-8: never above the highest grant that a matching filter ever had.
Answer qos_granted(const Subject& subject) {
  if (!is_message(subject) || subscriptions_unknown(subject)) return std::nullopt;
  std::optional<std::uint8_t> highest;
  for (const auto& [filter, grant] : subject.connection.session->filters) {
    if (!matches(filter, subject.packet.text(Field::topic))) continue;
    if (grant.pending) return std::nullopt;
    if (grant.highest) highest = std::max(highest.value_or(0), *grant.highest);
  }
  if (!highest) return std::nullopt;
  return keeps(subject.packet.qos() <= *highest, fmt::format("qos=..{}, as granted", *highest), got(subject));
}

// MQTT-3.3.2-3 of both, on topics that nobody but this case uses (a server may subscribe clients by itself).
Answer topic_subscribed(const Subject& subject) {
  const auto& [world, connection, packet] = subject;
  const std::string_view topic = packet.text(Field::topic);
  if (!is_message(subject) || subscriptions_unknown(subject) || world.plan.topic_root.empty() ||
      !topic.starts_with(world.plan.topic_root))
    return std::nullopt;
  const bool any = std::ranges::any_of(connection.session->filters,
                                       [&](const auto& each) { return matches(each.first, topic); });
  return keeps(any, "a topic that matches a subscription", got(subject));
}

// MQTT-4.7.2-1 of both
Answer dollar_topic(const Subject& subject) {
  const std::string_view topic = subject.packet.text(Field::topic);
  if (!is_message(subject) || subscriptions_unknown(subject) || topic.empty()) return std::nullopt;
  const bool only_wildcards = std::ranges::all_of(subject.connection.session->filters, [](const auto& each) {
    const std::string_view filter = without_share(each.first);
    return !filter.empty() && (filter.front() == '#' || filter.front() == '+');
  });
  if (!only_wildcards) return std::nullopt;
  return keeps(topic.front() != '$', "no topic beginning with $ by a filter that begins with a wildcard",
               got(subject));
}

// 3.1.1/MQTT-3.3.1-11. There RETAIN 1 means a stored message, and an empty one is never stored; 5.0 may pass
// the flag of a live message on (Retain As Published).
Answer retained_empty(const Subject& subject) {
  if (!is_message(subject) || subject.packet.number(Field::retain) == 0) return std::nullopt;
  return keeps(!subject.packet.text(Field::payload).empty(), "a payload in a retained message", got(subject));
}

}  // namespace client::rules
