// Fences prove silence (TRIALS rules 2 to 6): a marker must make the way that the forbidden packet would have
// made. A marker that does not come makes the case inconclusive; it never fails it.
#pragma once

#include <cstdint>
#include <vector>

#include "client/poll.h"

namespace client {

class FenceRun {
 public:
  enum class Purpose : std::uint8_t { statement, under_never, branch, drain };

  /// `never`: what the fence is to show the absence of; null outside of a `never`.
  FenceRun(const script::Fence& fence, script::Location where, Purpose purpose, const script::Never* never)
      : fence_(&fence), where_(where), purpose_(purpose), never_(never) {}

  Poll poll(World& world);
  bool begun() const { return phase_ != nullptr; }
  /// Whether the actor sends something for this fence.
  bool speaks_through(const World& world, script::Actor actor) const;

 private:
  using Phase = Poll (FenceRun::*)(World&);
  struct Target {
    script::Actor actor{};
    Token token{};
    bool arrived{};
  };

  Poll begin(World& world);
  Poll ping(World& world);
  Poll await_pong(World& world);
  Poll subscribe(World& world);
  Poll await_subscribed(World& world);
  Poll send_marker(World& world);
  Poll await_marker(World& world);
  Poll ping_targets(World& world);
  Poll await_target_pongs(World& world);
  Poll tail(World& world);
  // retained_fence.cpp
  Poll store_control(World& world);
  Poll await_stored(World& world);
  Poll subscribe_control(World& world);
  Poll await_control(World& world);
  Poll clear_control(World& world);

  Poll go(World& world, Phase next);
  /// Waits for what `have` tells, or gives up.
  Poll wait_or_give_up(World& world, script::Actor actor, const char* missing);
  Poll pause(World& world, Time duration, Phase next);
  Trouble no_marker(const World& world, script::Actor actor, std::string_view missing) const;
  /// A connection through which the harness can speak; null when it cannot.
  Connection* usable(World& world, script::Actor actor);
  bool really_strong(const World& world) const;
  /// The highest QoS up to `qos` that the server has announced.
  static std::uint8_t at_most(const World& world, const Connection& connection, std::uint8_t qos);
  bool publish(World& world, Connection& connection, const std::string& topic, const std::string& payload,
               std::uint8_t qos, bool retain, Token token);
  void subscribe(World& world, Connection& connection, const std::string& filter, std::uint8_t qos,
                 Token token);
  void unsubscribe(World& world, Connection& connection, const std::string& filter);
  void collect_markers(World& world);

  const script::Fence* fence_;
  script::Location where_;
  Purpose purpose_;
  const script::Never* never_;
  Phase phase_ = nullptr;
  Phase after_pause_ = nullptr;
  Time deadline_{};
  Token token_{};
  std::vector<Target> targets_;
  std::string topic_;
  std::string payload_;
  std::uint8_t qos_{};
  script::Actor storer_{};
  std::size_t markers_from_{};
  Time marker_sent_{};
  bool strong_{};
};

}  // namespace client
