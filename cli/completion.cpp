// Completion for three shells: verbs, options, the words that an option takes, and files.
#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>
#include <string_view>

#include "cli/describe.h"
#include "reports/text.h"

namespace cli {
namespace {

using reports::shell_quoted;

constexpr std::string_view default_verb = "run";

/// The words that an option takes, with blanks between; empty when they are not of a fixed set.
std::string words_for(const OptionText& option, const std::vector<std::string>& targets) {
  if (std::ranges::find(option.names, "--launch") != option.names.end())
    return fmt::format("{}", fmt::join(targets, " "));
  if (option.value == "VERSIONS") return "3.1.1 5.0 3.1.1,5.0";
  if (option.value.find('|') == std::string::npos) return {};
  std::string words = option.value;
  std::ranges::replace(words, '|', ' ');
  return words;
}

bool takes_file(const OptionText& option) {
  return option.value.find("FILE") != std::string::npos || option.value == "FOLDER" ||
         option.value.ends_with(".json");
}

/// For zsh's _arguments and _describe: a colon or a bracket would end the text.
std::string for_zsh(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (std::string_view("[]:\\").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

/// The words by option, over all verbs: an option means the same everywhere.
std::map<std::string, std::string> fixed_words(const std::vector<VerbText>& verbs,
                                               const std::vector<std::string>& targets) {
  std::map<std::string, std::string> words;
  for (const auto& verb : verbs)
    for (const auto& option : verb.options)
      if (const auto of_option = words_for(option, targets); !of_option.empty())
        for (const auto& name : option.names) words[name] = of_option;
  return words;
}

}  // namespace

std::string bash_completion(const std::vector<VerbText>& verbs, const std::vector<std::string>& targets) {
  std::set<std::string> files;
  std::set<std::string> others;
  const auto fixed = fixed_words(verbs, targets);
  for (const auto& verb : verbs)
    for (const auto& option : verb.options) {
      if (option.positional || option.value.empty()) continue;
      for (const auto& name : option.names)
        if (!fixed.contains(name) && name != "--json") (takes_file(option) ? files : others).insert(name);
    }
  std::vector<std::string> names;
  std::string cases;
  names.reserve(verbs.size());
  for (const auto& verb : verbs) {
    names.push_back(verb.name);
    std::string options;
    for (const auto& option : verb.options)
      if (!option.positional)
        for (const auto& name : option.names) options += (options.empty() ? "" : " ") + name;
    cases += fmt::format("    {}) options='{}' ;;\n", verb.name, options);
  }
  std::string words;
  for (const auto& [name, of_option] : fixed)
    words += fmt::format("    {}) COMPREPLY=($(compgen -W '{}' -- \"$word\")); return ;;\n", name, of_option);
  return fmt::format(R"(# bash completion for conformance; `conformance generate bash` wrote it.
_conformance() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD - 1]}}
  local verbs='{0}' verb={1} options=
  COMPREPLY=()
  case " $verbs " in *" ${{COMP_WORDS[1]}} "*) ((COMP_CWORD > 1)) && verb=${{COMP_WORDS[1]}} ;; esac
  case $previous in
{2}    {3}) COMPREPLY=($(compgen -f -- "$word")); return ;;
    {4}) return ;;
  esac
  case $verb in
{5}  esac
  if [[ $word == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$word"))
  else
    ((COMP_CWORD == 1)) && COMPREPLY=($(compgen -W "$verbs" -- "$word"))
    COMPREPLY+=($(compgen -f -- "$word"))
  fi
}}
complete -o filenames -F _conformance conformance
)",
                     fmt::join(names, " "), default_verb, words, fmt::join(files, "|"),
                     fmt::join(others, "|"), cases);
}

std::string zsh_completion(const std::vector<VerbText>& verbs, const std::vector<std::string>& targets) {
  std::string list;
  std::string cases;
  for (const auto& verb : verbs) {
    list += fmt::format("    {}\n", shell_quoted(fmt::format("{}:{}", verb.name, for_zsh(verb.purpose))));
    std::string specs;
    for (const auto& option : verb.options) {
      if (option.positional) continue;
      const std::string words = words_for(option, targets);
      std::string action;
      if (!option.value.empty()) {
        action = fmt::format(":{}:", for_zsh(option.value));
        if (!words.empty())
          action += "(" + words + ")";
        else if (takes_file(option))
          action += "_files";
        if (option.value.starts_with('[')) action.insert(0, 1, ':');
      }
      for (const auto& name : option.names)
        specs += fmt::format("        {} \\\n",
                             shell_quoted(fmt::format("{}[{}]{}", name, for_zsh(option.what), action)));
    }
    cases += fmt::format("      {})\n        _arguments \\\n{}          '*:file:_files'\n        ;;\n",
                         verb.name, specs);
  }
  return fmt::format(R"(#compdef conformance
# `conformance generate zsh` wrote it.
_conformance() {{
  local verb={0}
  local -a verbs
  verbs=(
{1}  )
  if ((CURRENT == 2)) && [[ $words[2] != -* ]]; then
    _describe -t verbs verb verbs
    _files
    return
  fi
  if ((${{verbs[(I)$words[2]:*]}})); then
    verb=$words[2]
    shift words
    ((CURRENT--))
  fi
  case $verb in
{2}  esac
}}
_conformance "$@"
)",
                     default_verb, list, cases);
}

std::string fish_completion(const std::vector<VerbText>& verbs, const std::vector<std::string>& targets) {
  std::vector<std::string> names;
  names.reserve(verbs.size());
  for (const auto& verb : verbs) names.push_back(verb.name);
  const std::string none = fmt::format("not __fish_seen_subcommand_from {}", fmt::join(names, " "));
  std::string out = "# fish completion for conformance; `conformance generate fish` wrote it.\n";
  for (const auto& verb : verbs)
    out += fmt::format("complete -c conformance -n {} -a {} -d {}\n", shell_quoted("__fish_is_first_arg"),
                       verb.name, shell_quoted(verb.purpose));
  for (const auto& verb : verbs) {
    // The default verb's options are there without its name, too.
    const std::string seen = fmt::format("__fish_seen_subcommand_from {}", verb.name);
    const std::string when = verb.name == default_verb ? fmt::format("{}; or {}", none, seen) : seen;
    for (const auto& option : verb.options) {
      if (option.positional) continue;
      out += fmt::format("complete -c conformance -n {}", shell_quoted(when));
      for (const auto& name : option.names)
        out += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
      if (!option.value.empty() && !option.value.starts_with('['))
        out += takes_file(option) ? " -r -F" : " -x";
      if (const auto words = words_for(option, targets); !words.empty()) out += " -a " + shell_quoted(words);
      out += " -d " + shell_quoted(option.what) + "\n";
    }
  }
  return out;
}

}  // namespace cli
