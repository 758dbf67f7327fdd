// One connection of a fuzzing client to the reference broker, watched packet by packet: whatever the client
// sends, what comes back must be what the standard lets a server send.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "broker/broker.h"
#include "codec/stream.h"

namespace fuzz {

class WatchedConnection {
 public:
  explicit WatchedConnection(broker::ConnectionId id)
      : id_(id), sent_(codec::Version::v5_0, codec::Direction::client_to_server) {}

  broker::ConnectionId id() const { return id_; }
  bool is_open() const { return !closed_; }
  /// Success was said in CONNACK.
  bool is_connected() const { return connected_ && !closed_; }
  /// It asked for a session that nothing ends but a client.
  bool has_asked_for_ever() const { return for_ever_; }

  /// The bytes of the next whole packet of the client, or what is left over when there is none. The broker is
  /// to be given them at once, and then what it answers is to be reported here.
  void queue(std::span<const std::uint8_t> bytes) { sent_.feed(bytes); }
  std::optional<std::string_view> next_piece();

  /// Whole packets.
  void broker_wrote(std::string_view bytes);
  void broker_closed();
  /// After all that the broker did on the piece was reported: whether it is answered.
  void piece_is_through();

 private:
  /// A message that the client has not acknowledged to the end.
  struct Open {
    std::uint16_t id{};
    bool sent_here{};  ///< its PUBLISH was sent on this connection
  };

  void learn(const codec::Packet& packet);
  void learn_connect(const codec::Connect& connect, codec::Version version);
  void judge(const codec::Packet& packet);
  void judge_publish(const codec::Packet& packet);
  bool is_open(std::uint16_t id) const { return std::ranges::find(open_, id, &Open::id) != open_.end(); }
  void forget(std::uint16_t id);

  broker::ConnectionId id_;
  codec::StreamDecoder sent_;
  std::uint64_t fed_ = 0;  ///< bytes of the stream that the broker has
  bool connect_seen_ = false;
  bool connected_ = false;
  bool closed_ = false;
  bool for_ever_ = false;
  codec::Version version_ = codec::Version::v5_0;
  bool unreadable_ = false;  ///< what comes is in a version that the client did not ask for
  std::uint32_t receive_maximum_ = 65'535;
  std::vector<Open> open_;     ///< a vector, for they are few and an allocation for each would be dear
  std::size_t sent_here_ = 0;  ///< how many of them
  std::optional<codec::PacketType> owed_;  ///< the answer to the packet that is being worked on
  std::uint16_t owed_id_ = 0;
  std::optional<std::uint16_t> told_received_;  ///< by the PUBREC that is being worked on
  std::size_t owed_codes_ = 0;
};

}  // namespace fuzz
