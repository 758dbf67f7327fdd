// See the header.
#include "runner/probe_facts.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "client/needs.h"
#include "runner/dialogue.h"

namespace runner {
namespace {

using codec::Field;
using codec::Number;
using codec::Version;

constexpr std::array announced_fields{Field::receive_maximum,
                                      Field::maximum_qos,
                                      Field::retain_available,
                                      Field::maximum_packet_size,
                                      Field::topic_alias_maximum,
                                      Field::wildcard_subscription_available,
                                      Field::subscription_identifier_available,
                                      Field::shared_subscription_available,
                                      Field::server_keep_alive,
                                      Field::session_expiry_interval};
struct DerivedWord {
  const char* word;
  Field field;
  Number least;
};
/// Words of `needs` that follow from what is announced.
constexpr std::array derived_words{
    DerivedWord{"qos1", Field::maximum_qos, 1},
    DerivedWord{"qos2", Field::maximum_qos, 2},
    DerivedWord{"retain", Field::retain_available, 1},
    DerivedWord{"wildcard_subscriptions", Field::wildcard_subscription_available, 1},
    DerivedWord{"shared_subscriptions", Field::shared_subscription_available, 1},
    DerivedWord{"subscription_identifiers", Field::subscription_identifier_available, 1},
};
constexpr std::array transports{"tcp", "tls", "mtls", "ws", "wss", "left", "right"};

}  // namespace

void note(client::ServerFacts& facts, Field field, Number value, std::string source) {
  facts.announced[field] = value;
  facts.source[std::string(codec::name_of(field))] = std::move(source);
}

client::ServerFacts facts_of_connack(std::string_view connack) {
  client::ServerFacts facts;
  for (const Field field : announced_fields) {
    if (const auto value = number_in(connack, Version::v5_0, field)) {
      note(facts, field, *value, "CONNACK");
    } else if (const auto absent = client::unannounced(field)) {
      note(facts, field, *absent, "default");
    }
  }
  return facts;
}

void declare(client::ServerFacts& facts, const Target& target, Version version, bool is_default) {
  for (const auto& [name, text] : target.declared) {
    Field field{};
    Number value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    if (!codec::field_named(name, field)) {
      facts.capabilities[name] = value != 0;
      facts.source[name] = "target file";
      continue;
    }
    const bool known_in_3_1_1 =
        field == Field::maximum_qos || field == Field::wildcard_subscription_available;
    if (is_default && (version == Version::v5_0 || known_in_3_1_1)) note(facts, field, value, "target file");
  }
}

void add_words(client::ServerFacts& facts, const Target& target,
               const std::map<std::string, std::string>& unreachable) {
  const auto say = [&facts](const std::string& word, bool is, const std::string& source) {
    facts.capabilities[word] = is;
    facts.source[word] = source;
  };
  for (const std::string word : transports) {
    const auto failed = unreachable.find(word);
    if (failed != unreachable.end()) {
      say(word, false, "probe: " + failed->second);
    } else {
      say(word, target.listeners.contains(word), "target file");
    }
  }
  const bool users = target.users.contains("writer") && target.users.contains("reader");
  const auto acl_failed = unreachable.find("acl");
  if (acl_failed != unreachable.end()) {
    say("users", false, "probe: " + acl_failed->second);
    say("acl", false, "probe: " + acl_failed->second);
  } else {
    say("users", users, "target file");
    say("acl", users && !target.acl.empty(), "target file");
  }
  say("auth", !target.auth.empty(), "target file");
  const auto& control = target.control;
  say("broker_control", control && control->stops, "target file");
  say("right_broker_control", control && control->stops_right, "target file");
  say("link_control", control && control->cuts_link, "target file");
  say("link_control_at_packets", control && control->cuts_link && control->link_is_watched, "target file");
  const auto declared = target.declared.find("durability");
  const bool promised = target.control && (declared == target.declared.end() || declared->second != "0");
  say("durability", promised && target.control->survives_stop, "target file");
  say("durability_when_killed", promised && target.control->survives_kill, "target file");
  for (const DerivedWord& each : derived_words) {
    const auto value = facts.announced.find(each.field);
    if (value == facts.announced.end()) continue;
    say(each.word, value->second >= each.least, facts.source.at(std::string(codec::name_of(each.field))));
  }
}

bool is_derived(std::string_view word) {
  return std::ranges::any_of(derived_words, [&](const auto& each) { return word == each.word; });
}

}  // namespace runner
