// See the header.
#include "tests/runner/support/fake_broker.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

#include "codec/compose.h"
#include "runner/dialogue.h"

namespace runner::testing {
namespace {

using codec::Field;
using codec::FieldValue;
using codec::Number;
using codec::PacketType;

void send_bytes(int socket, const std::string& bytes) {
  static_cast<void>(!::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL));
}

void send_packet(int socket, codec::Version version, PacketType type, const std::vector<FieldValue>& fields) {
  if (const auto bytes = codec::compose(type, version, fields)) send_bytes(socket, *bytes);
}

bool matches(std::string_view filter, std::string_view topic) {
  for (;;) {
    const std::string_view level = filter.substr(0, filter.find('/'));
    if (level == "#") return true;
    const std::string_view word = topic.substr(0, topic.find('/'));
    if (level != "+" && level != word) return false;
    const bool filter_ends = level.size() == filter.size();
    const bool topic_ends = word.size() == topic.size();
    if (filter_ends || topic_ends) return filter_ends == topic_ends;
    filter.remove_prefix(level.size() + 1);
    topic.remove_prefix(word.size() + 1);
  }
}

Number number_of(const std::vector<FieldValue>& fields, Field field) {
  for (const FieldValue& each : fields) {
    if (each.field == field) return std::get<Number>(each.value);
  }
  return 0;
}

std::string text_of(const std::vector<FieldValue>& fields, Field field) {
  for (const FieldValue& each : fields) {
    if (each.field == field) return std::get<codec::Bytes>(each.value);
  }
  return {};
}

}  // namespace

FakeBroker::FakeBroker(FakeBrokerSettings settings) : settings_(std::move(settings)) {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  std::array<int, 2> ends{};
  if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener_, 512) != 0 ||
      ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0 ||
      ::pipe2(ends.data(), O_CLOEXEC) != 0) {
    throw std::runtime_error("no fake broker");
  }
  port_ = ntohs(address.sin_port);
  wake_read_ = ends[0];
  wake_write_ = ends[1];
  thread_ = std::thread([this] { serve(); });
}

FakeBroker::~FakeBroker() {
  ::close(wake_write_);
  thread_.join();
  die();
  ::close(wake_read_);
}

void FakeBroker::die() {
  for (const auto& [socket, client] : clients_) ::close(socket);
  clients_.clear();
  if (!dead_) ::close(listener_);
  dead_ = true;
}

void FakeBroker::serve() {
  for (;;) {
    std::vector<pollfd> ready{{wake_read_, POLLIN, 0}};
    if (!dead_) ready.push_back({listener_, POLLIN, 0});
    for (const auto& [socket, client] : clients_) ready.push_back({socket, POLLIN, 0});
    ::poll(ready.data(), ready.size(), -1);
    for (const pollfd& each : ready) {
      if (each.revents == 0) continue;
      if (each.fd == wake_read_) return;
      if (each.fd == listener_ && !dead_) {
        const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        const int on = 1;
        ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        clients_[socket] = {};
      } else if (clients_.contains(each.fd)) {
        read_from(each.fd, clients_[each.fd]);
      }
      if (dead_) break;
    }
    std::erase_if(clients_, [](const auto& each) {
      if (each.second.gone) ::close(each.first);
      return each.second.gone;
    });
  }
}

void FakeBroker::read_from(int socket, Client& client) {
  std::array<char, 65536> buffer{};
  const ssize_t count = ::recv(socket, buffer.data(), buffer.size(), 0);
  if (count <= 0) {
    client.gone = true;
    return;
  }
  client.input.append(buffer.data(), static_cast<std::size_t>(count));
  if (settings_.silent) return;
  if (!settings_.instead.empty()) {
    send_bytes(socket, settings_.instead);
    client.gone = true;
    return;
  }
  const std::string input = client.input;
  std::size_t used = 0;
  for (const std::string_view packet : packets_of(input)) {
    used += packet.size();
    handle(socket, client, packet);
    if (dead_) return;
  }
  client.input.erase(0, used);
}

