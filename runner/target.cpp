// URLs of brokers, in and out. A complaint never repeats a password, since it ends up in logs of CI.
#include "runner/target.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>
#include <optional>

namespace runner {
namespace {

struct Scheme {
  std::string_view name;
  Transport transport;
  std::string_view listener;
  std::uint16_t port;
};
// The first of a transport is the one that is printed.
constexpr std::array schemes{
    Scheme{"mqtt", Transport::tcp, "tcp", 1883}, Scheme{"mqtts", Transport::tls, "tls", 8883},
    Scheme{"ws", Transport::ws, "ws", 80},       Scheme{"wss", Transport::wss, "wss", 443},
    Scheme{"tcp", Transport::tcp, "tcp", 1883},  Scheme{"ssl", Transport::tls, "tls", 8883},
    Scheme{"tls", Transport::tls, "tls", 8883},
};

using Complaint = std::optional<std::string>;

bool is_websocket(Transport transport) {
  return transport == Transport::ws || transport == Transport::wss;
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

/// Nothing when a `%` begins no two hexadecimal digits.
std::optional<std::string> percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out.push_back(text[i]);
      continue;
    }
    const std::string_view digits = text.substr(i + 1, 2);
    unsigned byte = 0;
    const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
    if (digits.size() < 2 || error != std::errc() || stop != digits.data() + 2) return std::nullopt;
    out.push_back(static_cast<char>(byte));
    i += 2;
  }
  return out;
}

Complaint read_user(std::string_view credentials, Target& target) {
  const std::size_t colon = std::min(credentials.find(':'), credentials.size());
  const auto user_name = percent_decoded(credentials.substr(0, colon));
  const auto password = percent_decoded(credentials.substr(std::min(colon + 1, credentials.size())));
  if (!user_name || !password) return "in user name and password a % is written as %25";
  if (user_name->empty()) return "a user name is missing before the @; write user:password@host:port";
  target.users[""] = {*user_name, *password};
  return {};
}

Complaint read_port(std::string_view digits, std::uint16_t& port) {
  const char* const end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(end - digits.size(), end, port);
  if (error == std::errc() && stop == end && port != 0) return {};
  if (digits.empty()) return "the port is missing behind the colon; write host:1883";
  return fmt::format("`{}` is no port; write a number from 1 to 65535", digits);
}

Complaint read_host_and_port(std::string_view text, ListenerAddress& listener) {
  std::string_view behind;
  if (text.starts_with('[')) {
    const std::size_t bracket = text.find(']');
    if (bracket == std::string_view::npos) return "the `]` is missing; write [::1]:1883";
    listener.host = text.substr(1, bracket - 1);
    behind = text.substr(bracket + 1);
    if (listener.host.find(':') == std::string::npos) return "brackets are for IPv6; write [::1]:1883";
    if (!behind.empty() && !behind.starts_with(':'))
      return "a colon is missing behind the `]`; write [::1]:1883";
  } else {
    const std::size_t colon = std::min(text.find(':'), text.size());
    listener.host = text.substr(0, colon);
    behind = text.substr(colon);
    if (behind.find(':', 1) != std::string_view::npos)
      return "an IPv6 address needs brackets; write [::1]:1883";
  }
  if (listener.host.empty()) return "the host is missing; write host:port";
  const auto blank = [](char c) { return c <= ' ' || c == '\x7f'; };
  if (std::ranges::any_of(listener.host, blank)) return "a host holds no blanks; write host:port";
  if (listener.host.find_first_not_of("0123456789") == std::string::npos) {
    return fmt::format("that is a port without a host; write 127.0.0.1:{}", listener.host);
  }
  return behind.empty() ? Complaint{} : read_port(behind.substr(1), listener.port);
}

Complaint read_rest(std::string_view rest, const Scheme& scheme, Target& target) {
  ListenerAddress listener{.transport = scheme.transport, .host = {}, .port = scheme.port};
  const std::size_t slash = std::min(rest.find_first_of("/?#"), rest.size());
  const std::string_view path = rest.substr(slash);
  rest = rest.substr(0, slash);
  const std::size_t at = rest.rfind('@');
  // Of ws://host:80/p@th the path may be meant so; nothing else with a late @ is.
  const std::string_view port = rest.substr(std::min(rest.find(':'), rest.size()));
  const bool sound = is_websocket(scheme.transport) && port.find_first_not_of(":0123456789") == port.npos;
  if (path.find('@') != path.npos && at == rest.npos && !sound) {
    return "in user name and password write / as %2F, ? as %3F, # as %23";
  }
  if (is_websocket(scheme.transport)) {
    if (path.find('#') != std::string_view::npos) return "a path holds no #; leave it out";
    if (path.starts_with('?')) return "a path begins with /; write it before the ?";
    if (path.size() > 1) listener.path = path;
  } else if (!path.empty() && path != "/") {
    return "only ws:// and wss:// have a path; leave it out";
  }
  if (at != std::string_view::npos) {
    if (const Complaint complaint = read_user(rest.substr(0, at), target)) return complaint;
    rest.remove_prefix(at + 1);
  }
  if (const Complaint complaint = read_host_and_port(rest, listener)) return complaint;
  target.default_listener = scheme.listener;
  target.name = host_and_port(listener);
  target.listeners[target.default_listener] = std::move(listener);
  return {};
}

/// The URL as it may be shown.
std::string shown(std::string_view url) {
  const std::size_t at = url.rfind('@');
  if (at == std::string_view::npos) return std::string(url);
  const std::size_t colon = url.find("://");
  const std::size_t begin = colon == std::string_view::npos || colon > at ? 0 : colon + 3;
  return fmt::format("{}…{}", url.substr(0, begin), url.substr(at));
}

}  // namespace

std::expected<Target, std::string> target_from_url(std::string_view url) {
  const auto wrong = [url](std::string_view what) {
    return std::unexpected(fmt::format("`{}` names no broker: {}", shown(url), what));
  };
  if (url.empty()) return std::unexpected("the broker is missing; write host:port");
  std::string_view rest = url;
  const Scheme* scheme = schemes.data();
  if (const std::size_t colon = url.find("://"); colon != std::string_view::npos) {
    const std::string name = lower(url.substr(0, colon));
    scheme = std::ranges::find(schemes, std::string_view(name), &Scheme::name);
    if (name == "http" || name == "https") {
      return wrong(fmt::format("for MQTT over WebSocket write {}://", name == "http" ? "ws" : "wss"));
    }
    if (scheme == schemes.end()) return wrong("write mqtt://, mqtts://, ws:// or wss://");
    rest.remove_prefix(colon + 3);
  }
  Target target;
  if (const Complaint complaint = read_rest(rest, *scheme, target)) return wrong(*complaint);
  return target;
}

std::string host_and_port(const ListenerAddress& listener) {
  const bool ipv6 = listener.host.find(':') != std::string::npos;
  return fmt::format("{}{}{}:{}", ipv6 ? "[" : "", listener.host, ipv6 ? "]" : "", listener.port);
}

std::string url_of(const ListenerAddress& listener) {
  const auto* scheme = std::ranges::find(schemes, listener.transport, &Scheme::transport);
  return fmt::format("{}://{}{}", scheme->name, host_and_port(listener),
                     is_websocket(listener.transport) ? listener.path : std::string());
}

bool is_loopback(std::string_view host) {
  return host == "localhost" || host == "::1" || host.starts_with("127.") || host.starts_with("::ffff:127.");
}

}  // namespace runner
