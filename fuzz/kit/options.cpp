// See the header. Written by hand rather than with CLI11, so that who links the kit needs no more than {fmt}.
#include "fuzz/kit/options.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace kit {
namespace {

constexpr std::string_view text_of_usage =
    R"(usage: PROGRAM [OPTION…] [INPUT…]
Fuzzes the MQTT parser that is linked in and holds each answer against the reference. With INPUTs (files that an earlier run
wrote) holds just these. Ends with 0 when all answers were right, 1 with findings or a crash, 2 on a wrong argument.

  --seconds N        at most so long (60)
  --executions N     at most so many inputs; with this and a seed a run is the same every time
  --seed N           of all that is drawn by chance (1)
  --findings DIR     where findings are written (mqtt-findings); - for nowhere
  --max-findings N   end when there are so many
  --version V        3.1.1 or 5.0 alone
  --from SIDE        packets of a client, of a server, of both; either: of both, and the parser does not look at the direction
  --level must       leave out what the standard only lets a receiver notice
  --ignore ID        leave out findings on this requirement; any number of times
  --max-length N     longest input in bytes (4096)
  --timeout N        a packet that takes so many seconds is a hang (10)
  --abort            under libFuzzer or AFL++: end the process with each finding
  --write-seeds DIR, --write-dictionary FILE   write these and end
Under libFuzzer and AFL++ the environment variable MQTT_FUZZ_OPTIONS has the options, separated by blanks.
)";

template <typename Number>
bool set(Number& to, std::string_view text) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), to);
  return error == std::errc() && end == text.data() + text.size();
}

bool set_side(Sides& to, std::string_view text) {
  constexpr std::string_view names[] = {"both", "client", "server", "either"};
  const auto* found = std::ranges::find(names, text);
  if (found == std::end(names)) return false;
  to = static_cast<Sides>(found - std::begin(names));
  return true;
}

bool set_version(Settings& settings, std::string_view text) {
  settings.of_3_1_1 = text == "3.1.1";
  settings.of_5_0 = text == "5.0";
  return settings.of_3_1_1 || settings.of_5_0;
}

bool set_level(Level& to, std::string_view text) {
  to = text == "must" ? Level::must : Level::should;
  return text == "must" || text == "should";
}

enum class Read { done, unknown, wrong };

/// An option with a value.
Read read_option(DriverOptions& options, std::string_view name, std::string_view value) {
  const auto is = [](bool good) { return good ? Read::done : Read::wrong; };
  if (name == "--seconds") return is(set(options.seconds, value));
  if (name == "--executions") return is(set(options.executions, value));
  if (name == "--seed") return is(set(options.seed, value));
  if (name == "--max-findings") return is(set(options.most_findings, value));
  if (name == "--max-length") return is(set(options.most_bytes, value));
  if (name == "--timeout") return is(set(options.patience, value));
  if (name == "--version") return is(set_version(options.settings, value));
  if (name == "--from") return is(set_side(options.settings.sides, value));
  if (name == "--level") return is(set_level(options.settings.level, value));
  if (name == "--ignore") return is(options.settings.ignored.emplace(value).second);
  if (name == "--write-seeds") return is(!(options.seeds_to = value).empty());
  if (name == "--write-dictionary") return is(!(options.dictionary_to = value).empty());
  if (name != "--findings") return Read::unknown;
  options.settings.directory = value == "-" ? std::string_view() : value;
  return Read::done;
}

}  // namespace

std::expected<DriverOptions, std::string> read_options(std::span<const std::string> arguments) {
  DriverOptions options;
  options.settings.directory = "mqtt-findings";
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    if (!argument.starts_with("--")) {
      options.inputs.push_back(argument);
      continue;
    }
    if (argument == "--help") {
      options.help = true;
      continue;
    }
    if (argument == "--abort") {
      options.aborts = true;
      continue;
    }
    const std::size_t equals = argument.find('=');
    const std::string name = argument.substr(0, equals);
    if (equals == std::string::npos && i + 1 == arguments.size())
      return std::unexpected(name + " needs a value; --help lists the options");
    const std::string value = equals == std::string::npos ? arguments[++i] : argument.substr(equals + 1);
    switch (read_option(options, name, value)) {
      case Read::done: break;
      case Read::unknown: return std::unexpected("there is no option " + name + "; --help lists them");
      case Read::wrong: return std::unexpected(fmt::format("{} cannot be \"{}\"; see --help", name, value));
    }
  }
  return options;
}

std::string_view usage() {
  return text_of_usage;
}

}  // namespace kit
