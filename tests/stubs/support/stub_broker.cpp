// A poll loop and the least of MQTT: frames by Remaining Length. It shares nothing with the codec, so that a
// mistake there cannot hide here.
#include "tests/stubs/support/stub_broker.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace stubs {
namespace {

enum class Framing : std::uint8_t { whole, more, broken };

Framing frame(std::string_view bytes, std::size_t& header, std::size_t& body) {
  body = 0;
  for (std::size_t i = 1; i < 5; ++i) {
    if (i >= bytes.size()) return Framing::more;
    const auto byte = static_cast<std::uint8_t>(bytes[i]);
    body |= static_cast<std::size_t>(byte & 0x7f) << (7 * (i - 1));
    if ((byte & 0x80) != 0) continue;
    header = i + 1;
    return bytes.size() >= header + body ? Framing::whole : Framing::more;
  }
  return Framing::broken;
}

std::string acknowledgement(char first, std::string_view id, const Client&) {
  return std::string{first, 2} + std::string(id);
}

/// The number of subscriptions and the QoS that each asks for, read as carelessly as may be.
std::string granted(const Client& client, std::string_view body, bool with_options) {
  std::size_t at = 2;
  if (client.version == 5 && at < body.size()) at += 1 + static_cast<std::uint8_t>(body[at]);
  std::string codes;
  while (at + 2 <= body.size()) {
    const std::size_t length = static_cast<std::size_t>(static_cast<std::uint8_t>(body[at]) << 8 |
                                                        static_cast<std::uint8_t>(body[at + 1]));
    at += 2 + length;
    if (with_options && at >= body.size()) break;
    codes += with_options ? static_cast<char>(body[at++] & 3) : '\0';
  }
  return codes;
}

std::string list_acknowledgement(char first, std::string_view id, const Client& client,
                                 const std::string& codes) {
  std::string body(id);
  if (client.version == 5) body += '\0';
  body += codes;
  return std::string{first, static_cast<char>(body.size())} + body;
}

}  // namespace

std::string acknowledge_everything(Client& client, std::uint8_t first, std::string_view body, bool& close) {
  const std::string_view id = body.substr(0, 2);
  switch (first >> 4) {
    case 1:
      client.version = body.size() > 6 ? static_cast<std::uint8_t>(body[6]) : 4;
      return client.version == 5 ? std::string{0x20, 3, 0, 0, 0} : std::string{0x20, 2, 0, 0};
    case 3: {
      const int qos = (first >> 1) & 3;
      if (qos == 0 || body.size() < 4) return {};
      const auto topic = static_cast<std::size_t>(static_cast<std::uint8_t>(body[0]) << 8 |
                                                  static_cast<std::uint8_t>(body[1]));
      if (body.size() < topic + 4) return {};
      return acknowledgement(qos == 1 ? 0x40 : 0x50, body.substr(2 + topic, 2), client);
    }
    case 5: return acknowledgement(0x62, id, client);
    case 6: return acknowledgement(0x70, id, client);
    case 8: return list_acknowledgement(static_cast<char>(0x90), id, client, granted(client, body, true));
    case 10:
      return list_acknowledgement(static_cast<char>(0xb0), id, client,
                                  client.version == 5 ? granted(client, body, false) : std::string());
    case 12: return {static_cast<char>(0xd0), 0};
    case 14: close = true; return {};
    default: return {};
  }
}

std::string close_on_everything(Client& client, std::uint8_t first, std::string_view body, bool& close) {
  close = first >> 4 != 1;
  return close ? std::string() : acknowledge_everything(client, first, body, close);
}

std::string echo_to_the_sender(Client& client, std::uint8_t first, std::string_view body, bool& close) {
  std::string answer = acknowledge_everything(client, first, body, close);
  if (first >> 4 != 3) return answer;
  std::string length;
  for (std::size_t rest = body.size();;) {
    const auto low = static_cast<char>(rest & 0x7f);
    rest >>= 7;
    length += rest == 0 ? low : static_cast<char>(low | 0x80);
    if (rest == 0) break;
  }
  const auto plain = static_cast<char>(first & 0xf6);  // a server sets DUP itself
  return answer + plain + length + std::string(body);
}

StubBroker::StubBroker(Answer answer) : answer_(std::move(answer)) {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* plain = reinterpret_cast<sockaddr*>(&address);
  if (listener_ < 0 || bind(listener_, plain, size) != 0 || listen(listener_, 512) != 0 ||
      getsockname(listener_, plain, &size) != 0 || pipe(wake_) != 0) {
    throw std::runtime_error("no loopback port for a stub broker");
  }
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { serve(); });
}

StubBroker::~StubBroker() {
  if (write(wake_[1], "x", 1) == 1) thread_.join();
  for (const auto& [socket, client] : clients_) close(socket);
  for (const int descriptor : {listener_, wake_[0], wake_[1]}) close(descriptor);
}

void StubBroker::serve() {
  for (;;) {
    std::vector<pollfd> watched{{wake_[0], POLLIN, 0}, {listener_, POLLIN, 0}};
    for (const auto& [socket, client] : clients_) watched.push_back({socket, POLLIN, 0});
    if (poll(watched.data(), watched.size(), -1) < 0) continue;
    if (watched[0].revents != 0) return;
    if (watched[1].revents != 0) {
      const int socket = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (socket >= 0) clients_.emplace(socket, Client{});
    }
    for (std::size_t i = 2; i < watched.size(); ++i) {
      const int socket = watched[i].fd;
      if (watched[i].revents == 0 || read_from(socket, clients_.at(socket))) continue;
      close(socket);
      clients_.erase(socket);
    }
  }
}

bool StubBroker::read_from(int socket, Client& client) {
  char buffer[65536];
  const ssize_t count = recv(socket, buffer, sizeof buffer, 0);
  if (count <= 0) return false;
  client.unread.append(buffer, static_cast<std::size_t>(count));
  std::size_t header = 0;
  std::size_t body = 0;
  bool closing = false;
  while (!closing && frame(client.unread, header, body) == Framing::whole) {
    const std::string packet = client.unread.substr(0, header + body);
    client.unread.erase(0, header + body);
    const std::string reply = answer_(client, static_cast<std::uint8_t>(packet[0]),
                                      std::string_view(packet).substr(header), closing);
    if (send(socket, reply.data(), reply.size(), MSG_NOSIGNAL) < 0) return false;
  }
  return !closing;
}

}  // namespace stubs
