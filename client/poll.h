// How a running step answers when it is asked: done, still waiting (until when), or in trouble. Steps are
// asked after every event; nothing calls back.
#pragma once

#include <optional>

#include "client/trouble.h"
#include "client/world.h"

namespace client {

struct Poll {
  enum class State : std::uint8_t { waiting, done, failed };
  State state{};
  std::optional<Time> wake;
  Trouble trouble;

  static Poll wait_until(std::optional<Time> wake) { return {State::waiting, wake, {}}; }
  static Poll finished() { return {State::done, std::nullopt, {}}; }
  static Poll fail(Trouble trouble) { return {State::failed, std::nullopt, std::move(trouble)}; }
};

/// From when the running step's limits count.
struct Timing {
  Time previous_began{};  ///< of the step before: lower bounds
  Time previous_ended{};  ///< upper bounds
  Time began{};           ///< of this step: plain time-outs
  bool patient =
      true;  ///< in a replay: whether this line may be the last to wait for a silent client's close
};

/// "5 s", "1.25 s", "100 ms".
std::string print_duration(Time duration);

}  // namespace client
