// CONNECT in both versions at once, a SUBSCRIBE where 3.1.1 has no other way to tell, then every listener.
#include "runner/probe.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <random>

#include "runner/endpoints.h"
#include "runner/greeting.h"
#include "runner/probe_facts.h"

namespace runner {
namespace {

using codec::Field;
using codec::Number;
using codec::Version;
using What = Greeting::What;

constexpr net::Time second_version_patience = std::chrono::seconds(2);
constexpr net::Time trial_patience = std::chrono::seconds(2);

struct Attempt {
  Version version;
  std::unique_ptr<Dialogue> dialogue;
  Greeting greeting;
};

const User* user_of(const Target& target, const std::string& role) {
  const auto found = target.users.find(role);
  return found == target.users.end() ? nullptr : &found->second;
}

/// `what` tells the names of one probe apart.
std::string name_for(std::string_view what, std::string_view prefix, const ProbeOptions& options) {
  std::uint32_t number = 0x811c9dc5U;
  for (const char c : fmt::format("{} {}", options.seed, what)) {
    number = (number ^ static_cast<unsigned char>(c)) * 0x01000193U;
  }
  if (options.seed.empty()) number = std::random_device{}();
  return fmt::format("{}probe{:08x}", prefix, number);
}

std::vector<Attempt> greet_in_each_version(net::EventLoop& loop, const Target& target,
                                           const ProbeOptions& options, const std::string& where) {
  const auto endpoint = endpoint_for(target, target.default_listener, "");
  const std::string listener = target.default_listener == limited_listener ? " limited" : "";
  std::vector<Attempt> attempts;
  for (const Version version : {Version::v3_1_1, Version::v5_0}) {
    const std::string name(codec::name_of(version));
    if (!target.versions.empty() && std::ranges::find(target.versions, name) == target.versions.end())
      continue;
    Attempt attempt{version, std::make_unique<Dialogue>(loop, *endpoint, version), {}};
    greet(*attempt.dialogue, version, name_for(name + listener, options.client_id_prefix, options),
          user_of(target, ""));
    attempts.push_back(std::move(attempt));
  }
  const auto is_through = [](const Attempt& attempt) { return answered(*attempt.dialogue); };
  const bool somebody = loop.run_until([&] { return std::ranges::any_of(attempts, is_through); },
                                       loop.now() + options.patience);
  if (somebody) {
    loop.run_until([&] { return std::ranges::all_of(attempts, is_through); },
                   loop.now() + std::min(second_version_patience, options.patience));
  }
  for (Attempt& attempt : attempts) {
    attempt.greeting = judge(*attempt.dialogue, where, options.patience);
  }
  return attempts;
}

/// A server of HTTP waits in silence for the end of a line; ask it in its own words.
bool speaks_http(net::EventLoop& loop, const net::Endpoint& endpoint) {
  if (endpoint.websocket) return false;
  Dialogue dialogue(loop, endpoint, Version::v3_1_1);
  dialogue.send("GET / HTTP/1.0\r\n\r\n");
  loop.run_until([&] { return dialogue.over() || dialogue.received().size() >= 5; },
                 loop.now() + trial_patience);
  return dialogue.received().starts_with("HTTP/");
}

/// The attempt that says most about what is wrong.
const Greeting& gravest(const std::vector<Attempt>& attempts) {
  constexpr std::array order{What::unreachable, What::transport, What::http,   What::not_mqtt,
                             What::refused,     What::closed,    What::silent, What::accepted};
  const auto rank = [&](const Attempt& attempt) { return std::ranges::find(order, attempt.greeting.what); };
  return std::ranges::min_element(attempts, {}, rank)->greeting;
}

/// 3.1.1 announces nothing: a SUBSCRIBE tells the maximum QoS and whether wildcards are allowed.
client::ServerFacts try_out(Dialogue& dialogue, const ProbeOptions& options) {
  client::ServerFacts facts;
  note(facts, Field::maximum_qos, 2, "default");
  note(facts, Field::wildcard_subscription_available, 1, "default");
  const std::string root = name_for("topic", options.topic_prefix, options);
  dialogue.send(codec::PacketType::subscribe, {{Field::id, Number{1}},
                                               {Field::filter, root},
                                               {Field::max_qos, Number{2}},
                                               {Field::filter, root + "/+/#"},
                                               {Field::max_qos, Number{2}}});
  const auto suback = dialogue.wait_for(codec::PacketType::suback, trial_patience);
  if (!suback || suback->size() < 6) return facts;
  const auto plain = static_cast<unsigned char>((*suback)[4]);
  const auto wild = static_cast<unsigned char>((*suback)[5]);
  // A lower grant says nothing of publishing, which 3.1.1 has no way to decline (3.3.4).
  if (plain <= 2) note(facts, Field::wildcard_subscription_available, wild <= 2 ? 1 : 0, "SUBACK");
  return facts;
}

std::map<Version, client::ServerFacts> facts_of(const std::vector<Attempt>& attempts, const Target& target,
                                                const ProbeOptions& options, bool is_default) {
  std::map<Version, client::ServerFacts> all;
  for (const Attempt& attempt : attempts) {
    if (attempt.greeting.what != What::accepted) continue;
    client::ServerFacts facts = attempt.version == Version::v5_0 ? facts_of_connack(attempt.greeting.connack)
                                                                 : try_out(*attempt.dialogue, options);
    declare(facts, target, attempt.version, is_default);
    all[attempt.version] = std::move(facts);
    leave(*attempt.dialogue, attempt.version);
  }
  return all;
}

/// What `limited` announces, where that is not the default listener.
std::map<Version, client::ServerFacts> facts_of_limited(net::EventLoop& loop, const Target& target,
                                                        const ProbeOptions& options,
                                                        const std::vector<Version>& versions) {
  if (!target.listeners.contains(limited_listener) || target.default_listener == limited_listener) return {};
  Target there = target;
  there.default_listener = limited_listener;
  there.versions.clear();
  for (const Version version : versions) there.versions.emplace_back(codec::name_of(version));
  const auto attempts = greet_in_each_version(loop, there, options, limited_listener);
  return facts_of(attempts, target, options, false);
}

struct ListenerCheck {
  std::string name;
  std::unique_ptr<Dialogue> dialogue;
};

/// Which listeners answer a CONNECT; the reason where one does not.
std::map<std::string, std::string> check_listeners(net::EventLoop& loop, const Target& target,
                                                   const ProbeOptions& options, Version version) {
  std::vector<ListenerCheck> checks;
  for (const auto& [name, address] : target.listeners) {
    if (name == target.default_listener) continue;
    const auto endpoint = endpoint_for(target, name, "");
    checks.push_back({name, std::make_unique<Dialogue>(loop, *endpoint, version)});
    const User* user = name == "acl" ? user_of(target, "writer") : user_of(target, "");
    greet(*checks.back().dialogue, version, name_for(name, options.client_id_prefix, options), user);
  }
  loop.run_until(
      [&] {
        return std::ranges::all_of(checks, [](const auto& check) { return answered(*check.dialogue); });
      },
      loop.now() + options.patience);
  std::map<std::string, std::string> unreachable;
  for (const ListenerCheck& check : checks) {
    const ListenerAddress& address = target.listeners.at(check.name);
    const Greeting greeting =
        judge(*check.dialogue, fmt::format("{}:{}", address.host, address.port), options.patience);
    if (greeting.what != What::accepted) unreachable[check.name] = greeting.sentence;
    leave(*check.dialogue, version);
  }
  return unreachable;
}

void describe(Probe& result) {
  const auto announced = [&](const std::map<Version, client::ServerFacts>& all, const std::string& listener) {
    for (const auto& [version, facts] : all) {
      for (const auto& [field, value] : facts.announced) {
        const std::string name(codec::name_of(field));
        result.capabilities.push_back({name, std::to_string(value), facts.source.at(name),
                                       std::string(codec::name_of(version)), listener});
      }
    }
  };
  announced(result.facts, "");
  const client::ServerFacts& any = result.facts.at(result.versions.front());
  for (const auto& [word, is] : any.capabilities) {
    if (is_derived(word) || word.contains("_control"))
      continue;  // said already by the field, or nothing to say yet
    result.capabilities.push_back({word, is ? "yes" : "no", any.source.at(word), "", ""});
  }
  announced(result.limited, limited_listener);
}

}  // namespace

std::expected<Probe, RunError> probe(net::EventLoop& loop, const Target& target,
                                     const ProbeOptions& options) {
  const ListenerAddress& main = target.listeners.at(target.default_listener);
  const std::string where = fmt::format("{}:{}", main.host, main.port);
  if (!endpoint_for(target, target.default_listener, "")) {
    return std::unexpected(
        RunError{Exit::usage, fmt::format("the target has no listener `{}`", target.default_listener)});
  }
  std::vector<Attempt> attempts = greet_in_each_version(loop, target, options, where);
  Probe result;
  for (Attempt& attempt : attempts) {
    if (attempt.greeting.what == What::accepted) result.versions.push_back(attempt.version);
  }
  if (result.versions.empty()) {
    const Greeting& worst = gravest(attempts);
    const bool mute = worst.what == What::silent || worst.what == What::closed;
    if (mute && speaks_http(loop, *endpoint_for(target, target.default_listener, ""))) {
      return std::unexpected(RunError{
          Exit::unreachable,
          fmt::format("{} speaks HTTP, not MQTT; for MQTT over WebSocket write ws://{}/mqtt", where, where)});
    }
    return std::unexpected(RunError{Exit::unreachable, worst.sentence});
  }
  for (Attempt& attempt : attempts) {
    if (attempt.greeting.what != What::accepted) {
      result.version_note = fmt::format("MQTT {} is not judged: {}", codec::name_of(attempt.version),
                                        attempt.greeting.sentence);
    }
  }
  result.facts = facts_of(attempts, target, options, true);
  if (result.versions.size() == 1 && attempts.size() == 1) {
    result.version_note =
        fmt::format("only MQTT {} is judged, as the target says", codec::name_of(result.versions.front()));
  }
  const auto unreachable = check_listeners(loop, target, options, result.versions.front());
  if (!unreachable.contains(limited_listener))
    result.limited = facts_of_limited(loop, target, options, result.versions);
  for (auto* all : {&result.facts, &result.limited}) {
    for (auto& [version, facts] : *all) add_words(facts, target, unreachable);
  }
  describe(result);
  return result;
}

}  // namespace runner
