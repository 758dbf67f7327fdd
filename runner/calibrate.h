// How fast this broker is, so that waits are long enough for a slow one and short for a fast one, and whether
// it keeps the order that strong fences rely on (TRIALS rules 2, 4, 12 and 15).
#pragma once

#include <deque>
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
  std::deque<net::Time> recent;  ///< the last deliveries, at most 200, the oldest first
  bool keeps_order = true;       ///< no later message of a publisher, topic and QoS overtook an earlier one
  net::Time grace =
      std::chrono::milliseconds(500);           ///< max(100 ms, 5 x slowest recent delivery), at most 2 s
  net::Time timeout = std::chrono::seconds(5);  ///< max(5 s, 20 x slowest step), at most 30 s

  /// Deliveries are slow because much goes on at once: one in ten takes 400 ms longer than the fastest. A far
  /// link is slow to every one of them, a lossy one to a few, and neither gets better with fewer cases.
  bool crowded() const;

  /// For the report: "deliveries", "delivery_ms_max", "step_ms_max", "grace_ms", "timeout_ms", "keeps_order"
  /// (1 or 0).
  std::map<std::string, double> numbers() const;
};

/// Adds what the wire log of a calibrating play shows, and takes grace and timeout anew. Pure.
void take_in(Calibration& calibration, codec::Version version, const client::Outcome& outcome);

/// Adds the delays of the markers of any play, unless our own loop was late, and takes the grace anew. Pure.
void follow(Calibration& calibration, const client::Outcome& outcome);

/// Plays 20 deliveries at each QoS with `jobs` clients busy in all. Ends early, with what it has, when
/// `stopped` says so.
Calibration calibrate(net::EventLoop& loop, const Target& target, const Probe& probe,
                      const script::Environment& environment, std::size_t jobs,
                      const std::function<bool()>& stopped);

}  // namespace runner
