// See the header.
#include "runner/secrets.h"

#include <algorithm>
#include <variant>

#include "codec/compose.h"

namespace runner {
namespace {

using client::WireEvent;

constexpr std::size_t too_common = 6;  ///< bytes; what is shorter may be a word of our own sentences

/// Methods whose messages prove that a client knows the password and do not hold it.
bool tells_no_secret(std::string_view method) {
  return method.starts_with("SCRAM-") || method == "conformance-challenge";
}

bool says_who_it_is(const WireEvent& event) {
  if (event.what != WireEvent::What::sent || event.bytes.empty()) return false;
  const auto type = static_cast<codec::PacketType>(static_cast<std::uint8_t>(event.bytes[0]) >> 4U);
  return type == codec::PacketType::connect || type == codec::PacketType::auth;
}

/// What stands in the password or the Authentication Data of a packet, whoever gave it.
std::vector<std::string> confided(const WireEvent& event, codec::Version version) {
  std::vector<std::string> values;
  if (!says_who_it_is(event)) return values;
  bool data_is_secret = true;
  const auto fields = codec::dissect(event.bytes, version, codec::Direction::client_to_server);
  for (const auto& field : fields) {
    const auto* value = std::get_if<codec::Bytes>(&field.value);
    if (field.field == codec::Field::authentication_method && value != nullptr)
      data_is_secret = !tells_no_secret(*value);
  }
  for (const auto& field : fields) {
    const auto* value = std::get_if<codec::Bytes>(&field.value);
    const bool secret = field.field == codec::Field::password ||
                        (field.field == codec::Field::authentication_data && data_is_secret);
    if (secret && value != nullptr && !value->empty()) values.emplace_back(*value);
  }
  return values;
}

/// As a scenario writes it, without the quotes.
std::string literal(const std::string& value) {
  std::string text = codec::print_string(value);
  return text.size() >= 2 ? text.substr(1, text.size() - 2) : text;
}

void replace_all(std::string& text, std::string_view what) {
  if (what.empty()) return;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + what.size()))
    text.replace(at, what.size(), what.size(), '*');
}

bool spells(const CaseResult& result, const std::string& value) {
  const std::string written = literal(value);
  return std::ranges::any_of(result.source, [&](const std::string& line) {
    return line.find(value) != std::string::npos || line.find(written) != std::string::npos;
  });
}

void add(std::vector<std::string>& values, const std::string& value) {
  if (value.size() >= too_common && std::ranges::find(values, value) == values.end()) values.push_back(value);
}

}  // namespace

Secrets::Secrets(const Target& target) : hides_(true) {
  for (const auto& [role, user] : target.users) add(values_, user.password);
  for (const auto& [name, credentials] : target.auth) {
    add(values_, credentials.password);
    if (tells_no_secret(credentials.method)) continue;
    for (const auto& message : credentials.messages) add(values_, message);
  }
  std::ranges::sort(values_, std::ranges::greater{}, &std::string::size);
}

void Secrets::redact(std::string& text, std::span<const std::string> values) const {
  for (const std::string& value : values) {
    replace_all(text, value);
    replace_all(text, literal(value));
  }
}

std::string Secrets::redacted(std::string_view text) const {
  std::string out(text);
  redact(out, values_);
  return out;
}

void Secrets::redact(CaseResult& result) const {
  if (!hides_) return;
  std::vector<std::string> values = values_;
  std::erase_if(values, [&](const std::string& value) { return spells(result, value); });
  auto& outcome = result.outcome;
  for (WireEvent& event : outcome.wire) {
    for (const std::string& value : confided(event, result.version)) {
      if (spells(result, value)) continue;
      // The last place: in a CONNECT the password stands behind everything that could hold the same bytes.
      if (const auto at = event.bytes.rfind(value); at != std::string::npos)
        event.bytes.replace(at, value.size(), value.size(), '*');
      if (value.size() >= too_common && std::ranges::find(values, value) == values.end() &&
          value.find_first_not_of('*') != std::string::npos)
        values.push_back(value);
    }
  }
  for (WireEvent& event : outcome.wire) {
    for (const std::string& value : values) replace_all(event.bytes, value);
    redact(event.text, values);
  }
  for (auto& failure : outcome.failures)
    for (auto* text : {&failure.expected, &failure.actual, &failure.explanation}) redact(*text, values);
  for (auto& line : outcome.broker_log) redact(line, values);
  for (auto* remarks : {&outcome.advice, &outcome.notes})
    for (auto& remark : *remarks) redact(remark.text, values);
  for (auto* text : {&outcome.reason, &outcome.capability_source, &result.canary}) redact(*text, values);
}

}  // namespace runner
