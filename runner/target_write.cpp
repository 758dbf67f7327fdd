// See the header.
#include "runner/target_write.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string_view>

#include "codec/version.h"
#include "crypto/digest.h"

namespace runner {
namespace {

using Json = nlohmann::ordered_json;

/// What a probe finds by trying, and a target file may declare.
constexpr std::array<std::string_view, 5> found_by_trying{
    "wildcard_subscription_available", "shared_subscription_available", "subscription_identifier_available",
    "retain_available", "maximum_qos"};

Json listener_to_json(const ListenerAddress& listener) {
  if (!listener.client_certificate) return url_of(listener);
  return {{"url", url_of(listener)}, {"client_certificate", true}};
}

void set_password(Json& json, const std::string& role, const std::string& password, bool show_secrets) {
  if (password.empty()) return;
  if (show_secrets)
    json["password"] = password;
  else
    json["password_file"] = role + ".password";
}

Json users_to_json(const Target& target, bool show_secrets) {
  Json users = Json::object();
  for (const auto& [role, user] : target.users) {
    if (user.user_name.empty()) continue;
    const std::string name = role.empty() ? "default" : role;
    users[name]["user_name"] = user.user_name;
    set_password(users[name], name, user.password, show_secrets);
  }
  return users;
}

Json auth_to_json(const Target& target, bool show_secrets) {
  Json auth = Json::object();
  for (const auto& [name, credentials] : target.auth) {
    // Messages are the secret itself and have no file to stand in.
    if (!credentials.messages.empty() && !show_secrets) continue;
    Json& json = auth[name];
    json["method"] = credentials.method;
    if (credentials.messages.empty()) {
      json["user_name"] = credentials.user_name;
      set_password(json, "auth-" + name, credentials.password, show_secrets);
      continue;
    }
    json["messages"] = Json::array();
    for (const auto& message : credentials.messages) json["messages"].push_back(crypto::to_hex(message));
  }
  return auth;
}

Json declared_to_json(const Target& target, const Probe& found) {
  Json declared = Json::object();
  const auto declare = [&](const std::string& name, const std::string& value) {
    const bool is_number =
        name.starts_with("maximum") || name.ends_with("_maximum") || name.ends_with("alive");
    declared[name] = is_number ? Json(std::stoull(value)) : Json(value == "1");
  };
  for (const auto& [name, value] : target.declared) declare(name, value);
  for (const auto& capability : found.capabilities) {
    if (!capability.listener.empty() || declared.contains(capability.name)) continue;
    const bool tried = capability.source == "SUBACK" || capability.source == "probe";
    const bool lacking =
        capability.value == "0" || (capability.name == "maximum_qos" && capability.value != "2");
    if (tried && lacking && std::ranges::find(found_by_trying, capability.name) != found_by_trying.end())
      declare(capability.name, capability.value);
  }
  return declared;
}

Json tls_to_json(const TlsFiles& tls) {
  Json json = Json::object();
  const auto file = [&](const char* key, const std::string& path) {
    if (!path.empty()) json[key] = std::filesystem::absolute(path).lexically_normal().string();
  };
  file("ca", tls.ca);
  file("certificate", tls.certificate);
  file("key", tls.key);
  file("foreign_certificate", tls.foreign_certificate);
  file("foreign_key", tls.foreign_key);
  if (!tls.server_name.empty()) json["server_name"] = tls.server_name;
  if (tls.insecure) json["insecure"] = true;
  return json;
}

}  // namespace

std::string target_file_of(const Target& target, const Probe& found, bool show_secrets) {
  Json json;
  json["name"] = target.name;
  for (const auto& [name, listener] : target.listeners) json["listeners"][name] = listener_to_json(listener);
  json["default_listener"] = target.default_listener;
  const auto set = [&](const char* key, Json value) {
    if (!value.empty()) json[key] = std::move(value);
  };
  set("users", users_to_json(target, show_secrets));
  set("auth", auth_to_json(target, show_secrets));
  set("acl", target.acl);
  set("declared", declared_to_json(target, found));
  set("tls", tls_to_json(target.tls));
  for (const auto version : found.versions) json["versions"].push_back(codec::name_of(version));
  set("leave_out", target.left_out);
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace runner
