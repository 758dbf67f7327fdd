// See the header.
#include "cli/loopback.h"

#include <algorithm>
#include <arpa/inet.h>
#include <fmt/format.h>
#include <memory>
#include <netdb.h>
#include <netinet/in.h>

namespace cli {
namespace {

bool is_loopback(const sockaddr& address) {
  if (address.sa_family == AF_INET)
    return ntohl(reinterpret_cast<const sockaddr_in&>(address).sin_addr.s_addr) >> 24U == 127;
  if (address.sa_family != AF_INET6) return false;
  const in6_addr& six = reinterpret_cast<const sockaddr_in6&>(address).sin6_addr;
  if (IN6_IS_ADDR_LOOPBACK(&six)) return true;
  return IN6_IS_ADDR_V4MAPPED(&six) && six.s6_addr[12] == 127;
}

std::string text_of(const addrinfo& entry) {
  char text[NI_MAXHOST] = "?";
  ::getnameinfo(entry.ai_addr, entry.ai_addrlen, text, sizeof text, nullptr, 0, NI_NUMERICHOST);
  return text;
}

}  // namespace

std::expected<std::vector<std::string>, std::string> addresses_elsewhere(const runner::Target& target) {
  std::vector<std::string> elsewhere;
  for (const auto& [name, listener] : target.listeners) {
    std::string host = listener.host;
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (const int error = ::getaddrinfo(host.c_str(), nullptr, &hints, &found); error != 0)
      return std::unexpected(fmt::format("{}: {}", listener.host, ::gai_strerror(error)));
    const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owned(found, ::freeaddrinfo);
    for (const addrinfo* each = found; each != nullptr; each = each->ai_next) {
      if (is_loopback(*each->ai_addr)) continue;
      const std::string number = text_of(*each);
      std::string text = fmt::format("{}:{}", listener.host, listener.port);
      if (number != host) text += fmt::format(" ({})", number);
      if (std::ranges::find(elsewhere, text) == elsewhere.end()) elsewhere.push_back(std::move(text));
    }
  }
  return elsewhere;
}

}  // namespace cli
