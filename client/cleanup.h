// Takes away what a case left behind: clears retained topics and ends sessions (TRIALS rule 14). A machine
// like the player, driven the same way: actions out, events and time in. It judges nothing.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "client/framing.h"
#include "client/player.h"
#include "codec/version.h"

namespace client {

struct CleanupOrder {
  codec::Version version{};
  std::vector<std::string> retained_topics;
  std::vector<std::string> sessions;  ///< client ids
  std::string client_id;              ///< of the connection that clears the topics
  Credentials credentials;            ///< of somebody who may
  Time timeout = std::chrono::seconds(5);
  Time broker_fin_wait = std::chrono::seconds(2);
};

/// One connection after the other: first the topics, then each session by a clean connect, DISCONNECT and the
/// broker's FIN. Its actions name actor 0.
class Cleaner {
 public:
  explicit Cleaner(CleanupOrder order);

  void start(Time now);
  void handle(const Event& event, Time now);
  void tick(Time now);
  std::vector<Action> take_actions() { return std::exchange(actions_, {}); }
  std::optional<Time> deadline() const;
  bool done() const { return stage_ == Stage::done; }
  /// What could not be cleaned: "topic a/b", "session x", each with the reason.
  const std::vector<std::string>& left() const { return left_; }

 private:
  enum class Stage : std::uint8_t { idle, opening, connecting, clearing, leaving, done };
  struct Visit {
    std::string client_id;
    bool clears_topics{};
  };

  void next_visit();
  void give_up(const std::string& why);
  void on_packet(std::string_view packet);
  void clear_next();
  void leave();
  void write(codec::PacketType type, std::vector<codec::FieldValue> fields);

  CleanupOrder order_;
  Stage stage_ = Stage::idle;
  std::deque<Visit> visits_;
  Visit visit_;
  std::deque<std::string> topics_;
  ConnectionId connection_ = 0;
  std::uint16_t packet_id_ = 0;
  Framer in_;
  Time now_{};
  Time deadline_{};
  std::vector<Action> actions_;
  std::vector<std::string> left_;
};

}  // namespace client
