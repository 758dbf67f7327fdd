// Where the plays of a proof take place: each alone, on a wire and with a broker of its own, so that nothing
// but the fault can make two plays of a case differ.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "broker/faults.h"
#include "runner/probe.h"
#include "runner/simulate.h"
#include "runner/venue.h"
#include "script/script.h"

namespace runner {

/// May be used by several threads at once.
class Stage {
 public:
  /// Probes the obedient broker. Fails when even that does not answer as it should.
  static std::expected<Stage, RunError> build(const std::string& seed);

  /// The plan, and the listener that suits what the case needs.
  std::expected<Staging, Unplayable> stage(const script::CaseInfo& info) const;

  struct Play {
    client::Outcome outcome;
    broker::FaultSet asked;  ///< of those that were watched
  };
  /// The same plan and faults give the same play.
  Play play(const Staging& staging, const broker::Faults& faults) const;

 private:
  Stage(Simulation simulation, const Probe& probe, std::string seed);

  Simulation simulation_;
  std::vector<Venue> venues_;
  std::string seed_;
};

}  // namespace runner
