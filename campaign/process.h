// What the operating system knows of a process and of those it started: memory, descriptors, time spent.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "net/event_loop.h"

namespace campaign {

struct Usage {
  std::uint64_t resident_bytes{};
  std::uint64_t peak_bytes{};  ///< the most that was resident since forget_peak()
  std::size_t descriptors{};
  net::Time processor{};  ///< user and system, of all threads that run
};

/// Of the process with this number and all below it (a broker may be started by a script); nothing where
/// there is no such process, or no /proc.
std::optional<Usage> usage_of(int pid);

/// From now on peak_bytes begins with what is resident. Without effect where that is not allowed.
void forget_peak(int pid);

/// Whether it keeps memory that it needs no more until its own time has come: a virtual machine with a
/// garbage collector, by the name of the program.
bool collects_garbage(int pid);

}  // namespace campaign
