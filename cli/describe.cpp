// See the header.
#include "cli/describe.h"

#include <fmt/format.h>

#include "cli/verbs.h"

namespace cli {
namespace {

/// CLI11 appends what a default is: "N=50".
std::string without_default(const std::string& type) {
  return type.substr(0, type.find('='));
}

OptionText text_of(const CLI::Option& option) {
  OptionText text;
  text.positional = option.get_positional();
  text.what = option.get_description();
  if (text.positional) {
    text.names.push_back(option.get_name(true));
  } else {
    for (const auto& name : option.get_lnames()) text.names.push_back("--" + name);
    for (const auto& name : option.get_snames()) text.names.push_back("-" + name);
  }
  if (option.get_items_expected_max() > 0) text.value = without_default(option.get_type_name());
  return text;
}

}  // namespace

std::vector<VerbText> describe_verbs() {
  std::vector<VerbText> texts;
  for (const auto& verb : all_verbs()) {
    VerbText text{std::string(verb.name), std::string(verb.arguments), std::string(verb.purpose), {}, {}};
    Console console;
    console.inspect_with([&](const CLI::App& app) {
      text.description = app.get_description();
      for (const auto* option : app.get_options()) text.options.push_back(text_of(*option));
    });
    static_cast<void>(verb.function({}, console));
    texts.push_back(std::move(text));
  }
  return texts;
}

}  // namespace cli
