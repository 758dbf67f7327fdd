// The table of verbs, and the barrier for what should not happen.
#include "cli/program.h"

#include <algorithm>
#include <exception>
#include <fmt/format.h>

#include "cli/nearest.h"
#include "cli/verbs.h"

namespace cli {
namespace {

using runner::Exit;

constexpr Verb verbs[] = {
    {"run", "[PATTERN…]", "test a broker (the default verb)", run},
    {"list", "[PATTERN…]", "list cases, or the requirements they cover", list},
    {"check", "[FILE…]", "check scenario files, without a broker", check},
    {"fmt", "FILE…", "print scenario files in the usual form", format},
    {"explain", "ID…", "what a requirement asks, and how it is tested", explain},
    {"decode", "[HEX…]", "annotated packets, right or wrong", decode},
    {"probe", "", "what a broker is and what it can", probe},
    {"broker", "", "serve the reference broker, or one that breaks rules on request", broker},
    {"fuzz", "[merge …]", "attack a broker with mutated scenarios: does it survive?", fuzz},
    {"prove", "[PATTERN…]", "do the cases notice every fault of the reference broker?", prove},
    {"install", "[NAME…]", "install brokers that no package brings, for --launch", install},
    {"compare", "OLD NEW", "is a broker worse than in an earlier result?", compare},
    {"generate", "WHAT", "completion for bash, zsh, fish; the manual page", generate},
    {"report", "R.json…", "show a result again, or in another format", report},
};

std::string help() {
  std::string text =
      "conformance: does an MQTT broker keep to MQTT 3.1.1 and 5.0?\n\n"
      "  conformance                            test the reference broker that is built in\n"
      "  conformance --broker host:1883         test that broker\n"
      "  conformance --launch mosquitto         start a broker that is installed here, and test it\n"
      "  conformance --target my-broker.json    test what a target file describes\n\nVerbs:\n";
  for (const auto& verb : verbs)
    text += fmt::format("  {:<8} {:<12} {}\n", verb.name, verb.arguments, verb.purpose);
  text += "\n`conformance VERB --help` lists the options of a verb, `--version` tells the version.\n\n";
  text += exit_codes();
  return text + "\n";
}

std::vector<std::string> verb_names() {
  std::vector<std::string> names;
  for (const auto& verb : verbs) names.emplace_back(verb.name);
  return names;
}

Exit dispatch(const Arguments& arguments, Console& console) {
  if (!arguments.empty()) {
    const auto& first = arguments.front();
    if (first == "--help" || first == "-h" || first == "help") {
      console.out(help());
      return Exit::as_expected;
    }
    if (first == "--version" || first == "-V") {
      console.out("conformance " CONFORMANCE_VERSION "\n");
      return Exit::as_expected;
    }
    const auto verb = std::ranges::find(verbs, first, &Verb::name);
    if (verb != std::end(verbs)) return verb->function({arguments.begin() + 1, arguments.end()}, console);
    // A lone word that is nearly a verb is a mistyped verb rather than a pattern.
    if (arguments.size() == 1 && first.find_first_of("/*?@.") == std::string::npos) {
      if (const auto meant = nearest(first, verb_names())) {
        console.complain(fmt::format(
            "there is no verb `{}`, did you mean `{}`? `conformance --help` lists them", first, *meant));
        return Exit::usage;
      }
    }
  }
  return run(arguments, console);
}

}  // namespace

std::span<const Verb> all_verbs() {
  return verbs;
}

int program(const Arguments& arguments, Console& console) {
  try {
    return static_cast<int>(dispatch(arguments, console));
  } catch (const std::exception& error) {
    console.complain(
        fmt::format("internal error: {}. This is a defect of conformance, not of the broker; please "
                    "report it with the command line.",
                    error.what()));
  } catch (...) {
    console.complain(
        "internal error. This is a defect of conformance; please report it with the command line.");
  }
  return static_cast<int>(Exit::internal);
}

}  // namespace cli
