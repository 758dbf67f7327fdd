// What all verbs share in reading their arguments: one message for each mistake, with what was probably
// meant.
#pragma once

#include <CLI/CLI.hpp>
#include <chrono>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "cli/console.h"
#include "runner/result.h"

namespace cli {

using Arguments = std::vector<std::string>;

/// Parses; the error is the exit code with which the verb ends at once (0 after --help), everything having
/// been said. A console that inspects sees the options, and that is all.
std::expected<void, runner::Exit> parse(CLI::App& app, const Arguments& arguments, Console& console);

/// `--json` without a value is `--json=-`; `--json FILE` is accepted where FILE is `-` or ends in `.json`,
/// since otherwise the word behind it is more likely a pattern. The same for --junit and `.xml`.
Arguments with_joined_values(const Arguments& arguments);

/// "5", "2.5s", "300ms", "2m" as seconds.
std::expected<double, std::string> parse_seconds(std::string_view text);

/// Adds the option `--json[=FILE]`.
CLI::Option* add_json(CLI::App& app, std::string& json);

/// The exit codes, for the end of --help.
std::string_view exit_codes();

}  // namespace cli
