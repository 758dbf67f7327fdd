// Target files turned round: from what a judge expects of a broker to what the reference broker is to do.
#include "runner/broker_settings.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fmt/format.h>

#include "codec/topic.h"
#include "runner/broker_limits.h"
#include "runner/target_reader.h"
#include "script/words.h"

namespace runner {
namespace {

using broker::AccessRule;

/// A topic of `acl` and everything below it.
std::string filter_of(std::string_view topic) {
  std::string filter;
  while (true) {
    const std::size_t slash = std::min(topic.find('/'), topic.size());
    const std::string_view level = topic.substr(0, slash);
    filter += level.find("{case}") == std::string_view::npos ? level : "+";
    filter += '/';
    if (slash == topic.size()) return filter + "#";
    topic.remove_prefix(slash + 1);
  }
}

/// Behind read_limits(): what a listener does not say is as everywhere.
void read_listener_settings(const Reader& broker, const Target& target, broker::Settings& settings) {
  const bool everywhere = !target.acl.empty() && !target.listeners.contains("acl");
  settings.default_listener.access_rules = everywhere;
  if (const auto known = target.declared.find("anonymous"); known != target.declared.end()) {
    settings.default_listener.anonymous = known->second != "0";
  }
  if (target.listeners.contains("acl"))
    settings.listeners["acl"] = {false, true, settings.default_listener.capabilities};
  const Reader listeners = broker.inner("listeners");
  for (const auto& [name, value] : listeners.members()) {
    if (!target.listeners.contains(name)) listeners.complain(name, "the target has no such listener");
    const Reader reader = listeners.inner(name);
    std::vector<std::string_view> keys = capability_names();
    keys.insert(keys.end(), {"anonymous", "access_rules"});
    reader.only(keys);
    const auto known = settings.listeners.try_emplace(name, settings.default_listener).first;
    reader.boolean("anonymous", known->second.anonymous);
    reader.boolean("access_rules", known->second.access_rules);
    read_capabilities(reader, known->second.capabilities);
  }
}

AccessRule read_rule(const Reader& reader, const Target& target) {
  AccessRule rule;
  reader.only({"user", "right", "filter"});
  reader.text("user", rule.user);
  const auto named = [&rule](const auto& each) { return each.second.user_name == rule.user; };
  if (!rule.user.empty() && std::ranges::none_of(target.users, named)) {
    reader.complain("user", fmt::format("`users` has nobody whose user_name is `{}`", rule.user));
  }
  constexpr std::array<std::string_view, 3> rights{"read", "write", "both"};
  std::string right;
  reader.text("right", right);
  const auto* const found = std::ranges::find(rights, right);
  if (found == rights.end()) reader.complain("right", "expected read, write or both");
  rule.right = static_cast<AccessRule::Right>(found - rights.begin());
  reader.text("filter", rule.filter);
  const bool sound = codec::check_filter(rule.filter, codec::Version::v3_1_1).rule == codec::Rule::none;
  if (rule.filter.empty() || !sound)
    reader.complain("filter", "expected a topic filter, as SUBSCRIBE has it");
  return rule;
}

void read_rules(const Reader& broker, const Target& target, broker::Settings& settings) {
  const nlohmann::json* const list = broker.find("rules");
  if (list == nullptr) {
    settings.rules = access_rules_of(target);
    return;
  }
  if (!list->is_array()) return broker.complain("rules", "expected a list of objects in brackets");
  settings.rules.reserve(list->size());
  for (std::size_t i = 0; i < list->size(); ++i) {
    settings.rules.push_back(read_rule(broker.element("rules", (*list)[i], i), target));
  }
}

std::vector<net::ServerListener> listeners_of(const Target& target) {
  std::vector<net::ServerListener> listeners;
  listeners.reserve(target.listeners.size());
  for (const auto& [name, address] : target.listeners) {
    net::ServerListener listener;
    listener.name = name;
    listener.host = address.host;
    listener.port = address.port;
    listener.tls = address.transport == Transport::tls || address.transport == Transport::wss;
    listener.websocket = address.transport == Transport::ws || address.transport == Transport::wss;
    listener.path = address.path;
    listener.client_certificate = address.client_certificate;
    listeners.push_back(std::move(listener));
  }
  return listeners;
}

}  // namespace

std::vector<AccessRule> access_rules_of(const Target& target) {
  using Right = AccessRule::Right;
  std::vector<AccessRule> rules;
  if (target.acl.empty()) return rules;
  const auto grant = [&](const User& user, Right right, const char* topic) {
    const auto found = target.acl.find(topic);
    if (found != target.acl.end()) rules.push_back({user.user_name, right, filter_of(found->second)});
  };
  for (const auto& [role, user] : target.users) {
    if (role == "writer") {
      grant(user, Right::write, "readable");
      grant(user, Right::write, "writable");
    } else if (role == "reader") {
      grant(user, Right::read, "readable");
      grant(user, Right::read, "unwritable");
    } else {
      rules.push_back({user.user_name, Right::both, "#"});
    }
  }
  return rules;
}

ServedTarget read_served(const Reader& top, std::string_view directory, const Target& target) {
  ServedTarget served;
  served.listeners = listeners_of(target);
  for (const auto& [role, user] : target.users) served.settings.users[user.user_name] = user.password;
  for (const auto& [name, value] : target.declared)
    apply_declared(name, value, served.settings.default_listener.capabilities);

  const Reader broker = top.inner("broker");
  std::vector<std::string_view> keys{"certificate", "key", "ca", "listeners", "rules"};
  const auto limits = limit_names();
  keys.insert(keys.end(), limits.begin(), limits.end());
  broker.only(keys);
  const auto file = [&](std::string_view key, std::string& value) {
    broker.text(key, value);
    if (broker.has(key)) value = (std::filesystem::path(directory) / value).lexically_normal().string();
  };
  file("certificate", served.certificate);
  file("key", served.key);
  served.ca = target.tls.ca;
  file("ca", served.ca);
  if (served.certificate.empty() != served.key.empty()) {
    broker.complain(served.key.empty() ? "certificate" : "key", "`certificate` and `key` belong together");
  }
  read_limits(broker, served.settings);
  read_listener_settings(broker, target, served.settings);
  read_rules(broker, target, served.settings);
  return served;
}

std::expected<ServedTarget, std::string> served_from_json(std::string_view text, std::string_view directory) {
  const auto target = target_from_json(text, directory);
  if (!target) return std::unexpected(target.error());
  const auto json = parse_target_file(text);
  if (!json) return std::unexpected(json.error());
  std::string complaint;
  ServedTarget served = read_served(Reader(*json, "", complaint), directory, *target);
  if (!complaint.empty()) return std::unexpected(std::move(complaint));
  return served;
}

}  // namespace runner
