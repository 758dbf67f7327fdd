// A baseline: what is known to fail, a line each, with the reason. A failure that no line tells of fails the
// gate, and so does a line that the broker no longer bears out, so that the file stays the truth about the
// broker.
//
//   CASE-PATTERN [ID] [sometimes]  # reason
//
// CASE-PATTERN names cases as on the command line. ID is the requirement that is broken; without one,
// whatever the case fails on is known, and also that it stays inconclusive. `sometimes` is for what the
// broker itself does at times only: neither failing nor passing is unexpected then.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace runner {

struct KnownFailure {
  std::string pattern;
  std::string id = {};  ///< "5.0/MQTT-3.3.4-9"; empty: any
  bool sometimes = false;
  std::string reason;    ///< never empty
  std::uint32_t line{};  ///< in the file, from 1
};

struct Baseline {
  std::string file;  ///< what reports call it
  std::vector<KnownFailure> entries;
};

/// Reads the text of a baseline; empty lines and those that begin with `#` are skipped. `file` is its name in
/// messages. Fails with one sentence a mistake ("FILE:LINE: …"), joined by newlines: a line without a reason,
/// an id that the catalogue does not have, the same pattern and id twice.
std::expected<Baseline, std::string> read_baseline(std::string_view text, std::string file);

}  // namespace runner
