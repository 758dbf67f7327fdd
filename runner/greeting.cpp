// See the header.
#include "runner/greeting.h"

#include <algorithm>
#include <cctype>
#include <fmt/format.h>

namespace runner {
namespace {

using codec::Field;
using codec::Number;

constexpr std::uint32_t an_hour = 3'600;

std::string excerpt(std::string_view bytes) {
  constexpr std::size_t shown = 24;
  std::string hex;
  std::string text;
  for (const char c : bytes.substr(0, shown)) {
    const auto byte = static_cast<unsigned char>(c);
    hex += fmt::format("{}{:02x}", hex.empty() ? "" : " ", byte);
    text += std::isprint(byte) != 0 ? c : '.';
  }
  return fmt::format("{}{} (\"{}\")", hex, bytes.size() > shown ? " ..." : "", text);
}

std::string words_for(Number code) {
  switch (code) {
    case 1: return "unacceptable protocol version";  // in 5.0 as well: the server answers in its own version
    case 2: return "identifier rejected";
    case 3: return "server unavailable";
    case 4: return "bad user name or password";
    case 5: return "not authorized";
    case 0x84: return "unsupported protocol version";
    case 0x85: return "client identifier not valid";
    case 0x86: return "bad user name or password";
    case 0x87: return "not authorized";
    case 0x88: return "server unavailable";
    case 0x89: return "server busy";
    case 0x8a: return "banned";
    case 0x8c: return "bad authentication method";
    case 0x9f: return "connection rate exceeded";
    default: return "a refusal";
  }
}

}  // namespace

void greet(Dialogue& dialogue, codec::Version version, const std::string& client_id, const User* user) {
  const Field clean = version == codec::Version::v5_0 ? Field::clean_start : Field::clean_session;
  std::vector<codec::FieldValue> fields{
      {clean, Number{1}}, {Field::keep_alive, Number{60}}, {Field::client_id, client_id}};
  if (version == codec::Version::v5_0) fields.push_back({Field::session_expiry_interval, Number{an_hour}});
  if (user != nullptr) {
    fields.push_back({Field::user_name, user->user_name});
    if (!user->password.empty()) fields.push_back({Field::password, user->password});
  }
  dialogue.send(codec::PacketType::connect, fields);
}

void leave(Dialogue& dialogue, codec::Version version) {
  std::vector<codec::FieldValue> fields;
  if (version == codec::Version::v5_0) fields.push_back({Field::session_expiry_interval, Number{0}});
  dialogue.send(codec::PacketType::disconnect, fields);
}

bool answered(const Dialogue& dialogue) {
  if (dialogue.over()) return true;
  const std::string& bytes = dialogue.received();
  if (bytes.empty()) return false;
  const bool may_be_connack = bytes.front() == '\x20';
  return !may_be_connack || dialogue.packet(codec::PacketType::connack).has_value();
}

Greeting judge(const Dialogue& dialogue, const std::string& where, net::Time patience) {
  using What = Greeting::What;
  Greeting result;
  const auto say = [&](What what, std::string sentence) {
    result.what = what;
    result.sentence = std::move(sentence);
    return result;
  };
  if (dialogue.state() == Dialogue::State::open_failed) return say(What::unreachable, dialogue.why());
  if (dialogue.state() == Dialogue::State::refused) {
    return say(What::transport, fmt::format("{}: {}", where, dialogue.why()));
  }
  const std::string& bytes = dialogue.received();
  if (const auto connack = dialogue.packet(codec::PacketType::connack);
      connack && bytes.starts_with(*connack) && connack->size() >= 4) {
    result.connack = *connack;
    result.code = static_cast<unsigned char>((*connack)[3]);
    if (result.code == 0) {
      result.what = What::accepted;
      return result;
    }
    const bool credentials =
        result.code == 4 || result.code == 5 || result.code == 0x86 || result.code == 0x87;
    return say(
        What::refused,
        fmt::format(
            "{} refuses the connection: code {:#04x}, {}{}", where, result.code, words_for(result.code),
            credentials ? "; name a user with --user and --password-file, or in the target file" : ""));
  }
  if (bytes.starts_with("HTTP/")) {
    return say(What::http, fmt::format("{} speaks HTTP, not MQTT; for MQTT over WebSocket write ws://{}/mqtt",
                                       where, where));
  }
  if (!bytes.empty()) {
    return say(What::not_mqtt,
               fmt::format("{} answers CONNECT with something that is not MQTT: {}", where, excerpt(bytes)));
  }
  if (dialogue.state() == Dialogue::State::ended) {
    return say(What::closed, fmt::format("{} closes the connection without answering CONNECT", where));
  }
  if (dialogue.state() == Dialogue::State::opening) {
    return say(What::unreachable, fmt::format("{} does not answer: no connection within {:.3g} s", where,
                                              std::chrono::duration<double>(patience).count()));
  }
  return say(What::silent, fmt::format("{} accepts connections, but does not answer CONNECT within {:.3g} s",
                                       where, std::chrono::duration<double>(patience).count()));
}

}  // namespace runner
