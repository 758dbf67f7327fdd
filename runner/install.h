// Brokers that no package brings: a pinned version of each, put into a folder of the user's when he asks for
// it, so that
// `--launch` finds it there. Nothing is fetched that was not asked for.
#pragma once

#include <expected>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runner/run_error.h"
#include "runner/target.h"

namespace runner {

struct Installation {
  std::string name;  ///< of the target
  InstallRecipe recipe;
  std::map<std::string, std::string> files;  ///< those of the recipe: name -> text
};

/// What the target's key `launch.install` says, or that of the target which it names there; nothing for a
/// target that needs none, or an unknown name.
std::optional<Installation> installation_of(std::string_view target);
/// The names of all targets that have one, in order.
std::vector<std::string> installable();

/// Where installations are kept: `$XDG_CACHE_HOME/conformance/targets`, below `~/.cache` without that
/// variable.
std::string cache_folder();
/// `CACHE/NAME-VERSION`, which is `{installed}` in a recipe.
std::string folder_of(const Installation& what, std::string_view cache);
/// Whether the folder is there and was made to its end, by the very commands and files that the recipe has
/// now.
bool is_installed(const Installation& what, std::string_view cache);
/// What the user types to have it.
std::string install_command(std::string_view target);

/// Whether "17.0.15" is 11 or newer: number by number; what is missing is 0.
bool is_at_least(std::string_view version, std::string_view least);
/// A sentence for each program that is missing or too old.
std::vector<std::string> unmet_needs(const Installation& what);

/// Runs the commands of the recipe, from an empty folder; `show` is told each command and what it prints,
/// from another thread. Fails (exit 4) when a need is not met or a command fails; then nothing is left that
/// counts as installed, as little as when this program is killed half-way.
std::expected<void, RunError> install(const Installation& what, std::string_view cache,
                                      const std::function<void(std::string_view)>& show);

}  // namespace runner
