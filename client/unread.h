// What an actor has received and the script has not yet read, kept by type because MQTT promises no order
// between types: `X <- P` takes the oldest P.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "client/packet.h"
#include "client/player.h"

namespace client {

struct UnreadPacket {
  Packet packet;
  std::uint64_t order{};  ///< of arrival, over all actors
  ConnectionId connection{};
};

struct UnreadEnd {
  Time at{};
  std::uint64_t order{};
  ConnectionId connection{};
  Ended::How how{};
  std::size_t wire_index{};
};

class UnreadList {
 public:
  using Queue = std::deque<UnreadPacket>;

  void add(UnreadPacket packet) { of(packet.packet.type).push_back(std::move(packet)); }
  void end(UnreadEnd end) { end_ = end; }
  const std::optional<UnreadEnd>& ended() const { return end_; }
  void take_end() { end_.reset(); }

  Queue& of(codec::PacketType type) { return by_type_[static_cast<std::size_t>(type)]; }
  const Queue& of(codec::PacketType type) const { return by_type_[static_cast<std::size_t>(type)]; }
  void erase(codec::PacketType type, std::size_t index);
  void clear();
  /// Everything that is there, oldest first.
  std::vector<const UnreadPacket*> all() const;

 private:
  std::array<Queue, 16> by_type_;
  std::optional<UnreadEnd> end_;
};

/// `maybe`, or the tail of an `x2..4`: so many more packets are tolerated to the end of the connection.
struct Tolerance {
  const script::PacketPattern* pattern{};
  std::optional<std::uint32_t> left;  ///< nothing: without bound
  ConnectionId connection{};
};

}  // namespace client
