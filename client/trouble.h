// Why a step did not succeed, before it is known what that means for the case: inside `given` a failure only
// makes the case inconclusive.
#pragma once

#include <string>

#include "client/outcome.h"
#include "script/plan.h"

namespace client {

struct Trouble {
  enum class Kind : std::uint8_t { failed, inconclusive, unsupported, error };
  Kind kind{};
  script::Location where;
  std::string expected;
  std::string actual;
  std::string charge;       ///< empty: the scenario's point
  std::string also;         ///< charged besides; or empty
  std::string explanation;  ///< a sentence; for all but `failed` the outcome's reason
  std::string capability;   ///< unsupported
  std::string capability_source;
  std::size_t wire_index = no_event;
  bool timed_out{};       ///< nothing came: the player asks whether the broker still lives
  script::Actor actor{};  ///< whom to ask
  bool starvable{};       ///< a deadline or window decided: void when the loop was late
  Time waited{};          ///< how long nothing came; 0: it was not silence that decided

  static constexpr std::size_t no_event = static_cast<std::size_t>(-1);
};

}  // namespace client
