// What the reports of a campaign say alike.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "campaign/finding.h"

namespace reports {

/// The inverse of campaign::name_of().
std::optional<campaign::Kind> kind_named(std::string_view name);

std::size_t bytes_of(const campaign::Finding& finding);
std::size_t steps_of(const campaign::Finding& finding);

/// "10 of 10 tries", "not reproduced", "not tried again".
std::string rate_of(const campaign::Finding& finding);
/// "nothing found", "2 findings".
std::string verdict_of(const campaign::CampaignResult& result);
/// How many of each severity, the gravest first.
std::map<campaign::Severity, std::size_t> by_severity(const std::vector<campaign::Finding>& findings);
/// "2 critical, 1 low"; "no finding".
std::string in_words(const std::map<campaign::Severity, std::size_t>& findings);
/// "1:02:03", "9:05", "12 s".
std::string duration(double seconds);
/// "102 031".
std::string grouped(std::uint64_t number);
/// "1234 plays in 10:00 (2/s), …"
std::string counts_of(const campaign::Statistics& numbers);

/// A step as the reports show it. Times are from the step that is played first.
struct StepText {
  std::string actor;
  std::string what;  ///< "sends", "opens a connection", "ends it (FIN)", "cuts it off (RST)", "waits 250 ms"
  std::string packets;  ///< in the notation of scenarios, printable, shortened
  std::string bytes;    ///< as they are
  codec::Version version{};
  bool waits{};  ///< for the answers to all before
};
/// The steps of all plays, so many at most; one with an empty actor begins the next play.
std::vector<StepText> steps_in_words(const campaign::Finding& finding, std::size_t at_most);
/// "1 connection", "3 connections at once": what maintainers ask first.
std::string connections_of(const campaign::Finding& finding);

}  // namespace reports
