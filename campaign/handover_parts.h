// What the texts of a finding share.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "campaign/finding.h"

namespace campaign {

/// 'a' to 'h'.
char letter(std::uint8_t actor);
std::string hex(std::string_view bytes, std::string_view between);
/// One line of ASCII, whatever a broker or its name had in it: texts of findings are pasted into shells,
/// editors and issue trackers.
std::string plain(std::string_view text);
/// "mosquitto 2.0.11 was killed by …", plain.
std::string sentence_of(const Finding& finding, std::string_view target);
/// A packet as a scenario has it; one that is illegal by its type and what is wrong with it.
std::string in_words(std::string_view packet, codec::Version version, codec::Direction from,
                     std::size_t shorten);
/// "10 of 10", "not reproduced", "not tried again".
std::string rate_in_words(const Finding& finding);

/// The plays of a finding as one, what each actor speaks at each step, and what is to be read beside its
/// bytes.
struct Told {
  Play play;
  std::vector<codec::Version> versions;  ///< one a step
  std::string comment(std::size_t step) const;
};
Told told(const Finding& finding);

/// Where the packet is that breaks what the broker is charged with, sent on a connection that the play leaves
/// to the broker to end; nothing where there is none.
std::optional<std::size_t> offence(const Finding& finding, const Told& told);

}  // namespace campaign
