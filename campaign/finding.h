// What a campaign hands over: a defect, the shortest play that shows it, and how surely it does.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "campaign/play.h"
#include "campaign/suspicion.h"

namespace campaign {

struct Finding {
  std::size_t number{};  ///< the campaign's n-th, from 1; the name of its files ends in it
  Suspicion suspicion;
  /// Reproduced: one play. Else all that was going on, and what had gone before, the oldest first.
  std::vector<Play> plays;
  /// So often its plays must be played, one round behind the other, until it shows: wear takes many rounds.
  std::size_t tries{};
  std::size_t reproduced{};  ///< of them, on a fresh broker each where it can be had
  double found_after_s{};    ///< from the start of the campaign to the suspicion
  std::uint64_t found_after_plays{};
  std::size_t bytes_at_first{};  ///< that the play had when it was found
  std::size_t times = 1;         ///< met so often in this campaign
  std::size_t repetitions = 1;   ///< the play must be played so often to show it
  std::string log;               ///< the broker's, from the trial that was the last to show it
};

struct Statistics {
  double elapsed_s{};
  std::uint64_t plays{};
  std::uint64_t packets_sent{};
  std::uint64_t packets_heard{};
  std::uint64_t bytes_sent{};
  std::uint64_t bystander_messages{};
  std::size_t pool{};
  std::size_t behaviours{};  ///< different ones seen
  std::size_t places{};      ///< of the broker's code that ran, where it says so
  double last_new_s{};       ///< when the last of them came
  std::size_t restarts{};
  std::size_t trials{};
  double confirming_s{};  ///< spent on them
};

struct CampaignResult {
  std::string tool_version;
  std::string target;            ///< its name and release where they are known, or host:port
  std::string seed;              ///< hexadecimal
  std::string shard;             ///< "2/8", or empty
  std::string command;           ///< what starts the same campaign again
  std::size_t runs = 1;          ///< how often it was begun or gone on with, on all machines
  std::size_t scenarios_left{};  ///< so many of the scenarios it has not come to yet
  Statistics statistics;
  std::vector<Finding> findings;  ///< the gravest first
  std::string ended_because;      ///< "time is up", "interrupted", why there was no broker any more
  bool no_broker{};               ///< there is none any more, and that is why
};

}  // namespace campaign
