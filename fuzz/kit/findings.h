// Holds the packets of an input against the reference and keeps what is new: one finding for a requirement
// and a kind of disagreement, with its smallest packet.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "fuzz/kit/ask.h"

namespace kit {

struct Settings {
  Sides sides = Sides::both;
  bool of_3_1_1 = true;
  bool of_5_0 = true;
  Level level = Level::should;      ///< `must`: findings of the level should are left out
  std::set<std::string> ignored;    ///< requirement ids whose findings are left out
  std::filesystem::path directory;  ///< where findings are written; empty: nowhere
};

struct Finding {
  Disagreement disagreement;
  Question smallest;
  int answer{};
  std::set<std::string> features;  ///< of a packet that is refused: what is in the smallest one
  std::uint64_t count = 1;         ///< packets that showed it
};

struct Counts {
  std::uint64_t packets{};  ///< asked about
  std::uint64_t compared{};
  std::uint64_t open{};  ///< where the standard leaves it open
  std::uint64_t partial{};
  std::uint64_t passed{};    ///< no opinion
  std::uint64_t unstable{};  ///< not answered in the same way twice, and therefore not counted as findings
};

class Findings {
 public:
  /// `tell` is called with the report of each finding when it is new.
  Findings(mqtt_fuzz_parser parser, Settings settings,
           std::function<void(const Finding&, const std::string&)> tell);

  /// An input as mqtt_fuzz.h describes it. Returns a number for what was seen: inputs with another number
  /// showed other things.
  std::uint64_t hold(std::span<const std::uint8_t> input);

  const std::vector<Finding>& list() const { return list_; }
  const Counts& counts() const { return counts_; }

 private:
  std::uint64_t hold(const Question& question);
  void found(const Question& question, const Disagreement& disagreement);
  bool shows(const Question& question, const Disagreement& disagreement) const;
  Finding* known(const Question& question, const Disagreement& disagreement);

  mqtt_fuzz_parser parser_;
  Settings settings_;
  std::function<void(const Finding&, const std::string&)> tell_;
  std::vector<Finding> list_;
  Counts counts_;
};

/// What a packet has that a plain one has not: names of fields whose value is not 0 or empty, longer text
/// apart.
std::set<std::string> features_of(const Question& question);

/// The finding in words: the disagreement, the requirement, what a receiver has to do, hex, the packet field
/// by field.
std::string report_of(const Finding& finding);

/// "takes-5.0-MQTT-1.5.5-1", fit for a file; of packets that are refused with the features.
std::string name_of(const Finding& finding);

}  // namespace kit
