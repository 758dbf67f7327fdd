// A connection of the harness itself, outside any case: it says CONNECT and a few words more, to learn
// whether a broker is there, what it is and what it can. It blocks on the loop, so it is for the time before
// the cases alone.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "codec/compose.h"
#include "net/event_loop.h"

namespace runner {

class Dialogue {
 public:
  enum class State : std::uint8_t {
    opening,
    open,
    open_failed,  ///< no TCP; why() says so
    refused,      ///< TCP stood, TLS or WebSocket did not; why() says so
    ended         ///< the other side closed
  };

  Dialogue(net::EventLoop& loop, const net::Endpoint& where, codec::Version version);
  ~Dialogue();
  Dialogue(const Dialogue&) = delete;
  Dialogue& operator=(const Dialogue&) = delete;

  State state() const { return state_; }
  const std::string& why() const { return why_; }
  /// All that came so far, as it came.
  const std::string& received() const { return received_; }

  /// Sent at once, or as soon as the connection is open.
  void send(std::string bytes);
  void send(codec::PacketType type, const std::vector<codec::FieldValue>& fields);
  /// The first packet of the type that came, or nothing. Packets are not taken away.
  std::optional<std::string> packet(codec::PacketType type) const;
  /// Waits until such a packet came, the connection ended, or the time is over.
  std::optional<std::string> wait_for(codec::PacketType type, net::Time limit);

  bool over() const { return state_ != State::opening && state_ != State::open; }

 private:
  void on_event(const client::Event& event);

  net::EventLoop& loop_;
  codec::Version version_;
  net::Channel channel_{};
  State state_ = State::opening;
  std::string why_;
  std::string received_;
  std::string unsent_;
};

/// Whole packets at the front of a stream; what cannot be framed is left out.
std::vector<std::string_view> packets_of(std::string_view stream);

/// The first value of a field of a packet from the server, if it has one and it is a number (or a list: its
/// first).
std::optional<codec::Number> number_in(std::string_view packet, codec::Version version, codec::Field field);

}  // namespace runner
