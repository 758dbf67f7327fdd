// Where the plays of a proof take place: each alone, on a wire and with a broker of its own, so that nothing
// but the fault can make two plays of a case differ.
#pragma once

#include <expected>
#include <map>
#include <string>

#include "broker/faults.h"
#include "runner/probe.h"
#include "runner/simulate.h"
#include "script/script.h"

namespace runner {

/// May be used by several threads at once.
class Stage {
 public:
  /// Probes the obedient broker. Fails when even that does not answer as it should.
  static std::expected<Stage, RunError> build(const std::string& seed);

  std::expected<script::CasePlan, script::Missing> plan_of(const script::CaseInfo& info) const;

  struct Play {
    client::Outcome outcome;
    broker::FaultSet asked;  ///< of those that were watched
  };
  /// The same plan and faults give the same play.
  Play play(const script::CasePlan& plan, const broker::Faults& faults) const;

 private:
  Stage(Simulation simulation, const Probe& probe, const std::string& seed);

  Simulation simulation_;
  std::map<codec::Version, client::Settings> settings_;
  std::map<codec::Version, script::Environment> environments_;
};

}  // namespace runner