void FakeBroker::handle(int socket, Client& client, std::string_view packet) {
  const auto type = static_cast<PacketType>(static_cast<unsigned char>(packet[0]) >> 4);
  if (type == PacketType::connect) {
    const auto level = static_cast<codec::Version>(packet.at(packet.find("MQTT") + 4));
    client.version = level == codec::Version::v5_0 ? level : codec::Version::v3_1_1;
    if (!settings_.versions.contains(client.version)) {
      client.gone = true;
      return;
    }
    ++connects_;
    client.connected = settings_.connack_code == 0;
    return send_packet(socket, client.version, PacketType::connack,
                       {{Field::code, Number{settings_.connack_code}}});
  }
  const auto fields = codec::dissect(packet, client.version, codec::Direction::client_to_server);
  const FieldValue id{Field::id, number_of(fields, Field::id)};
  switch (type) {
    case PacketType::publish: return on_publish(socket, client, packet);
    case PacketType::pubrel: return send_packet(socket, client.version, PacketType::pubcomp, {id});
    case PacketType::pubrec: return send_packet(socket, client.version, PacketType::pubrel, {id});
    case PacketType::pingreq: return send_packet(socket, client.version, PacketType::pingresp, {});
    case PacketType::disconnect: client.gone = true; return;
    case PacketType::subscribe: {
      codec::NumberList codes;
      std::string filter;
      for (const FieldValue& each : fields) {
        if (each.field == Field::filter) filter = std::get<codec::Bytes>(each.value);
        if (each.field != Field::max_qos) continue;
        codes.push_back(std::min<Number>(std::get<Number>(each.value), settings_.highest_qos));
        client.subscriptions[filter] = codes.back();
      }
      return send_packet(socket, client.version, PacketType::suback, {id, {Field::codes, codes}});
    }
    case PacketType::unsubscribe:
      client.subscriptions.erase(text_of(fields, Field::filter));
      if (client.version == codec::Version::v3_1_1) {
        return send_packet(socket, client.version, PacketType::unsuback, {id});
      }
      return send_packet(socket, client.version, PacketType::unsuback,
                         {id, {Field::codes, codec::NumberList{0}}});
    default: return;
  }
}

void FakeBroker::on_publish(int socket, Client& client, std::string_view packet) {
  const auto fields = codec::dissect(packet, client.version, codec::Direction::client_to_server);
  const Message message{text_of(fields, Field::topic), text_of(fields, Field::payload),
                        number_of(fields, Field::qos)};
  const FieldValue id{Field::id, number_of(fields, Field::id)};
  if (message.payload == "die") return die();
  if (message.payload == "alone") {
    const auto connected = static_cast<std::size_t>(std::ranges::count_if(
        clients_, [](const auto& each) { return each.second.connected && !each.second.gone; }));
    company_ = std::max(company_.load(), connected);
  }
  const bool lost = message.payload == "lose" || (message.payload == "once" && !lost_once_);
  lost_once_ = lost_once_ || message.payload == "once";
  if (message.qos == 1) send_packet(socket, client.version, PacketType::puback, {id});
  if (message.qos == 2) send_packet(socket, client.version, PacketType::pubrec, {id});
  if (!lost) deliver(message);
}

void FakeBroker::deliver(const Message& message) {
  for (auto& [socket, client] : clients_) {
    for (const auto& [filter, granted] : client.subscriptions) {
      if (client.gone || !matches(filter, message.topic)) continue;
      const Number qos = std::min(granted, message.qos);
      std::vector<FieldValue> fields{
          {Field::qos, qos}, {Field::topic, message.topic}, {Field::payload, message.payload}};
      if (qos > 0) fields.push_back({Field::id, Number{++client.last_id}});
      send_packet(socket, client.version, PacketType::publish, fields);
      break;
    }
  }
}

}  // namespace runner::testing
