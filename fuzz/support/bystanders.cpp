// See the header.
#include "fuzz/support/bystanders.h"

#include <variant>
#include <vector>

#include "codec/compose.h"
#include "fuzz/support/oracle.h"

namespace fuzz {
namespace {

using codec::Field;
using codec::FieldValue;
using codec::Number;
using codec::PacketType;

std::string packet_of(PacketType type, const std::vector<FieldValue>& fields) {
  return codec::compose(type, codec::Version::v5_0, fields).value();
}

std::string acknowledgement(PacketType type, std::uint16_t id) {
  return packet_of(type, {{Field::id, Number{id}}});
}

}  // namespace

Bystander::Bystander(Role role, std::string secret)
    : role_(role),
      secret_(std::move(secret)),
      stream_(codec::Version::v5_0, codec::Direction::server_to_client) {}

std::string Bystander::hello() const {
  const bool subscribes = role_ == Role::subscriber;
  std::string words = packet_of(PacketType::connect,
                                {{Field::client_id, (subscribes ? "subscriber" : "publisher") + secret_}});
  if (!subscribes) return words;
  return words + packet_of(PacketType::subscribe,
                           {{Field::id, Number{1}}, {Field::filter, topic()}, {Field::max_qos, Number{2}}});
}

std::string Bystander::publish() {
  const auto qos = static_cast<std::uint8_t>(published_ % 3);
  std::vector<FieldValue> fields{{Field::topic, topic()}, {Field::qos, Number{qos}}};
  if (qos > 0) {
    const auto id = static_cast<std::uint16_t>(published_ % 65'535 + 1);
    fields.push_back({Field::id, Number{id}});
    open_[id] = qos;
  }
  fields.push_back({Field::payload, secret_ + std::to_string(published_)});
  ++published_;
  return packet_of(PacketType::publish, fields);
}

std::string Bystander::received(std::string_view bytes) {
  std::string answers;
  stream_.feed(codec::as_bytes(bytes));
  for (;;) {
    const codec::Decoded next = stream_.next();
    hold(!next.is_violation(), "what the broker sends is well formed");
    if (!next.is_packet()) return answers;
    answers += answer(next.packet());
  }
}

std::string Bystander::answer(const codec::Packet& packet) {
  if (const auto* publish = std::get_if<codec::Publish>(&packet.body)) {
    hold(publish->payload == secret_ + std::to_string(arrived_),
         "each message of a bystander arrives once and in order");
    ++arrived_;
    if (packet.qos() == 0) return {};
    return acknowledgement(packet.qos() == 1 ? PacketType::puback : PacketType::pubrec, *publish->id);
  }
  const auto* known = std::get_if<codec::Acknowledgement>(&packet.body);
  if (known == nullptr) {
    hold(packet.type() != PacketType::disconnect, "a bystander is not sent away");
    return {};
  }
  switch (packet.type()) {
    case PacketType::pubrec: return acknowledgement(PacketType::pubrel, known->id);
    case PacketType::pubrel: return acknowledgement(PacketType::pubcomp, known->id);
    default:
      hold(known->code < 0x80 && open_.erase(known->id) == 1, "an acknowledgement is of a message, and good");
      return {};
  }
}

}  // namespace fuzz
