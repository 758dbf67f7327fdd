// Faults: named, plausible bugs, each tied to the requirements it breaks and asked for at the very place
// where the rule is obeyed:
//
//     if (faults.on("retained-not-replaced")) return;  // 3.1.1/MQTT-3.3.1-5 5.0/MQTT-3.3.1-5
//
// A name that no table has does not compile. With no fault switched on the question costs one bit test.
#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string_view>

#include "broker/faults/fault_table.h"

namespace broker {

using FaultSet = std::bitset<fault_count>;

/// Fuzzing is about the obedient broker: there the questions are left out, which are a tenth of its branches.
#ifdef CONFORMANCE_WITHOUT_FAULTS
inline constexpr bool can_have_faults = false;
#else
inline constexpr bool can_have_faults = true;
#endif

/// A fault by its name, looked up while compiling.
class FaultName {
 public:
  consteval FaultName(const char* name) : index_(fault_index(name)) {}  // NOLINT: reads like a name
  constexpr std::size_t index() const { return index_; }

 private:
  std::size_t index_;
};

/// Which faults are switched on. One for each broker; copied with its settings, asked everywhere.
class Faults {
 public:
  Faults() = default;

  /// Ends the process in a build that cannot have faults.
  void switch_on(std::size_t index) {
    if (!can_have_faults) std::abort();
    active_.set(index);
    hot_.set(index);
  }
  /// From now on asked() tells which of these were asked about.
  void watch(const FaultSet& watched) { hot_ |= watched; }

  /// Whether the broker is to break this rule, here and now.
  bool on(FaultName fault) const { return can_have_faults && hot_.test(fault.index()) && hit(fault.index()); }

  /// No fault is on or watched: what would only prepare a question can be left out.
  bool are_off() const { return !can_have_faults || hot_.none(); }

  const FaultSet& asked() const { return asked_; }
  const FaultSet& active() const { return active_; }

 private:
  bool hit(std::size_t index) const {
    asked_.set(index);
    return active_.test(index);
  }

  FaultSet hot_;
  FaultSet active_;
  mutable FaultSet asked_;
};

}  // namespace broker
