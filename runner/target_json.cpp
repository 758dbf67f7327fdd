// Target files: JSON in, a Target or a sentence that begins with the key out. The keys stand in target.h.
#include <algorithm>
#include <array>
#include <filesystem>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <fstream>
#include <vector>

#include "crypto/digest.h"
#include "runner/broker_settings.h"
#include "runner/target.h"
#include "runner/target_reader.h"
#include "script/words.h"

namespace runner {
namespace {

constexpr std::array<std::string_view, 4> acl_keys{"readable", "writable", "unreadable", "unwritable"};

/// What a broker may lawfully lack or limit. What the standard makes mandatory is not here: it cannot be
/// declared away. A switch takes true and false.
struct Declarable {
  std::string_view name;
  std::uint64_t least;
  std::uint64_t most;
};
constexpr std::array declarables{
    Declarable{"maximum_qos", 0, 2},
    Declarable{"receive_maximum", 1, 65'535},
    Declarable{"maximum_packet_size", 1, 4'294'967'295},
    Declarable{"topic_alias_maximum", 0, 65'535},
    Declarable{"server_keep_alive", 0, 65'535},
    Declarable{"retain_available", 0, 1},
    Declarable{"wildcard_subscription_available", 0, 1},
    Declarable{"shared_subscription_available", 0, 1},
    Declarable{"subscription_identifier_available", 0, 1},
    Declarable{"empty_client_id", 0, 1},
    Declarable{"anonymous", 0, 1},
    Declarable{"durability", 0, 1},
};

struct TransportName {
  std::string_view name;
  std::string_view scheme;
};
constexpr std::array transport_names{TransportName{"tcp", "mqtt"}, TransportName{"tls", "mqtts"},
                                     TransportName{"ws", "ws"}, TransportName{"wss", "wss"}};

std::string located(std::string_view directory, const std::string& path) {
  return (std::filesystem::path(directory) / path).lexically_normal().string();
}

bool is_of_any_transport(std::string_view name) {
  return name == "acl" || name == limited_listener || script::is_place(name);
}

/// Those that scenarios ask for by name, and `limited`.
std::vector<std::string_view> listener_names() {
  const auto words = script::transport_words();
  std::vector<std::string_view> names(words.begin(), words.end());
  const auto places = script::place_words();
  names.insert(names.end(), places.begin(), places.end());
  names.emplace_back(limited_listener);
  return names;
}

/// Listeners that scenarios ask for by name must be what the name says.
bool fits(std::string_view name, Transport transport) {
  if (is_of_any_transport(name)) return true;
  return transport_names[static_cast<std::size_t>(transport)].name == (name == "mtls" ? "tls" : name);
}

void read_url(const Reader& reader, std::string_view key, const std::string& url, ListenerAddress& listener) {
  const auto parsed = target_from_url(url);
  if (!parsed) return reader.complain(key, parsed.error());
  if (!parsed->users.empty()) return reader.complain(key, "the URL holds a user; put it under `users`");
  listener = parsed->listeners.begin()->second;
}

void read_parts(const Reader& reader, std::string_view name, ListenerAddress& listener) {
  std::string transport(name == "mtls" ? "tls" : is_of_any_transport(name) ? "tcp" : name);
  reader.text("transport", transport);
  const auto found = std::ranges::find(transport_names, transport, &TransportName::name);
  if (found == transport_names.end()) return reader.complain("transport", "expected tcp, tls, ws or wss");
  listener.transport = static_cast<Transport>(found - transport_names.begin());
  reader.text("host", listener.host);
  if (listener.host.empty()) reader.complain("", "expected `url`, or `host` and `port`");
  const auto port = reader.number("port", 1, 65'535);
  if (!port) return reader.complain("port", "the key is missing");
  listener.port = static_cast<std::uint16_t>(*port);
  reader.text("path", listener.path);
  const bool websocket = listener.transport == Transport::ws || listener.transport == Transport::wss;
  if (reader.has("path") && !websocket) reader.complain("path", "only ws and wss have a path");
  if (!listener.path.starts_with('/')) reader.complain("path", "expected a path that begins with /");
}

void read_listener(const Reader& listeners, const std::string& name, Target& target) {
  ListenerAddress listener;
  bool client_certificate = name == "mtls";
  if (const nlohmann::json* json = listeners.find(name); json->is_string()) {
    read_url(listeners, name, json->get<std::string>(), listener);
  } else if (!json->is_object()) {
    return listeners.complain(name, "expected a URL in quotes, or an object with `url` or `host` and `port`");
  } else {
    const Reader reader = listeners.inner(name);
    reader.only({"url", "transport", "host", "port", "path", "client_certificate"});
    if (reader.has("url")) {
      for (const std::string_view part : {"transport", "host", "port", "path"}) {
        if (reader.has(part)) reader.complain(part, "`url` says this already; leave one of the two out");
      }
      std::string url;
      reader.text("url", url);
      read_url(reader, "url", url, listener);
    } else {
      read_parts(reader, name, listener);
    }
    reader.boolean("client_certificate", client_certificate);
  }
  if (!fits(name, listener.transport)) {
    const std::string_view needed = name == "mtls" ? "tls" : std::string_view(name);
    const auto* row = std::ranges::find(transport_names, needed, &TransportName::name);
    listeners.complain(name, fmt::format("a listener of this name is reached by {}://", row->scheme));
  }
  listener.client_certificate = client_certificate;
  target.listeners[name] = std::move(listener);
}

void read_listeners(const Reader& top, Target& target) {
  if (!top.has("listeners")) {
    return top.complain("listeners",
                        R"(the key is missing; write {"listeners": {"tcp": "mqtt://host:1883"}})");
  }
  const Reader reader = top.inner("listeners");
  const std::vector<std::string_view> names = listener_names();
  reader.only(names);
  for (const auto& [name, value] : reader.members()) {
    if (std::ranges::find(names, name) != names.end()) read_listener(reader, name, target);
  }
  if (target.listeners.empty()) {
    return top.complain("listeners", R"(expected one at least: {"tcp": "mqtt://host:1883"})");
  }
  if (!top.has("default_listener") && !target.listeners.contains("tcp")) {
    const auto plain = std::ranges::find_if(target.listeners,
                                            [](const auto& each) { return each.first != limited_listener; });
    target.default_listener = plain == target.listeners.end() ? limited_listener : plain->first;
  }
  if (!target.listeners.contains(target.default_listener)) {
    top.complain("default_listener",
                 fmt::format("`{}` is not among the keys of `listeners`", target.default_listener));
  }
}

/// `password`, or the first line of `password_file`.
void read_password(const Reader& reader, std::string_view directory, std::string& password) {
  reader.text("password", password);
  if (reader.has("password") && reader.has("password_file")) {
    reader.complain("password_file", "`password` is there too; leave one of the two out");
  }
  std::string file;
  reader.text("password_file", file);
  if (file.empty()) return;
  std::ifstream in(located(directory, file));
  if (!std::getline(in, password)) {
    return reader.complain("password_file",
                           fmt::format("cannot read a line from {}", located(directory, file)));
  }
  if (password.ends_with('\r')) password.pop_back();
}

void read_users(const Reader& users, std::string_view directory, Target& target) {
  for (const auto& [role, value] : users.members()) {
    const Reader reader = users.inner(role);
    if (!script::is_name(role)) {
      users.complain(role, "a role is a word such as reader or writer; `default` is for all other clients");
    }
    reader.only({"user_name", "password", "password_file"});
    User user;
    reader.text("user_name", user.user_name);
    if (user.user_name.empty()) reader.complain("user_name", "the key is missing");
    read_password(reader, directory, user.password);
    target.users[role == "default" ? "" : role] = std::move(user);
  }
}

/// Hexadecimal digits, or base64 behind `base64:`.
std::optional<std::string> bytes_of(std::string_view text) {
  constexpr std::string_view base64 = "base64:";
  if (!text.starts_with(base64)) return crypto::from_hex(text);
  text.remove_prefix(base64.size());
  return text.empty() ? std::string() : crypto::from_base64(text);
}

void read_messages(const Reader& reader, std::vector<std::string>& messages) {
  std::vector<std::string> texts;
  reader.texts("messages", texts);
  if (texts.empty()) reader.complain("messages", "expected what the client says, one message at least");
  for (const std::string& text : texts) {
    const auto bytes = bytes_of(text);
    if (!bytes)
      return reader.complain(
          "messages", fmt::format("`{}` is neither hexadecimal digits nor base64 behind `base64:`", text));
    messages.push_back(*bytes);
  }
}

void read_credentials(const Reader& reader, std::string_view directory,
                      client::AuthCredentials& credentials) {
  reader.only({"method", "user_name", "password", "password_file", "messages"});
  reader.text("method", credentials.method);
  if (credentials.method.empty()) return reader.complain("method", "the key is missing");
  if (reader.has("messages")) {
    for (const std::string_view key : {"user_name", "password", "password_file"}) {
      if (reader.has(key)) reader.complain(key, "`messages` says all that is said; leave one of the two out");
    }
    return read_messages(reader, credentials.messages);
  }
  const auto computed = client::computed_methods();
  if (std::ranges::find(computed, credentials.method) == computed.end()) {
    return reader.complain("method", fmt::format("messages are only computed for {}; name those of `{}` in "
                                                 "`messages`",
                                                 fmt::join(computed, ", "), credentials.method));
  }
  reader.text("user_name", credentials.user_name);
  if (credentials.user_name.empty()) reader.complain("user_name", "the key is missing");
  read_password(reader, directory, credentials.password);
}

void read_auth(const Reader& auth, std::string_view directory, Target& target) {
  for (const auto& [name, value] : auth.members()) {
    if (!script::is_name(name) || name == "method") {
      auth.complain(name, "expected a word such as good or bad, and not `method`");
    }
    read_credentials(auth.inner(name), directory, target.auth[name]);
  }
}

void read_acl(const Reader& acl, Target& target) {
  acl.only(acl_keys);
  for (const std::string_view key : acl_keys) {
    std::string topic;
    acl.text(key, topic);
    if (topic.find_first_of("+#") != std::string::npos) acl.complain(key, "expected a topic without + and #");
    if (!topic.empty()) target.acl[std::string(key)] = std::move(topic);
  }
}

void read_declared(const Reader& reader, Target& target) {
  std::array<std::string_view, declarables.size()> names;
  std::ranges::transform(declarables, names.begin(), &Declarable::name);
  reader.only(names);
  for (const Declarable& each : declarables) {
    const nlohmann::json* json = reader.find(each.name);
    if (json == nullptr) continue;
    if (each.most == 1 && json->is_boolean()) {
      target.declared[std::string(each.name)] = std::to_string(json->get<bool>() ? 1 : 0);
    } else if (each.most == 1) {
      reader.complain(each.name, "expected true or false, without quotes");
    } else if (const auto value = reader.number(each.name, each.least, each.most)) {
      target.declared[std::string(each.name)] = std::to_string(*value);
    }
  }
}

void read_tls(const Reader& reader, std::string_view directory, TlsFiles& tls) {
  reader.only({"ca", "certificate", "key", "foreign_certificate", "foreign_key", "server_name", "insecure"});
  const auto file = [&](std::string_view key, std::string& value) {
    reader.text(key, value);
    if (!value.empty()) value = located(directory, value);
  };
  file("ca", tls.ca);
  file("certificate", tls.certificate);
  file("key", tls.key);
  file("foreign_certificate", tls.foreign_certificate);
  file("foreign_key", tls.foreign_key);
  reader.text("server_name", tls.server_name);
  reader.boolean("insecure", tls.insecure);
  const auto together = [&](std::string_view one, std::string_view other) {
    if (reader.has(one) && !reader.has(other))
      reader.complain(one, fmt::format("needs `{}` beside it", other));
    if (reader.has(other) && !reader.has(one))
      reader.complain(other, fmt::format("needs `{}` beside it", one));
  };
  together("certificate", "key");
  together("foreign_certificate", "foreign_key");
}

void read_versions(const Reader& top, Target& target) {
  top.texts("versions", target.versions);
  for (const std::string& version : target.versions) {
    if (!script::version_named(version)) top.complain("versions", R"(expected "3.1.1", "5.0" or both)");
  }
}

void read_left_out(const Reader& reader, Target& target) {
  for (const auto& member : reader.members()) {
    reader.text(member.first, target.left_out[member.first]);
  }
}

}  // namespace

std::expected<Target, std::string> target_from_json(std::string_view text, std::string_view directory) {
  const auto json = parse_target_file(text);
  if (!json) return std::unexpected(json.error());
  std::string complaint;
  Target target;
  const Reader top(*json, "", complaint);
  top.only({"name", "listeners", "default_listener", "users", "auth", "acl", "declared", "tls", "versions",
            "leave_out", "control", "broker", "launch"});
  top.text("name", target.name);
  top.text("default_listener", target.default_listener);
  read_listeners(top, target);
  read_users(top.inner("users"), directory, target);
  read_auth(top.inner("auth"), directory, target);
  read_acl(top.inner("acl"), target);
  read_declared(top.inner("declared"), target);
  read_tls(top.inner("tls"), directory, target.tls);
  read_versions(top, target);
  read_left_out(top.inner("leave_out"), target);
  read_control(top, target);
  static_cast<void>(read_served(top, directory, target));  // a mistake in `broker` is one for every reader
  if (!complaint.empty()) return std::unexpected(complaint);
  if (target.name.empty()) target.name = host_and_port(target.listeners.at(target.default_listener));
  return target;
}

}  // namespace runner
