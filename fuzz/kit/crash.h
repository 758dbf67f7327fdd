// When the parser crashes, hangs or is ended by a sanitizer, the packet it had is told and written before the
// process ends.
#pragma once

#include "fuzz/kit/parser.h"

namespace kit {

/// While one lives, the parser has this packet. At most one at a time.
class Watch {
 public:
  explicit Watch(const Question& question);
  ~Watch();
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;
};

/// From here on a crash is told on stderr and its input written to `directory` (which exists), and a packet
/// that takes longer than so many seconds is one, too. For the driver alone: fuzzing engines catch crashes
/// themselves.
void catch_crashes(const std::string& directory, unsigned seconds);

}  // namespace kit
