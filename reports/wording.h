// What reports say about a requirement: its level and our sentence, from the catalogue. Ids that it does not
// have (a bare section, a result of another version of the program) have neither.
#pragma once

#include <string>
#include <string_view>

namespace reports {

/// "must", "should", "may", "note", "untestable"; empty when unknown.
std::string grade_of(std::string_view id);
/// "MUST", "SHOULD", …, as people write it.
std::string level_of(std::string_view id);
/// Our own sentence; empty when unknown.
std::string sentence_of(std::string_view id);

/// The groups that requirements are counted in: both standards' numbered statements, the behaviours without a
/// number, the target's own promises.
enum class Group { numbered, unnumbered, promise };
Group group_of(std::string_view id);

/// "3.1.1" or "5.0", from the id.
std::string_view version_of(std::string_view id);

}  // namespace reports
