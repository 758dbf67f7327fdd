// What the verbs understand, asked from the verbs themselves, so that completion and manual page cannot
// differ from --help.
#pragma once

#include <string>
#include <vector>

namespace cli {

struct OptionText {
  std::vector<std::string> names;  ///< "--quiet", "-q"; of a positional argument: its name alone
  std::string value;               ///< "FILE", "must|should"; empty: it takes none
  std::string what;
  bool positional{};
};

struct VerbText {
  std::string name;
  std::string arguments;  ///< "[PATTERN…]"
  std::string purpose;
  std::string description;
  std::vector<OptionText> options;
};

/// All verbs, in the order of --help.
std::vector<VerbText> describe_verbs();

/// A file for the shell of that name; `targets` are what --launch knows.
std::string bash_completion(const std::vector<VerbText>& verbs, const std::vector<std::string>& targets);
std::string zsh_completion(const std::vector<VerbText>& verbs, const std::vector<std::string>& targets);
std::string fish_completion(const std::vector<VerbText>& verbs, const std::vector<std::string>& targets);

/// conformance(1), in the macros of man(7).
std::string manual_page(const std::vector<VerbText>& verbs);

}  // namespace cli
