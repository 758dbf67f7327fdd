// See the header.
#include "fuzz/support/bystanders.h"

#include <variant>

#include "codec/first_byte.h"
#include "fuzz/support/oracle.h"

namespace fuzz {
namespace {

using codec::PacketType;

// Made by hand and not by compose: these packets are a good part of what the target does for an input.

void append_number(std::string& bytes, std::size_t number) {
  bytes += static_cast<char>(number >> 8 & 0xFFU);
  bytes += static_cast<char>(number & 0xFFU);
}

void append_text(std::string& bytes, std::string_view text) {
  append_number(bytes, text.size());
  bytes += text;
}

/// Appends a packet of less than 130 bytes.
void append_packet(std::string& bytes, PacketType type, unsigned flags, std::string_view rest) {
  bytes += static_cast<char>(codec::first_byte_of(type) | flags);
  bytes += static_cast<char>(rest.size());
  bytes += rest;
}

std::string acknowledgement(PacketType type, std::uint16_t id) {
  std::string bytes;
  bytes.reserve(4);
  bytes += static_cast<char>(codec::first_byte_of(type));
  bytes += '\x02';
  append_number(bytes, id);
  return bytes;
}

}  // namespace

Bystander::Bystander(Role role, std::string secret)
    : role_(role),
      secret_(std::move(secret)),
      stream_(codec::Version::v5_0, codec::Direction::server_to_client) {}

std::string Bystander::hello() const {
  using namespace std::string_view_literals;
  const bool subscribes = role_ == Role::subscriber;
  // Protocol Name and Version, Clean Start, no Keep Alive, no properties
  std::string connect("\x00\x04MQTT\x05\x02\x00\x00\x00"sv);
  append_text(connect, (subscribes ? "subscriber" : "publisher") + secret_);
  std::string words;
  append_packet(words, PacketType::connect, 0, connect);
  if (!subscribes) return words;
  std::string subscribe("\x00\x01\x00"sv);
  append_text(subscribe, topic());
  subscribe += '\x02';
  append_packet(words, PacketType::subscribe, 0, subscribe);
  return words;
}

std::string Bystander::publish(std::uint8_t qos) {
  std::string rest;
  rest.reserve(64);
  append_text(rest, topic());
  if (qos > 0) {
    const auto id = static_cast<std::uint16_t>(published_ % 65'535 + 1);
    append_number(rest, id);
    open_[id] = qos;
  }
  rest += '\0';
  rest += payload(published_);
  ++published_;
  std::string bytes;
  append_packet(bytes, PacketType::publish, unsigned{qos} << 1U, rest);
  return bytes;
}

std::string Bystander::payload(std::uint32_t number) const {
  return secret_ + std::to_string(number);
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
    hold(publish->payload == payload(arrived_), "each message of a bystander arrives once and in order");
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
