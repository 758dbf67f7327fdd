// Two clients that nobody attacks: one publishes at QoS 1 and 2 on a topic of its own, the other receives.
// Whatever others do to the broker, each message must arrive as promised, once and in order (4.3, 4.6).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "campaign/suspicion.h"
#include "client/player.h"
#include "net/event_loop.h"

namespace campaign {

class Bystanders {
 public:
  /// `name` is in their topic and client identifiers, and must be one that no play comes upon.
  Bystanders(net::EventLoop& loop, net::Endpoint where, client::Credentials credentials, std::string name);
  ~Bystanders();
  Bystanders(const Bystanders&) = delete;
  Bystanders& operator=(const Bystanders&) = delete;

  /// Connects anew; what was found before is forgotten. `interval`: between two messages, at least.
  void start(net::Time patience, net::Time interval);
  void stop();

  /// What is wrong, if anything is. Asked as often as you like.
  std::optional<Suspicion> check(net::Time now) const;
  /// Messages that arrived since the start.
  std::uint64_t arrived() const { return arrived_; }
  /// The longest that a message was under way of late, half of it forgotten with each further one.
  net::Time round_trip() const { return round_trip_; }

 private:
  enum class Role : std::uint8_t { publisher, receiver };
  struct Line {
    client::ConnectionId id{};
    bool up{};        ///< CONNACK, and SUBACK for the receiver
    bool answered{};  ///< the last PINGREQ
    std::string unread{};
  };

  void hear(const client::Event& event, net::Time now);
  void take(Role role, std::string_view packet, net::Time now);
  void take_message(std::string_view packet, net::Time now);
  void go_on(net::Time now);
  void publish(net::Time now);
  void ask(net::Time now);
  void send(Role role, std::string bytes);
  void accuse(Kind kind, std::string sentence);
  Line& line(Role role) { return lines_[static_cast<std::size_t>(role)]; }
  const Line& line(Role role) const { return lines_[static_cast<std::size_t>(role)]; }

  net::EventLoop& loop_;
  net::Endpoint where_;
  client::Credentials credentials_;
  std::string name_;
  net::Channel channel_;
  Line lines_[2];
  client::ConnectionId last_id_{};
  net::Time patience_{};
  net::Time interval_{};
  net::Time since_{};  ///< when what is awaited was begun
  bool asked_{};       ///< patience is over: do they still answer?
  std::uint8_t qos_ = 1;
  std::uint64_t number_{};  ///< of the message under way
  bool acknowledged_{};
  bool received_{};
  bool runs_{};
  std::uint64_t arrived_{};
  net::Time round_trip_{};
  std::optional<Suspicion> suspicion_;
};

}  // namespace campaign
