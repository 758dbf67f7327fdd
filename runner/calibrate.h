// How fast this broker is, so that waits are long enough for a slow one and short for a fast one (TRIALS
// rules 4, 12 and 15).
#pragma once

#include <map>
#include <span>
#include <string>

#include "client/player.h"
#include "net/event_loop.h"
#include "runner/probe.h"
#include "runner/target.h"

namespace runner {

struct Calibration {
  net::Time slowest_delivery{};  ///< PUBLISH sent to PUBLISH received
  net::Time slowest_step{};      ///< a packet sent to its answer
  std::size_t deliveries{};
  net::Time grace = std::chrono::milliseconds(500);  ///< max(100 ms, 5 x slowest delivery), at most 2 s
  net::Time timeout = std::chrono::seconds(5);       ///< max(5 s, 20 x slowest step), at most 30 s

  /// For the report: "deliveries", "delivery_ms_max", "step_ms_max", "grace_ms", "timeout_ms".
  std::map<std::string, double> numbers() const;
};

/// Adds what a wire log shows, and takes grace and timeout anew. Pure.
void take_in(Calibration& calibration, codec::Version version, const client::Outcome& outcome);

/// Plays 20 deliveries at each QoS with `jobs` clients busy in all. Ends early, with what it has, when
/// `stopped` says so.
Calibration calibrate(net::EventLoop& loop, const Target& target, const Probe& probe,
                      const script::Environment& environment, std::size_t jobs,
                      const std::function<bool()>& stopped);

}  // namespace runner
