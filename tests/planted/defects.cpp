// See the header. Every defect is a few lines where what it watches is at hand.
#include "tests/planted/defects.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>

namespace planted {
namespace {

using codec::PacketType;

constexpr Defect table[] = {
    {"second-connect", "order and direction", "a second CONNECT on a connection is a crash"},
    {"publish-first", "order and direction", "a PUBLISH before CONNECT is a crash"},
    {"server-packet", "order and direction",
     "CONNACK, SUBACK, UNSUBACK or PINGRESP from a client is a crash"},
    {"unasked-puback", "order and direction", "PUBACK from a client that was sent nothing is a crash"},
    {"unasked-pubcomp", "order and direction", "PUBCOMP from a client that was sent nothing is a crash"},
    {"behind-disconnect", "order and direction", "any packet behind DISCONNECT is a crash"},
    {"stray-auth", "order and direction", "AUTH on a connection without authentication is a crash"},
    {"deep-filter", "depth and recursion", "a filter or topic of more than 100 levels is a crash"},
    {"many-properties", "depth and recursion", "more than 32 properties in a PUBLISH are a crash"},
    {"many-filters", "depth and recursion", "more than 16 filters in a SUBSCRIBE are a crash"},
    {"leak-refused", "leaks on refused packets", "each refused CONNECT costs 64 KiB"},
    {"leak-malformed", "leaks on refused packets", "each malformed packet costs 64 KiB"},
    {"leak-will", "leaks on refused packets", "each Will that is not sent costs 64 KiB"},
    {"leak-descriptor", "leaks on refused packets",
     "each connection that ends before CONNECT costs a descriptor"},
    {"empty-level", "unusual topics and filters", "a filter that begins with an empty level is a crash"},
    {"empty-share", "unusual topics and filters", "a shared subscription's filter that is # is a crash"},
    {"dollar-publish", "unusual topics and filters", "a PUBLISH to a topic that begins with $ is a crash"},
    {"plus-hash", "unusual topics and filters", "a filter with + and # both is a crash"},
    {"empty-retained", "unusual topics and filters", "an empty retained message at QoS 2 is a crash"},
    {"quadratic-filters", "quadratic work",
     "each filter of a SUBSCRIBE costs a millisecond for each one before it"},
    {"spin-on-length", "quadratic work", "a Remaining Length of four bytes keeps the process busy for ever"},
    {"believe-length", "memory before authentication",
     "the Remaining Length of a first packet is allocated and written at once"},
    {"keep-strangers", "memory before authentication",
     "bytes before CONNECT cost a thousand times as much, for ever"},
    {"shared-filter-gone", "two clients, one subscription",
     "PUBLISH after one of two clients with the same filter was cut off is a crash"},
    {"takeover-with-will", "takeover and expiry", "a client that takes over one with a Will is a crash"},
    {"back-after-expiry", "takeover and expiry",
     "a client that comes back after its session expired is a crash"},
    {"lost-acknowledgement", "lost acknowledgements",
     "behind ten open messages of one client the next PUBACK of another is lost"},
    {"identifiers-end", "identifier exhaustion",
     "twenty messages that one client has not acknowledged are a crash"},
    {"exit-on-reason", "exits", "DISCONNECT with Will (0x04) from a client without one ends the process"},
    {"garbled-suback", "ill-formed output", "SUBACK to four filters or more has a code too few"},
};

[[noreturn]] void crash() {
  std::raise(SIGSEGV);
  std::abort();
}

std::size_t levels_of(std::string_view topic) {
  return 1 + static_cast<std::size_t>(std::ranges::count(topic, '/'));
}

std::size_t count_of(const codec::Properties& properties) {
  std::size_t count = 0;
  for ([[maybe_unused]] const codec::Property& each : properties.list) ++count;
  return count;
}

void be_busy(std::chrono::milliseconds time) {
  const auto end = std::chrono::steady_clock::now() + time;
  while (std::chrono::steady_clock::now() < end) {
  }
}

constexpr std::size_t leak_size = 64UL << 10U;

}  // namespace

std::span<const Defect> defects() {
  return table;
}

void Plant::opened(std::uint64_t connection) {
  clients_[connection] = {};
}

void Plant::received(std::uint64_t connection, std::string_view bytes, std::uint64_t now) {
  Client& client = clients_[connection];
  if (bytes.empty() || client.broken) return;
  if (!client.connected && is("keep-strangers")) leaked_.emplace_back(bytes.size() * 1000, 'x');
  if (client.bytes == 0 && bytes.size() >= 4 && is("believe-length")) {
    std::size_t length = 0;
    for (std::size_t i = 1; i < 5 && i < bytes.size(); ++i) {
      length |= static_cast<std::size_t>(static_cast<std::uint8_t>(bytes[i]) & 0x7FU) << 7 * (i - 1);
      if (static_cast<std::uint8_t>(bytes[i]) < 0x80) break;
    }
    leaked_.emplace_back(length, 'x');
  }
  client.bytes += bytes.size();
  client.stream.feed({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
  for (;;) {
    const codec::Decoded decoded = client.stream.next();
    if (decoded.is_incomplete()) {
      const auto pending = client.stream.pending();
      if (is("spin-on-length") && pending.size() >= 5 && pending[1] >= 0x80 && pending[2] >= 0x80 &&
          pending[3] >= 0x80 && pending[4] < 0x80) {
        for (;;) be_busy(std::chrono::milliseconds(1000));
      }
      return;
    }
    if (decoded.is_violation()) {
      client.broken = true;
      return look_at_malformed(client, {reinterpret_cast<const char*>(client.stream.pending().data()),
                                        client.stream.pending().size()});
    }
    look_at(connection, client, decoded.packet(), now);
  }
}

void Plant::look_at_malformed(Client& client, std::string_view bytes) {
  const auto type = static_cast<PacketType>(static_cast<std::uint8_t>(bytes[0]) >> 4U);
  const bool from_server = type == PacketType::connack || type == PacketType::suback ||
                           type == PacketType::unsuback || type == PacketType::pingresp;
  if (is("server-packet") && from_server) crash();
  if (is("publish-first") && !client.connected && type == PacketType::publish) crash();
  if (is("leak-malformed") || (is("leak-refused") && type == PacketType::connect))
    leaked_.emplace_back(leak_size, 'x');
}

void Plant::look_at(std::uint64_t connection, Client& client, const codec::Packet& packet,
                    std::uint64_t now) {
  if (client.disconnected && is("behind-disconnect")) crash();
  switch (packet.type()) {
    case PacketType::connect:
      if (client.connected && is("second-connect")) crash();
      look_at_connect(connection, client, std::get<codec::Connect>(packet.body), now);
      break;
    case PacketType::publish:
      if (!client.connected && is("publish-first")) crash();
      if (is("empty-retained") && packet.retain() && packet.qos() == 2 &&
          std::get<codec::Publish>(packet.body).payload.empty())
        crash();
      if (packet.qos() == 2 && ++client.open_publishes > 10 && is("lost-acknowledgement"))
        lose_acknowledgements_ = 1;
      look_at_publish(client, std::get<codec::Publish>(packet.body));
      break;
    case PacketType::puback:
      if (client.unacknowledged == 0 && is("unasked-puback")) crash();
      client.unacknowledged -= std::min<std::size_t>(client.unacknowledged, 1);
      break;
    case PacketType::pubcomp:
      if (client.unacknowledged == 0 && is("unasked-pubcomp")) crash();
      client.unacknowledged -= std::min<std::size_t>(client.unacknowledged, 1);
      break;
    case PacketType::pubrel: client.open_publishes -= std::min<std::size_t>(client.open_publishes, 1); break;
    case PacketType::subscribe: {
      std::size_t count = 0;
      for (const codec::Subscription& each : std::get<codec::Subscribe>(packet.body).subscriptions) {
        look_at_filter(client, each.filter);
        if (is("quadratic-filters")) be_busy(std::chrono::milliseconds(count));
        if (++count > 16 && is("many-filters")) crash();
      }
      break;
    }
    case PacketType::auth:
      if (is("stray-auth")) crash();
      break;
    case PacketType::disconnect: {
      const auto& notice = std::get<codec::Notice>(packet.body);
      client.disconnected = true;
      if (is("exit-on-reason") && notice.code == 0x04 && !client.has_will) std::exit(3);
      if (is("leak-will") && client.has_will && notice.code != 0x04) leaked_.emplace_back(leak_size, 'x');
      break;
    }
    default: break;
  }
}

void Plant::look_at_connect(std::uint64_t connection, Client& client, const codec::Connect& connect,
                            std::uint64_t now) {
  client.connected = true;
  client.client_id = std::string(connect.client_id);
  client.has_will = connect.will.has_value();
  client.version = connect.protocol_version == 5 ? codec::Version::v5_0 : codec::Version::v3_1_1;
  constexpr std::uint8_t session_expiry_interval = 0x11;
  if (const auto expiry = connect.properties.find(session_expiry_interval))
    client.session_expiry = expiry->number;
  for (const auto& [other_connection, other] : clients_) {
    if (other_connection == connection || other.client_id != client.client_id || client.client_id.empty())
      continue;
    if (is("takeover-with-will") && other.has_will && !other.disconnected) crash();
  }
  const auto expired = expired_at_.find(client.client_id);
  if (expired == expired_at_.end()) return;
  if (is("back-after-expiry") && now >= expired->second) crash();
  expired_at_.erase(expired);
}

void Plant::look_at_publish(Client& client, const codec::Publish& publish) {
  if (is("deep-filter") && levels_of(publish.topic) > 100) crash();
  if (is("many-properties") && count_of(publish.properties) > 32) crash();
  if (is("dollar-publish") && publish.topic.starts_with('$')) crash();
  if (is("shared-filter-gone") && orphaned_.contains(std::string(publish.topic))) crash();
  static_cast<void>(client);
}

void Plant::look_at_filter(Client& client, std::string_view filter) {
  if (is("deep-filter") && levels_of(filter) > 100) crash();
  if (is("empty-level") && filter.starts_with('/')) crash();
  if (is("plus-hash") && filter.find('+') != std::string_view::npos && filter.ends_with('#')) crash();
  if (is("empty-share") && filter.starts_with("$share/") && filter.ends_with("/#") &&
      std::ranges::count(filter, '/') == 2)
    crash();
  client.filters.emplace(filter);
}

std::string Plant::sending(std::uint64_t connection, std::string bytes) {
  Client& client = clients_[connection];
  std::string out;
  codec::StreamDecoder stream(client.version, codec::Direction::server_to_client);
  stream.feed({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
  for (;;) {
    const codec::Decoded decoded = stream.next();
    if (!decoded.is_packet()) break;
    const auto piece = stream.packet_bytes();
    std::string packet(reinterpret_cast<const char*>(piece.data()), piece.size());
    const PacketType type = decoded.packet().type();
    if (type == PacketType::publish && decoded.packet().qos() > 0 && ++client.unacknowledged > 20 &&
        is("identifiers-end"))
      crash();
    if (type == PacketType::connack && is("leak-refused") && packet.size() > 3 && packet[3] != 0)
      leaked_.emplace_back(leak_size, 'x');
    if (type == PacketType::puback && lose_acknowledgements_ > 0 && client.open_publishes == 0) {
      --lose_acknowledgements_;
      continue;
    }
    if (type == PacketType::suback && is("garbled-suback") && packet.size() > 7 && packet[1] < 127) {
      packet.pop_back();
      packet[1] = static_cast<char>(packet[1] - 1);
      packet.back() = static_cast<char>(0x7E);
    }
    out += packet;
  }
  const auto rest = stream.pending();
  return out.append(reinterpret_cast<const char*>(rest.data()), rest.size());
}

void Plant::ended(std::uint64_t connection, bool abruptly, std::uint64_t now) {
  const auto found = clients_.find(connection);
  if (found == clients_.end()) return;
  const Client& client = found->second;
  if (is("leak-descriptor") && !client.connected)
    static_cast<void>(
        ::open("/dev/null", O_RDONLY | O_CLOEXEC));  // NOLINT: the point is that nobody closes it
  if (abruptly || !client.disconnected) {
    for (const std::string& filter : client.filters) {
      const auto others = std::ranges::count_if(
          clients_, [&](const auto& each) { return each.second.filters.contains(filter); });
      if (others > 1) orphaned_.insert(filter);
    }
  }
  constexpr std::uint32_t for_ever = 0xFFFF'FFFF;
  if (client.session_expiry > 0 && client.session_expiry != for_ever)
    expired_at_[client.client_id] = now + client.session_expiry * 1000ULL;
  clients_.erase(found);
}

}  // namespace planted
