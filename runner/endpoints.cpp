// See the header.
#include "runner/endpoints.h"

namespace runner {

std::string listener_for(const Target& target, const script::ActorPlan& actor) {
  if (!actor.transport.empty()) return actor.transport;
  if (!actor.user.empty() && target.listeners.contains("acl")) return "acl";
  return target.default_listener;
}

std::optional<net::Endpoint> endpoint_for(const Target& target, std::string_view listener,
                                          std::string_view certificate) {
  const auto found = target.listeners.find(std::string(listener));
  if (found == target.listeners.end()) return std::nullopt;
  const ListenerAddress& address = found->second;
  net::Endpoint endpoint;
  endpoint.host = address.host;
  endpoint.port = address.port;
  endpoint.path = address.path;
  endpoint.tls = address.transport == Transport::tls || address.transport == Transport::wss;
  endpoint.websocket = address.transport == Transport::ws || address.transport == Transport::wss;
  if (!endpoint.tls) return endpoint;
  endpoint.tls_options.ca = target.tls.ca;
  endpoint.tls_options.server_name = target.tls.server_name;
  endpoint.tls_options.insecure = target.tls.insecure;
  if (certificate == "foreign") {
    if (target.tls.foreign_certificate.empty()) return std::nullopt;
    endpoint.tls_options.certificate = target.tls.foreign_certificate;
    endpoint.tls_options.key = target.tls.foreign_key;
  } else if (certificate != "none") {
    if (certificate == "client" && target.tls.certificate.empty()) return std::nullopt;
    endpoint.tls_options.certificate = target.tls.certificate;
    endpoint.tls_options.key = target.tls.key;
  }
  return endpoint;
}

std::map<std::string, client::Credentials> credentials_of(const Target& target) {
  std::map<std::string, client::Credentials> all;
  for (const auto& [role, user] : target.users) {
    const client::Credentials credentials{user.user_name, user.password, true};
    all[role] = credentials;
    if (!role.empty()) all.try_emplace(user.user_name, credentials);
  }
  return all;
}

}  // namespace runner
