// See the header.
#include "campaign/conversation.h"

#include <algorithm>

#include "codec/decode.h"

namespace campaign {
namespace {

using What = Utterance::What;

Conversation& of(std::vector<Conversation>& all, std::uint8_t actor, std::uint16_t connection) {
  const auto same = std::ranges::find_if(
      all, [&](const Conversation& each) { return each.actor == actor && each.connection == connection; });
  if (same != all.end()) return *same;
  all.push_back({.actor = actor, .connection = connection, .utterances = {}});
  return all.back();
}

Utterance look_at(What what, std::string_view packet, codec::Version version) {
  Utterance utterance{.what = what, .packet = packet};
  const auto from =
      what == What::sent ? codec::Direction::client_to_server : codec::Direction::server_to_client;
  const auto decoded = codec::decode(codec::as_bytes(packet), version, from);
  utterance.whole = !decoded.is_incomplete();
  if (decoded.is_violation()) utterance.violation = decoded.violation();
  return utterance;
}

bool is_connect(const Utterance& utterance) {
  return utterance.what == What::sent && static_cast<std::uint8_t>(utterance.packet[0]) >> 4U == 1;
}

void add_sent(Conversation& conversation, std::string_view bytes) {
  for (const std::string_view packet : pieces_of(bytes)) {
    // The first CONNECT decides for the whole connection; a second one is an error, whatever it names.
    const bool is_first = std::ranges::none_of(conversation.utterances, is_connect);
    if (is_first) conversation.version = version_behind(packet, conversation.version);
    const Utterance utterance = look_at(What::sent, packet, conversation.version);
    if (conversation.utterances.empty())
      conversation.begins_well =
          static_cast<std::uint8_t>(packet[0]) >> 4 == 1 && utterance.whole && !utterance.violation;
    conversation.utterances.push_back(utterance);
  }
}

void add_heard(Conversation& conversation, const Heard& heard, const Transcript& transcript) {
  switch (heard.what) {
    case Heard::What::packet:
      conversation.utterances.push_back(
          look_at(What::heard, transcript.bytes_of(heard), conversation.version));
      break;
    case Heard::What::fragment:
      conversation.utterances.push_back(
          {.what = What::heard, .packet = transcript.bytes_of(heard), .whole = false});
      break;
    case Heard::What::fin:
    case Heard::What::rst: conversation.utterances.push_back({.what = What::closed_by_broker}); break;
    case Heard::What::not_opened: break;
  }
}

}  // namespace

std::vector<Conversation> conversations(const Play& play, const Transcript& transcript) {
  std::vector<Conversation> all;
  std::size_t next = 0;
  for (std::size_t i = 0; i <= play.steps.size(); ++i) {
    for (; next < transcript.heard.size() && transcript.heard[next].steps <= i; ++next) {
      const Heard& heard = transcript.heard[next];
      add_heard(of(all, heard.actor, heard.connection), heard, transcript);
    }
    if (i == play.steps.size()) break;
    const Step& step = play.steps[i];
    if (step.deed != Deed::send || transcript.connection_of_step[i] == Transcript::not_sent) continue;
    add_sent(of(all, step.actor, transcript.connection_of_step[i]), step.bytes);
  }
  return all;
}

}  // namespace campaign
