// See the header.
#include "fuzz/support/watched_connection.h"

#include <fmt/format.h>
#include <string>
#include <variant>

#include "codec/compose.h"
#include "fuzz/support/oracle.h"

namespace fuzz {
namespace {

using codec::PacketType;
using codec::Version;

constexpr std::uint8_t session_expiry_interval = 0x11;
constexpr std::uint8_t receive_maximum = 0x21;
constexpr std::uint32_t for_ever = 0xFFFF'FFFF;

std::string_view text_of(std::span<const std::uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::size_t count(const auto& sequence) {
  std::size_t items = 0;
  for ([[maybe_unused]] const auto& each : sequence) ++items;
  return items;
}

bool asks_for_ever(const codec::Properties& properties) {
  const auto expiry = properties.find(session_expiry_interval);
  return expiry && expiry->number == for_ever;
}

std::string complaint(const codec::Decoded& next, std::span<const std::uint8_t> bytes, Version version) {
  if (next.is_incomplete()) return "what the broker sends are whole packets";
  const codec::Violation& violation = next.violation();
  return fmt::format("what the broker sends is well formed: {} {} in {}, {}", violation.requirement,
                     violation.explanation, violation.field,
                     codec::print_packet(text_of(bytes), version, codec::Direction::server_to_client, 40));
}

}  // namespace

std::optional<std::string_view> WatchedConnection::next_piece() {
  owed_.reset();
  told_received_.reset();
  const codec::Decoded next = sent_.next();
  if (next.is_packet()) {
    // Part of it may be with the broker already, from an earlier piece that broke off.
    const std::uint64_t begin = sent_.offset() - next.size();
    const std::size_t known = fed_ > begin ? static_cast<std::size_t>(fed_ - begin) : 0;
    learn(next.packet());
    fed_ = sent_.offset();
    return text_of(sent_.packet_bytes()).substr(known);
  }
  const std::size_t known = static_cast<std::size_t>(fed_ - sent_.offset());
  const std::string_view left = text_of(sent_.pending());
  if (left.size() <= known) return std::nullopt;
  fed_ += left.size() - known;
  return left.substr(known);
}

void WatchedConnection::learn(const codec::Packet& packet) {
  if (const auto* connect = std::get_if<codec::Connect>(&packet.body); connect != nullptr && !connect_seen_) {
    connect_seen_ = true;
    learn_connect(*connect, packet.version);
    return;
  }
  if (!connected_) return;
  if (const auto* publish = std::get_if<codec::Publish>(&packet.body); publish != nullptr && publish->id) {
    owed_ = packet.qos() == 1 ? PacketType::puback : PacketType::pubrec;
    owed_id_ = *publish->id;
  } else if (const auto* subscribe = std::get_if<codec::Subscribe>(&packet.body)) {
    owed_ = PacketType::suback;
    owed_id_ = subscribe->id;
    owed_codes_ = count(subscribe->subscriptions);
  } else if (const auto* unsubscribe = std::get_if<codec::Unsubscribe>(&packet.body)) {
    owed_ = PacketType::unsuback;
    owed_id_ = unsubscribe->id;
    owed_codes_ = count(unsubscribe->filters);
  } else if (const auto* acknowledgement = std::get_if<codec::Acknowledgement>(&packet.body)) {
    if (packet.type() == PacketType::pubrel) {
      owed_ = PacketType::pubcomp;
      owed_id_ = acknowledgement->id;
    }
    if (packet.type() == PacketType::pubrec) told_received_ = acknowledgement->id;
    const bool ends = packet.type() == PacketType::puback || packet.type() == PacketType::pubcomp ||
                      (packet.type() == PacketType::pubrec && acknowledgement->code >= 0x80);
    if (ends) forget(acknowledgement->id);
  } else if (packet.type() == PacketType::pingreq) {
    owed_ = PacketType::pingresp;
  } else if (const auto* notice = std::get_if<codec::Notice>(&packet.body)) {
    for_ever_ = for_ever_ || asks_for_ever(notice->properties);
  }
}

void WatchedConnection::learn_connect(const codec::Connect& connect, Version version) {
  version_ = version;
  constexpr unsigned clean = 2;
  for_ever_ = version == Version::v3_1_1 ? (connect.flags & clean) == 0 : asks_for_ever(connect.properties);
  if (const auto maximum = connect.properties.find(receive_maximum)) receive_maximum_ = maximum->number;
}

void WatchedConnection::broker_wrote(std::string_view bytes) {
  hold(!closed_, "nothing is written behind a close");
  for (auto left = codec::as_bytes(bytes); !left.empty() && !unreadable_;) {
    const codec::Decoded next = codec::decode(left, version_, codec::Direction::server_to_client);
    if (next.is_packet()) {
      judge(next.packet());
      left = left.subspan(next.size());
      continue;
    }
    // Who sends no CONNECT that can be read is answered in a version of the server's choice.
    unreadable_ = !connect_seen_;
    if (!unreadable_) hold(false, complaint(next, left, version_));
  }
}

void WatchedConnection::judge(const codec::Packet& packet) {
  const bool is_first_word = packet.type() == PacketType::connack || packet.type() == PacketType::auth ||
                             packet.type() == PacketType::disconnect;
  hold(connected_ || is_first_word, "the first packet of a server is CONNACK");  // MQTT-3.2.0-1
  if (const auto* connack = std::get_if<codec::Connack>(&packet.body)) {
    hold(!connected_, "there is one CONNACK");  // 5.0/MQTT-3.2.0-2
    connected_ = connack->code == 0;
  } else if (packet.type() == PacketType::publish) {
    judge_publish(packet);
  } else if (const auto* answer = std::get_if<codec::SubscriptionAcknowledgement>(&packet.body)) {
    hold(owed_ == packet.type() && owed_id_ == answer->id, "SUBACK and UNSUBACK answer a request");
    if (packet.type() == PacketType::suback || packet.version == Version::v5_0)
      hold(answer->codes.size() == owed_codes_, "there is a code for each filter");  // MQTT-3.8.4-5, 3.11.3-1
    owed_.reset();
  } else if (const auto* acknowledgement = std::get_if<codec::Acknowledgement>(&packet.body)) {
    if (packet.type() == PacketType::pubrel) {
      // Unasked it is of a session that was resumed between PUBREC and PUBCOMP; as the answer to a PUBREC it
      // opens nothing, also where that PUBREC was of no message.
      if (told_received_ != acknowledgement->id && !is_open(acknowledgement->id))
        open_.push_back({acknowledgement->id, false});
      return;
    }
    hold(owed_ == packet.type() && owed_id_ == acknowledgement->id, "an acknowledgement answers its packet");
    owed_.reset();
  } else if (packet.type() == PacketType::pingresp) {
    hold(owed_ == PacketType::pingresp, "PINGRESP answers PINGREQ");
    owed_.reset();
  }
}

void WatchedConnection::judge_publish(const codec::Packet& packet) {
  const auto& publish = std::get<codec::Publish>(packet.body);
  if (!publish.id) return;
  hold(!is_open(*publish.id), "a Packet Identifier in use is not used again");  // 5.0/MQTT-2.2.1-4
  // A message of which only PUBREL is sent again takes no place: the quota begins anew with the connection,
  // and each PUBLISH takes from it (4.9).
  open_.push_back({*publish.id, true});
  ++sent_here_;
  hold(sent_here_ <= receive_maximum_, "the client's Receive Maximum is kept");  // 5.0/MQTT-3.3.4-9
}

void WatchedConnection::forget(std::uint16_t id) {
  const auto found = std::ranges::find(open_, id, &Open::id);
  if (found == open_.end()) return;
  sent_here_ -= found->sent_here ? 1 : 0;
  *found = open_.back();
  open_.pop_back();
}

void WatchedConnection::broker_closed() {
  hold(!closed_, "a connection is closed once");
  closed_ = true;
}

void WatchedConnection::piece_is_through() {
  hold(closed_ || !owed_, "every request is answered, or the connection is closed");
}

}  // namespace fuzz
