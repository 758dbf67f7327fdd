// One connection of a fuzzing client to the reference broker, watched packet by packet: whatever the client
// sends, what comes back must be what the standard lets a server send.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string_view>

#include "broker/broker.h"
#include "codec/stream.h"

namespace fuzz {

class WatchedConnection {
 public:
  explicit WatchedConnection(broker::ConnectionId id)
      : id_(id),
        sent_(codec::Version::v5_0, codec::Direction::client_to_server),
        received_(codec::Version::v5_0, codec::Direction::server_to_client) {}

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

  void broker_wrote(std::string_view bytes);
  void broker_closed();
  /// After all that the broker did on the piece was reported: whether it is answered.
  void piece_is_through();

 private:
  void learn(const codec::Packet& packet);
  void learn_connect(const codec::Connect& connect, codec::Version version);
  void judge(const codec::Packet& packet);
  void judge_publish(const codec::Packet& packet);

  broker::ConnectionId id_;
  codec::StreamDecoder sent_;
  codec::StreamDecoder received_;
  std::uint64_t fed_ = 0;  ///< bytes of the stream that the broker has
  bool connect_seen_ = false;
  bool connected_ = false;
  bool closed_ = false;
  bool for_ever_ = false;
  std::uint32_t receive_maximum_ = 65'535;
  std::set<std::uint16_t> open_;       ///< identifiers of messages the client has not acknowledged to the end
  std::set<std::uint16_t> sent_here_;  ///< those of them whose PUBLISH was sent on this connection
  std::optional<codec::PacketType> owed_;  ///< the answer to the packet that is being worked on
  std::uint16_t owed_id_ = 0;
  std::optional<std::uint16_t> told_received_;  ///< by the PUBREC that is being worked on
  std::size_t owed_codes_ = 0;
};

}  // namespace fuzz
