// What the operating system knows of a process and of those it started: memory, descriptors, time spent.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "net/event_loop.h"

namespace campaign {

struct Usage {
  std::uint64_t resident_bytes{};
  std::size_t descriptors{};
  net::Time processor{};  ///< user and system, since it began
};

/// Of the process with this number and all below it (a broker may be started by a script); nothing where
/// there is no such process, or no /proc.
std::optional<Usage> usage_of(int pid);

}  // namespace campaign
