// The table of all faults, put together from a header for each chapter of the standard.
//
// A fault is asked for where the obedient broker keeps the rule. What it then does stands there, too, if it
// is no more than a line, and else in FaultyServer (faulty_server.h).
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "broker/faults/authentication.h"
#include "broker/faults/connect.h"
#include "broker/faults/delivery.h"
#include "broker/faults/errors.h"
#include "broker/faults/exchanges.h"
#include "broker/faults/fault_row.h"
#include "broker/faults/format.h"
#include "broker/faults/passing_on.h"
#include "broker/faults/publish.h"
#include "broker/faults/restarting.h"
#include "broker/faults/resuming.h"
#include "broker/faults/retained.h"
#include "broker/faults/sessions.h"
#include "broker/faults/shares.h"
#include "broker/faults/subscribe.h"
#include "broker/faults/topics.h"
#include "broker/faults/transport.h"
#include "broker/faults/wills.h"
#include "broker/faults/writing.h"

namespace broker {

inline constexpr std::array<std::span<const FaultRow>, 18> fault_chapters{
    fault_tables::transport,      fault_tables::format,    fault_tables::writing, fault_tables::connect,
    fault_tables::sessions,       fault_tables::wills,     fault_tables::publish, fault_tables::delivery,
    fault_tables::retained,       fault_tables::subscribe, fault_tables::topics,  fault_tables::errors,
    fault_tables::authentication, fault_tables::resuming,  fault_tables::shares,  fault_tables::passing_on,
    fault_tables::exchanges,      fault_tables::restarting};

consteval std::size_t count_faults() {
  std::size_t count = 0;
  for (const auto& chapter : fault_chapters) count += chapter.size();
  return count;
}
inline constexpr std::size_t fault_count = count_faults();

/// All faults; a fault's index is its place here.
inline constexpr std::array<FaultRow, fault_count> fault_table = [] {
  std::array<FaultRow, fault_count> all{};
  std::size_t at = 0;
  for (const auto& chapter : fault_chapters) {
    for (const FaultRow& row : chapter) all[at++] = row;
  }
  return all;
}();

/// The place of a fault in the table; fault_count for a name that is not there.
constexpr std::size_t find_fault(std::string_view name) {
  for (std::size_t i = 0; i < fault_count; ++i) {
    if (fault_table[i].name == name) return i;
  }
  return fault_count;
}

consteval std::size_t fault_index(std::string_view name) {
  const std::size_t index = find_fault(name);
  if (index == fault_count) throw "no fault has this name: see broker/faults/";
  return index;
}

}  // namespace broker
