// Defects of the kinds that brokers really had, planted around the reference broker: each watches what goes
// in and out, and does its harm when its moment comes. They are what campaigns are measured by; the faults of
// `prove` are another thing, a broker that lives and breaks rules.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "codec/packet.h"
#include "codec/stream.h"

namespace planted {

struct Client {
  bool connected{};  ///< it has said CONNECT
  bool disconnected{};
  std::string client_id;
  bool has_will{};
  std::uint32_t session_expiry{};
  codec::Version version{};
  std::set<std::string> filters;
  std::size_t open_publishes{};  ///< QoS 2 from the client, not released
  std::size_t unacknowledged{};  ///< QoS > 0 to the client
  std::uint64_t bytes{};
  codec::StreamDecoder stream{codec::Version::v3_1_1, codec::Direction::client_to_server};
  bool broken{};
};

struct Defect {
  std::string_view name;
  std::string_view group;  ///< what kind of defect it is like
  std::string_view explanation;
};

/// All thirty, in the order of the table in docs.
std::span<const Defect> defects();

/// The one that is switched on, at its work. All times are in milliseconds of the process's life.
class Plant {
 public:
  /// `name` must be one of defects().
  explicit Plant(std::string_view name) : name_(name) {}

  void opened(std::uint64_t connection);
  /// Before the broker gets them.
  void received(std::uint64_t connection, std::string_view bytes, std::uint64_t now);
  /// What goes out in place of these bytes of the broker.
  std::string sending(std::uint64_t connection, std::string bytes);
  /// `abruptly`: without DISCONNECT.
  void ended(std::uint64_t connection, bool abruptly, std::uint64_t now);

 private:
  bool is(std::string_view name) const { return name_ == name; }
  void look_at(std::uint64_t connection, Client& client, const codec::Packet& packet, std::uint64_t now);
  void look_at_connect(std::uint64_t connection, Client& client, const codec::Connect& connect,
                       std::uint64_t now);
  void look_at_publish(Client& client, const codec::Publish& publish);
  void look_at_filter(Client& client, std::string_view filter);
  void look_at_malformed(Client& client, std::string_view bytes);

  std::string_view name_;
  std::map<std::uint64_t, Client> clients_;
  std::map<std::string, std::uint64_t> expired_at_;  ///< client id -> when its session ended
  std::set<std::string> orphaned_;                   ///< filters of clients that went abruptly
  std::vector<std::vector<char>> leaked_;
  std::size_t lose_acknowledgements_{};
};

}  // namespace planted
