// See the header.
#include "campaign/judge.h"

#include <algorithm>
#include <fmt/format.h>
#include <optional>

#include "codec/decode.h"
#include "codec/packet.h"
#include "requirements/catalogue.h"

namespace campaign {
namespace {

using codec::PacketType;
using What = Utterance::What;

PacketType type_of(std::string_view packet) {
  return static_cast<PacketType>(static_cast<std::uint8_t>(packet[0]) >> 4U);
}

std::uint8_t byte_at(std::string_view packet, std::size_t at) {
  return at < packet.size() ? static_cast<std::uint8_t>(packet[at]) : std::uint8_t{0};
}

/// Where the Remaining Length ends.
std::size_t body_of(std::string_view packet) {
  std::size_t at = 1;
  while (at < 4 && byte_at(packet, at) >= 0x80) ++at;
  return at + 1;
}

std::uint16_t two_bytes(std::string_view packet, std::size_t at) {
  return static_cast<std::uint16_t>(byte_at(packet, at) << 8U | byte_at(packet, at + 1));
}

/// The Packet Identifier of a request, read as far as a broken one can be; 0: none.
std::uint16_t identifier_of(std::string_view packet) {
  const std::size_t body = body_of(packet);
  switch (type_of(packet)) {
    case PacketType::subscribe:
    case PacketType::unsubscribe: return two_bytes(packet, body);
    case PacketType::publish:
      if ((byte_at(packet, 0) & 0x06U) == 0) return 0;
      return two_bytes(packet, body + 2 + two_bytes(packet, body));
    default: return 0;
  }
}

/// The answer with which a broker accepts such a request.
PacketType acceptance_of(std::string_view request) {
  switch (type_of(request)) {
    case PacketType::connect: return PacketType::connack;
    case PacketType::subscribe: return PacketType::suback;
    case PacketType::unsubscribe: return PacketType::unsuback;
    case PacketType::publish:
      return (byte_at(request, 0) & 0x06U) == 0x02 ? PacketType::puback : PacketType::pubrec;
    default: return PacketType::reserved;
  }
}

bool says_yes(std::string_view answer) {
  const std::size_t body = body_of(answer);
  switch (type_of(answer)) {
    case PacketType::connack: return byte_at(answer, body + 1) == 0;
    case PacketType::suback: return answer.size() > body + 2 && byte_at(answer, answer.size() - 1) < 0x80;
    case PacketType::unsuback: return answer.size() == body + 2 || byte_at(answer, answer.size() - 1) < 0x80;
    default: return byte_at(answer, body + 2) < 0x80;
  }
}

/// The catalogue's word: only where every server must close at once is an answer a breach.
bool must_close(std::string_view requirement) {
  const requirements::Requirement* row = requirements::catalogue().find(requirement);
  return row != nullptr && row->grade == requirements::Grade::must &&
         row->reaction.kind == requirements::Reaction::Kind::close;
}

/// Whether a client sent a packet with the same fault: then the broker may just have handed it on, and where
/// no numbered statement forbids what it holds, that is what a server is for.
bool was_handed_on(const Utterance& said, std::span<const Conversation> conversations) {
  const std::string_view fault = said.violation->requirement;
  if (fault.find("MQTT-") != std::string_view::npos) return false;
  return std::ranges::any_of(conversations, [&](const Conversation& each) {
    return std::ranges::any_of(each.utterances, [&](const Utterance& other) {
      return other.what == What::sent && other.violation && other.violation->requirement == fault;
    });
  });
}

std::optional<Suspicion> ill_formed(const Utterance& said, std::span<const Conversation> conversations) {
  if (!said.violation || was_handed_on(said, conversations)) return std::nullopt;
  const auto type = name_of(type_of(said.packet));
  return Suspicion{Kind::ill_formed, fmt::format("{} {}", type, said.violation->requirement),
                   fmt::format("sent an illegal {}: {}", type, said.violation->explanation),
                   std::string(said.violation->requirement), std::string(said.packet)};
}

/// Legal, and without the characters that a receiver may refuse (5.0, 1.5.4).
bool is_beyond_doubt(std::string_view packet, codec::Version version) {
  return codec::decode(codec::as_bytes(packet), version, codec::Direction::client_to_server,
                       {.reject_control_characters = true})
      .is_packet();
}

/// 5.0 alone has words for it. Packets that are legal one by one may still be wrong at their place, but then
/// none of them is malformed.
std::optional<Suspicion> refused(const Conversation& conversation, std::size_t at) {
  constexpr std::uint8_t malformed_packet = 0x81;
  const std::string_view packet = conversation.utterances[at].packet;
  const std::size_t code_at = type_of(packet) == PacketType::connack ? body_of(packet) + 1 : body_of(packet);
  const bool speaks_of_it =
      type_of(packet) == PacketType::connack || type_of(packet) == PacketType::disconnect;
  if (conversation.version != codec::Version::v5_0 || !speaks_of_it || packet.size() <= code_at ||
      byte_at(packet, code_at) != malformed_packet)
    return std::nullopt;
  const auto said_before = std::span(conversation.utterances).first(at);
  const bool all_legal = std::ranges::all_of(said_before, [&](const Utterance& each) {
    return each.what != What::sent || is_beyond_doubt(each.packet, conversation.version);
  });
  if (!all_legal) return std::nullopt;
  const auto last = std::ranges::find(said_before.rbegin(), said_before.rend(), What::sent, &Utterance::what);
  if (last == said_before.rend()) return std::nullopt;
  const auto type = name_of(type_of(last->packet));
  return Suspicion{Kind::refused,
                   fmt::format("malformed after {}", type),
                   fmt::format("says Malformed Packet (0x81) though all it was sent is legal, {} last", type),
                   {}};
}

std::optional<Suspicion> accepted(const Conversation& conversation, std::size_t at) {
  const Utterance& sent = conversation.utterances[at];
  if (!sent.violation || !sent.whole || !must_close(sent.violation->requirement)) return std::nullopt;
  const PacketType wanted = acceptance_of(sent.packet);
  if (wanted == PacketType::reserved) return std::nullopt;
  const std::uint16_t id = identifier_of(sent.packet);
  const bool is_connect = wanted == PacketType::connack;
  // Only what can be an answer to nothing else convicts.
  const auto asks_the_same = [&](const Utterance& each) {
    return each.what == What::sent && acceptance_of(each.packet) == wanted &&
           (is_connect || identifier_of(each.packet) == id);
  };
  if ((id == 0 && !is_connect) || std::ranges::count_if(conversation.utterances, asks_the_same) != 1)
    return std::nullopt;
  const auto behind = std::span(conversation.utterances).subspan(at + 1);
  const bool yes = std::ranges::any_of(behind, [&](const Utterance& each) {
    return each.what == What::heard && !each.packet.empty() && type_of(each.packet) == wanted &&
           (is_connect || two_bytes(each.packet, body_of(each.packet)) == id) && says_yes(each.packet);
  });
  if (!yes) return std::nullopt;
  const auto type = name_of(type_of(sent.packet));
  return Suspicion{Kind::accepted, fmt::format("{} {}", type, sent.violation->requirement),
                   fmt::format("answers {} with {} though it must close: {}", type, name_of(wanted),
                               sent.violation->explanation),
                   std::string(sent.violation->requirement)};
}

}  // namespace

std::vector<Suspicion> judge(std::span<const Conversation> conversations) {
  std::vector<Suspicion> found;
  const auto add = [&](std::optional<Suspicion> suspicion) {
    if (suspicion) found.push_back(std::move(*suspicion));
  };
  for (const Conversation& conversation : conversations) {
    bool legal_so_far = true;
    for (std::size_t i = 0; i < conversation.utterances.size(); ++i) {
      const Utterance& each = conversation.utterances[i];
      if (each.what == What::sent) {
        const bool was_legal = std::exchange(legal_so_far, legal_so_far && !each.violation && each.whole);
        if (was_legal && (conversation.begins_well || i == 0)) add(accepted(conversation, i));
      } else if (each.what == What::heard && conversation.begins_well && !each.packet.empty()) {
        add(ill_formed(each, conversations));
        add(refused(conversation, i));
      }
    }
  }
  return found;
}

}  // namespace campaign
