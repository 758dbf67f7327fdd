// See the header.
#include "campaign/novelty.h"

#include <algorithm>
#include <bit>

#include "codec/packet.h"

namespace campaign {
namespace {

using codec::PacketType;

constexpr std::uint32_t basis = 2'166'136'261U;

std::uint32_t mix(std::uint32_t hash, std::uint32_t value) {
  return (hash ^ value) * 16'777'619U;
}

std::uint32_t hash_of(std::string_view text) {
  std::uint32_t hash = basis;
  for (const char byte : text) hash = mix(hash, static_cast<std::uint8_t>(byte));
  return hash;
}

/// The byte of an answer that says how it went: a flag or a code, wherever its packet has it.
std::uint32_t outcome_of(std::string_view packet) {
  const auto byte = [&](std::size_t at) -> std::uint32_t {
    return at < packet.size() ? static_cast<std::uint8_t>(packet[at]) : 0U;
  };
  switch (static_cast<PacketType>(byte(0) >> 4U)) {
    case PacketType::connack: return byte(2) << 8U | byte(3);
    case PacketType::suback:
    case PacketType::unsuback: return byte(packet.size() - 1);
    case PacketType::puback:
    case PacketType::pubrec:
    case PacketType::pubrel:
    case PacketType::pubcomp: return byte(4);
    case PacketType::disconnect:
    case PacketType::auth: return byte(2);
    default: return 0;
  }
}

std::uint32_t token_of(const Utterance& utterance) {
  std::uint32_t token = mix(basis, static_cast<std::uint32_t>(utterance.what));
  if (utterance.packet.empty()) return token;
  token = mix(token, static_cast<std::uint8_t>(utterance.packet[0]));
  token = mix(token, utterance.whole ? 1 : 0);
  if (utterance.violation) token = mix(token, hash_of(utterance.violation->requirement));
  return utterance.what == Utterance::What::heard ? mix(token, outcome_of(utterance.packet)) : token;
}

}  // namespace

std::vector<std::uint32_t> behaviour_of(std::span<const Conversation> conversations) {
  std::vector<std::uint32_t> behaviour;
  for (const Conversation& conversation : conversations) {
    const std::uint32_t start = mix(basis, static_cast<std::uint32_t>(conversation.version));
    std::uint32_t last_sent = start;
    std::uint32_t last_heard = start;
    std::size_t heard = 0;
    for (const Utterance& utterance : conversation.utterances) {
      const std::uint32_t token = token_of(utterance);
      if (utterance.what == Utterance::What::sent) {
        last_sent = token;
        continue;
      }
      behaviour.push_back(mix(mix(start, last_sent), token));
      behaviour.push_back(mix(mix(start + 1, last_heard), token));
      last_heard = token;
      ++heard;
    }
    behaviour.push_back(mix(start + 2, static_cast<std::uint32_t>(std::bit_width(heard))));
  }
  return behaviour;
}

std::size_t Novelty::take_in(std::span<const std::uint32_t> behaviour) {
  std::size_t fresh = 0;
  for (const std::uint32_t each : behaviour) {
    const std::size_t at = (each ^ each >> 20U) % seen_->size();
    if (seen_->test(at)) continue;
    seen_->set(at);
    ++fresh;
  }
  count_ += fresh;
  return fresh;
}

}  // namespace campaign
