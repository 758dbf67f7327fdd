// CLI11 reads; its complaints are put into our words.
#include "cli/arguments.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

#include "cli/nearest.h"

namespace cli {
namespace {

using runner::Exit;

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const auto* option : app.get_options())
    for (const auto& name : option->get_lnames()) names.push_back("--" + name);
  return names;
}

std::string complaint_about(const CLI::App& app, const std::string& word) {
  if (!word.starts_with("-")) return fmt::format("`{}` is one argument too many", word);
  const std::string name = word.substr(0, word.find('='));
  std::string text = fmt::format("there is no option `{}`", name);
  if (const auto meant = nearest(name, option_names(app)))
    text += fmt::format(", did you mean `{}`?", *meant);
  return text;
}

/// The complaint as a sentence, and where to read on.
std::string with_pointer_to_help(const CLI::App& app, std::string complaint) {
  if (!complaint.ends_with('?') && !complaint.ends_with('.')) complaint += '.';
  return complaint + fmt::format(" `conformance {} --help` lists what there is.", app.get_name());
}

}  // namespace

std::expected<void, Exit> parse(CLI::App& app, const Arguments& arguments, Console& console) {
  if (console.inspector()) {
    console.inspector()(app);
    return std::unexpected(Exit::as_expected);
  }
  app.footer(std::string(exit_codes()));
  app.get_formatter()->column_width(34);
  Arguments reversed = with_joined_values(arguments);
  std::ranges::reverse(reversed);
  try {
    app.parse(reversed);
    return {};
  } catch (const CLI::CallForHelp&) {
    console.out(app.help());
    return std::unexpected(Exit::as_expected);
  } catch (const CLI::ExtrasError&) {
    const auto rest = app.remaining();
    const auto option =
        std::ranges::find_if(rest, [](const std::string& word) { return word.starts_with("-"); });
    const std::string& word = option == rest.end() ? rest.front() : *option;
    console.complain(with_pointer_to_help(app, complaint_about(app, word)));
  } catch (const CLI::ParseError& error) {
    console.complain(with_pointer_to_help(app, error.what()));
  }
  return std::unexpected(Exit::usage);
}

Arguments with_joined_values(const Arguments& arguments) {
  struct Optional {
    std::string_view option;
    std::string_view ending;
  };
  constexpr Optional options[] = {{"--json", ".json"}, {"--junit", ".xml"}};
  Arguments joined;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const auto& argument = arguments[i];
    if (argument == "--") {
      joined.insert(joined.end(), arguments.begin() + static_cast<std::ptrdiff_t>(i), arguments.end());
      break;
    }
    const auto found = std::ranges::find(options, argument, &Optional::option);
    if (found == std::end(options)) {
      joined.push_back(argument);
      continue;
    }
    const bool has_next = i + 1 < arguments.size();
    const bool takes_next =
        has_next && (arguments[i + 1] == "-" || arguments[i + 1].ends_with(found->ending) ||
                     (found->option == "--junit" && !arguments[i + 1].starts_with("-")));
    joined.push_back(argument + "=" + (takes_next ? arguments[i + 1] : "-"));
    if (takes_next) ++i;
  }
  return joined;
}

std::expected<double, std::string> parse_seconds(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  const double scale = unit == "ms" ? 0.001 : unit == "m" ? 60 : unit.empty() || unit == "s" ? 1 : -1;
  if (error != std::errc() || scale < 0 || !(number >= 0) || number > 1e7)
    return std::unexpected(fmt::format("`{}` is no duration; write 5s, 300ms or 2m", text));
  return number * scale;
}

CLI::Option* add_json(CLI::App& app, std::string& json) {
  return app.add_option("--json", json, "Result as JSON, to a file or (`-`, or nothing) to standard output")
      ->type_name("[FILE]");
}

std::string_view exit_codes() {
  return "Exit codes: 0 as expected; 1 unexpected result; 2 usage or target file; 3 invalid scenario files;\n"
         "4 broker unreachable or not speaking MQTT; 5 nothing selected; 6 run incomplete; 70 internal "
         "error;\n"
         "130 interrupted. The gravest wins: 130, 70, 3, 2, 4, 5, 6, 1.";
}

}  // namespace cli
