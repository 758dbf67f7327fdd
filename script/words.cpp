// The words of the language.
#include "script/words.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "codec/field_table.h"

namespace script {
namespace {

using codec::PacketType;
using namespace std::string_view_literals;

constexpr std::array verb_rows = {
    VerbRow{"opens", VerbKind::opens, {}, false},
    VerbRow{"connects", VerbKind::connects, PacketType::connect, true},
    VerbRow{"subscribes", VerbKind::subscribes, PacketType::subscribe, true},
    VerbRow{"unsubscribes", VerbKind::unsubscribes, PacketType::unsubscribe, true},
    VerbRow{"publishes", VerbKind::publishes, PacketType::publish, true},
    VerbRow{"leaves", VerbKind::leaves, PacketType::disconnect, false},
    VerbRow{"closes", VerbKind::closes, {}, false},
    VerbRow{"resets", VerbKind::resets, {}, false},
    VerbRow{"half-closes", VerbKind::half_closes, {}, false},
    VerbRow{"stalls", VerbKind::stalls, {}, false},
    VerbRow{"resumes", VerbKind::resumes, {}, false},
    VerbRow{"reauthenticates", VerbKind::reauthenticates, PacketType::auth, true},
};

constexpr std::array overrides = {
    "flags"sv,    "type"sv,   "remaining_length"sv, "length_bytes"sv, "property_length"sv,
    "truncate"sv, "append"sv, "connect_flags"sv,    "reserved"sv,     "split"sv,
    "frame"sv};

constexpr std::array transports = {"tcp"sv, "tls"sv, "mtls"sv, "ws"sv, "wss"sv, "acl"sv};
constexpr std::array places = {"left"sv, "right"sv};
constexpr std::array certificates = {"none"sv, "client"sv, "foreign"sv};
constexpr std::array capabilities = {"users"sv,
                                     "acl"sv,
                                     "auth"sv,
                                     "tcp"sv,
                                     "tls"sv,
                                     "mtls"sv,
                                     "ws"sv,
                                     "wss"sv,
                                     "left"sv,
                                     "right"sv,
                                     "broker_control"sv,
                                     "right_broker_control"sv,
                                     "link_control"sv,
                                     "link_control_at_packets"sv,
                                     "durability"sv,
                                     "durability_when_killed"sv,
                                     "qos1"sv,
                                     "qos2"sv,
                                     "retain"sv,
                                     "wildcard_subscriptions"sv,
                                     "shared_subscriptions"sv,
                                     "subscription_identifiers"sv,
                                     "empty_client_id"sv,
                                     "anonymous"sv};

constexpr std::array reserved_words = {
    "only"sv,  "should"sv,   "in"sv,     "else"sv,   "as"sv,     "or"sv,     "for"sv,
    "on"sv,    "with"sv,     "is"sv,     "one"sv,    "of"sv,     "maybe"sv,  "fence"sv,
    "never"sv, "given"sv,    "repeat"sv, "let"sv,    "after"sv,  "broker"sv, "link"sv,
    "case"sv,  "either"sv,   "at"sv,     "reacts"sv, "CLOSED"sv, "BYTES"sv,  "anything"sv,
    "suite"sv, "scenario"sv, "t"sv,      "server"sv, "users"sv,  "acl"sv,    "auth"sv};

/// How many letters are wrong, missing, too many, or swapped with their neighbour.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
    std::swap(before, last);
    std::swap(last, row);
  }
  return last.back();
}

}  // namespace

std::span<const VerbRow> verbs() {
  return verb_rows;
}

const VerbRow* find_verb(std::string_view name) {
  const auto found = std::ranges::find(verb_rows, name, &VerbRow::name);
  return found == verb_rows.end() ? nullptr : &*found;
}

std::span<const std::string_view> override_words() {
  return overrides;
}
bool is_override(std::string_view name) {
  return std::ranges::find(overrides, name) != overrides.end();
}
std::span<const std::string_view> capability_words() {
  return capabilities;
}
std::span<const std::string_view> transport_words() {
  return transports;
}
std::span<const std::string_view> certificate_words() {
  return certificates;
}
std::span<const std::string_view> place_words() {
  return places;
}
bool is_place(std::string_view word) {
  return std::ranges::find(places, word) != places.end();
}

std::vector<std::string> announced_names() {
  using Kind = codec::FieldKind;
  std::vector<std::string> names;
  for (const codec::FieldDescription& row : codec::fields_of(PacketType::connack)) {
    const bool number = row.kind == Kind::byte || row.kind == Kind::two_byte || row.kind == Kind::four_byte;
    if (row.property != 0 && number) names.emplace_back(codec::name_of(row.field));
  }
  return names;
}

bool is_announced(std::string_view name) {
  const std::vector<std::string> names = announced_names();
  return std::ranges::find(names, name) != names.end();
}

bool is_reserved(std::string_view name) {
  codec::PacketType type{};
  if (codec::packet_type_named(name, type) || find_verb(name) != nullptr) return true;
  const bool count =
      name.size() > 1 && name[0] == 'x' && name.find_first_not_of("0123456789", 1) == std::string_view::npos;
  return count || std::ranges::find(reserved_words, name) != reserved_words.end();
}

bool is_name(std::string_view text) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  return !text.empty() && letter(text[0]) && std::ranges::all_of(text, [&](char c) {
    return letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

std::string nearest(std::string_view word, std::span<const std::string_view> words) {
  std::string_view best;
  std::size_t least = std::numeric_limits<std::size_t>::max();
  if (word.size() > 64) return {};
  for (const std::string_view candidate : words) {
    const std::size_t far = distance(word, candidate);
    const std::size_t allowed = std::max<std::size_t>(1, std::max(word.size(), candidate.size()) / 3);
    if (far <= allowed && far < least) {
      least = far;
      best = candidate;
    }
  }
  return std::string(best);
}

std::string nearest(std::string_view word, const std::vector<std::string>& words) {
  return nearest(word, std::vector<std::string_view>(words.begin(), words.end()));
}

std::optional<codec::Version> version_named(std::string_view text) {
  if (text == "3.1.1") return codec::Version::v3_1_1;
  if (text == "5.0") return codec::Version::v5_0;
  return std::nullopt;
}

}  // namespace script
