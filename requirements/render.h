// The catalogue in words for people: what `conformance explain` and `conformance list` print. Pure text
// without colour, at most 100 columns where words allow it, so that it can be pasted into a bug report.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "requirements/catalogue.h"

namespace requirements {

// Returns all that is known about one requirement: id, level, section, who is bound, the sentence, its grade,
// what passes, what proves a violation, what is advice, and how it is tested or why not. `scenarios` cover
// it, and `faults` are the bugs of the reference broker that break it.
std::string explain(const Requirement& requirement, std::span<const std::string> scenarios = {},
                    std::span<const std::string> faults = {});

// Returns one paragraph for each requirement that we judge otherwise than the graders, or a sentence that
// says that there is none.
std::string render_differences(std::span<const Difference> differences);

// Takes the one-word basis of a requirement. Returns what it means, or the word itself when it is unknown.
std::string_view explain_basis(std::string_view basis);

}  // namespace requirements
