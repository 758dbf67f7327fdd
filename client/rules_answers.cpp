// Standing rules about answers: nothing unasked, the right type, as many codes as filters, QoS 2 in its
// order. What a server answers to a packet that was wrong on purpose is open, so a tainted connection is
// spared.
#include <fmt/format.h>

#include "client/rules.h"

namespace client::rules {

namespace {

using codec::PacketType;
using Kind = OutboundFlow::Kind;

std::string got(const Subject& subject) {
  return print(subject.packet);
}

bool spared(const Subject& subject) {
  return subject.connection.tainted || subject.connection.session->unknown_past ||
         !subject.connection.client.connect_sent;
}

const OutboundFlow* request(const Subject& subject) {
  const auto found = subject.connection.session->outbound.find(subject.packet.id());
  return found == subject.connection.session->outbound.end() ? nullptr : &found->second;
}

bool is_publish_answer(PacketType type) {
  return type == PacketType::puback || type == PacketType::pubrec || type == PacketType::pubcomp;
}
bool is_subscription_answer(PacketType type) {
  return type == PacketType::suback || type == PacketType::unsuback;
}

bool is_message(Kind kind) {
  return kind == Kind::publish1 || kind == Kind::publish2 || kind == Kind::release;
}

Answer asked(const Subject& subject, bool fits) {
  // An id that was answered before is another rule's (answered_once).
  if (!fits && subject.connection.session->answered_ids.contains(subject.packet.id())) return std::nullopt;
  return keeps(fits, "an id that awaits this answer", got(subject));
}

}  // namespace

// 3.1.1/MQTT-2.3.1-7, 5.0/MQTT-2.2.1-6
Answer subscription_answer_asked(const Subject& subject) {
  if (!is_subscription_answer(subject.packet.type) || spared(subject)) return std::nullopt;
  const OutboundFlow* flow = request(subject);
  const Kind kind = subject.packet.type == PacketType::suback ? Kind::subscribe : Kind::unsubscribe;
  return asked(subject, flow != nullptr && flow->kind == kind);
}

// 3.1.1/MQTT-2.3.1-6, 5.0/MQTT-2.2.1-5
Answer publish_answer_asked(const Subject& subject) {
  if (!is_publish_answer(subject.packet.type) || spared(subject)) return std::nullopt;
  const OutboundFlow* flow = request(subject);
  return asked(subject, flow != nullptr && is_message(flow->kind));
}

// The same statements; a second answer is not named by them, so it is advice.
Answer answered_once(const Subject& subject) {
  const PacketType type = subject.packet.type;
  if ((!is_publish_answer(type) && !is_subscription_answer(type)) || spared(subject)) return std::nullopt;
  const bool again =
      request(subject) == nullptr && subject.connection.session->answered_ids.contains(subject.packet.id());
  return keeps(!again, "one answer to each request", "another " + got(subject));
}

// MQTT-3.12.4-1 of both: PINGRESP is the response to a PINGREQ. No statement forbids one too many.
Answer pingresp_asked(const Subject& subject) {
  if (subject.packet.type != PacketType::pingresp || spared(subject)) return std::nullopt;
  return keeps(!subject.connection.pings_out.empty(), "a PINGREQ before each PINGRESP", "PINGRESP unasked");
}

// MQTT-3.3.4-1 of both
Answer answer_fits_qos(const Subject& subject) {
  const PacketType type = subject.packet.type;
  if (!is_publish_answer(type) || spared(subject)) return std::nullopt;
  const OutboundFlow* flow = request(subject);
  if (flow == nullptr || !is_message(flow->kind)) return std::nullopt;
  if (flow->kind == Kind::publish1)
    return keeps(type == PacketType::puback, "PUBACK for QoS 1", got(subject));
  if (flow->kind == Kind::publish2)
    return keeps(type == PacketType::pubrec, "PUBREC for QoS 2", got(subject));
  return keeps(type != PacketType::puback, "PUBCOMP for PUBREL", got(subject));
}

// 3.1.1/MQTT-2.3.1-6, 5.0/MQTT-2.2.1-5: a PUBREL for a message that was never sent.
Answer pubrel_known(const Subject& subject) {
  const auto& [world, connection, packet] = subject;
  if (packet.type != PacketType::pubrel || spared(subject)) return std::nullopt;
  return keeps(connection.session->inbound_ids.contains(packet.id()), "PUBREL with the id of a PUBLISH",
               got(subject));
}

// 3.1.1/MQTT-4.3.3-1, 5.0/MQTT-4.3.3-4: PUBREL is what follows PUBREC.
Answer pubrel_after_pubrec(const Subject& subject) {
  const auto& [world, connection, packet] = subject;
  if (packet.type != PacketType::pubrel || spared(subject)) return std::nullopt;
  const auto message = connection.session->inbound.find(packet.id());
  if (message == connection.session->inbound.end()) return std::nullopt;
  const bool early =
      message->second.stage == InboundMessage::Stage::published && message->second.on == connection.id;
  return keeps(!early, "PUBREL behind our PUBREC", got(subject));
}

// 3.1.1/MQTT-3.8.4-5, 5.0/MQTT-3.8.4-6
Answer suback_count(const Subject& subject) {
  const OutboundFlow* flow = subject.packet.type == PacketType::suback ? request(subject) : nullptr;
  if (flow == nullptr || flow->kind != Kind::subscribe || spared(subject)) return std::nullopt;
  const std::size_t codes = subject.packet.codes() == nullptr ? 0 : subject.packet.codes()->size();
  return keeps(codes == flow->filters.size(), fmt::format("{} codes", flow->filters.size()), got(subject));
}

// 5.0/MQTT-3.11.3-2
Answer unsuback_count(const Subject& subject) {
  const OutboundFlow* flow = subject.packet.type == PacketType::unsuback ? request(subject) : nullptr;
  if (flow == nullptr || flow->kind != Kind::unsubscribe || spared(subject)) return std::nullopt;
  const std::size_t codes = subject.packet.codes() == nullptr ? 0 : subject.packet.codes()->size();
  return keeps(codes == flow->filters.size(), fmt::format("{} codes", flow->filters.size()), got(subject));
}

bool answers_no_filters(const Subject& subject) {
  const PacketType type = subject.packet.type;
  const OutboundFlow* flow =
      type == PacketType::suback || type == PacketType::unsuback ? request(subject) : nullptr;
  if (flow == nullptr || (flow->kind != Kind::subscribe && flow->kind != Kind::unsubscribe)) return false;
  return flow->filters.empty() && (subject.packet.codes() == nullptr || subject.packet.codes()->empty());
}

}  // namespace client::rules
