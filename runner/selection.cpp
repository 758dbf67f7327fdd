// The selection, and what is said when it is empty: a typo must never look like a run without failures.
#include "runner/selection.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <functional>
#include <optional>

#include "requirements/catalogue.h"
#include "runner/selection_match.h"
#include "script/words.h"

namespace runner {
namespace {

using script::CaseInfo;
using Cases = std::span<const CaseInfo>;
using Test = std::function<bool(const CaseInfo&)>;

constexpr std::size_t most_suggestions = 3;

/// FNV-1a with a last mixing step, since its low bits alone are uneven; the same on every machine.
std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9;
  hash = (hash ^ (hash >> 27)) * 0x94d049bb133111eb;
  return hash ^ (hash >> 31);
}

bool is_tagged(const CaseInfo& info, std::string_view tag) {
  return std::ranges::find(info.tags, tag) != info.tags.end();
}

bool fits_tags(const CaseInfo& info, std::span<const std::string> tags) {
  bool asked = false;
  bool found = false;
  for (const std::string_view tag : tags) {
    if (tag.starts_with('!')) {
      if (is_tagged(info, tag.substr(1))) return false;
    } else {
      asked = true;
      found = found || is_tagged(info, tag);
    }
  }
  return found || !asked;
}

bool in_shard(const CaseInfo& info, const SelectionOptions& options) {
  return options.shard_count < 2 || hash_of(info.id) % options.shard_count + 1 == options.shard_index;
}

/// One test for each kind of option that was given; a case must pass them all.
std::vector<Test> tests_of(Cases cases, const SelectionOptions& options) {
  std::vector<Test> tests;
  if (!options.patterns.empty()) {
    std::vector<NamePattern> patterns;
    patterns.reserve(options.patterns.size());
    for (const std::string& pattern : options.patterns) patterns.emplace_back(pattern, cases);
    tests.emplace_back([patterns](const CaseInfo& info) {
      return std::ranges::any_of(patterns, [&](const NamePattern& each) { return each.matches(info); });
    });
  }
  if (!options.covers.empty()) {
    tests.emplace_back([&options](const CaseInfo& info) {
      return std::ranges::any_of(options.covers, [&](const auto& id) { return covers_matches(id, info); });
    });
  }
  if (!options.tags.empty()) {
    tests.emplace_back([&options](const CaseInfo& info) { return fits_tags(info, options.tags); });
  }
  if (!options.versions.empty()) {
    tests.emplace_back([&options](const CaseInfo& info) {
      return std::ranges::find(options.versions, info.version) != options.versions.end();
    });
  }
  if (options.safe) tests.emplace_back(is_safe);
  tests.emplace_back([&options](const CaseInfo& info) { return in_shard(info, options); });
  return tests;
}

std::vector<std::string> sorted_without_doubles(std::vector<std::string> words) {
  std::ranges::sort(words);
  const auto rest = std::ranges::unique(words);
  words.erase(rest.begin(), rest.end());
  return words;
}

/// The nearest first.
std::vector<std::string> nearest_of(std::string_view word, std::vector<std::string> words) {
  std::vector<std::string> result;
  while (result.size() < most_suggestions) {
    std::string next = script::nearest(word, words);
    if (next.empty()) break;
    std::erase(words, next);
    result.push_back(std::move(next));
  }
  return result;
}

/// Names that resemble the pattern as a whole, or by the scenario alone, or that hold it.
std::vector<std::string> names_like(std::string_view pattern, Cases cases) {
  std::string plain(pattern);
  std::erase_if(plain, [](char c) { return c == '*' || c == '?'; });
  if (plain.empty()) return {};
  std::vector<std::string> names;
  for (const CaseInfo& info : cases) {
    const bool versioned = plain.find('@') != plain.npos;
    const auto all = names_of(info);
    names.insert(names.end(), all.begin() + (versioned ? 3 : 0), all.begin() + (versioned ? 6 : 3));
  }
  names = sorted_without_doubles(std::move(names));
  std::vector<std::string> result = nearest_of(plain, names);
  const auto add = [&result](const std::string& name) {
    if (result.size() < most_suggestions && std::ranges::find(result, name) == result.end()) {
      result.push_back(name);
    }
  };
  for (const std::string& name : names) {
    if (plain.size() > 2 && name.find(plain) != name.npos) add(name);
  }
  for (const CaseInfo& info : cases) {
    if (!script::nearest(plain, std::vector{info.scenario}).empty()) add(info.suite + '/' + info.scenario);
  }
  return result;
}

std::string with_suggestions(std::string sentence, const std::vector<std::string>& names) {
  if (names.empty()) return sentence;
  return fmt::format("{}; did you mean `{}`?", sentence, fmt::join(names, "` or `"));
}

bool any(Cases cases, const Test& test) {
  return std::ranges::any_of(cases, test);
}

void complain_of_patterns(Cases cases, const SelectionOptions& options, std::vector<std::string>& sentences) {
  for (const std::string& pattern : options.patterns) {
    const NamePattern ready(pattern, cases);
    if (any(cases, [&](const CaseInfo& info) { return ready.matches(info); })) continue;
    sentences.push_back(
        with_suggestions(fmt::format("no case is named `{}`", pattern), names_like(pattern, cases)));
  }
}

void complain_of_covers(Cases cases, const SelectionOptions& options, std::vector<std::string>& sentences) {
  for (const std::string& id : options.covers) {
    if (any(cases, [&](const CaseInfo& info) { return covers_matches(id, info); })) continue;
    const auto* requirement = requirements::catalogue().find(id);
    if (requirement != nullptr && !requirement->observable) {
      sentences.push_back(fmt::format("no case covers {}: {}", id, requirement->reason));
      continue;
    }
    const auto names =
        requirement == nullptr ? requirements::catalogue().suggest(id) : std::vector<std::string>();
    sentences.push_back(with_suggestions(fmt::format("no case covers {}", id), names));
  }
}

void complain_of_tags(Cases cases, const SelectionOptions& options, std::vector<std::string>& sentences) {
  std::vector<std::string> known;
  for (const CaseInfo& info : cases) known.insert(known.end(), info.tags.begin(), info.tags.end());
  known = sorted_without_doubles(std::move(known));
  for (std::string_view tag : options.tags) {
    tag.remove_prefix(tag.starts_with('!') ? 1 : 0);
    if (std::ranges::find(known, tag) != known.end()) continue;
    const auto names = nearest_of(tag, known);
    const std::string sentence = fmt::format("no case is tagged `{}`", tag);
    sentences.push_back(names.empty() && !known.empty()
                            ? fmt::format("{}; there are {}", sentence, fmt::join(known, ", "))
                            : with_suggestions(sentence, names));
  }
}

/// "2/3".
bool read_shard(std::string_view text, SelectionOptions& options) {
  const auto read = [](std::string_view digits, std::size_t& value) {
    const char* const end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(end - digits.size(), end, value);
    return error == std::errc() && stop == end;
  };
  const std::size_t slash = text.find('/');
  if (slash == text.npos) return false;
  return read(text.substr(0, slash), options.shard_index) &&
         read(text.substr(slash + 1), options.shard_count) && options.shard_index >= 1 &&
         options.shard_index <= options.shard_count;
}

}  // namespace

std::vector<CaseInfo> select(Cases cases, const SelectionOptions& options) {
  const auto tests = tests_of(cases, options);
  std::vector<CaseInfo> result;
  std::ranges::copy_if(cases, std::back_inserter(result), [&](const CaseInfo& info) {
    return std::ranges::all_of(tests, [&](const Test& test) { return test(info); });
  });
  return result;
}

std::string nothing_selected_message(Cases cases, const SelectionOptions& options) {
  if (cases.empty()) return "there are no cases to select from";
  std::vector<std::string> sentences;
  complain_of_patterns(cases, options, sentences);
  complain_of_covers(cases, options, sentences);
  complain_of_tags(cases, options, sentences);
  if (!sentences.empty()) return fmt::format("{}", fmt::join(sentences, "\n"));

  SelectionOptions looser = options;
  looser.shard_count = 1;
  if (!select(cases, looser).empty()) {
    return fmt::format("shard {}/{} holds none of the selected cases; use fewer shards", options.shard_index,
                       options.shard_count);
  }
  looser.safe = false;
  if (!select(cases, looser).empty()) {
    return "--safe leaves out all of the selected cases, since each could hurt a broker in use";
  }
  looser.versions.clear();
  if (!select(cases, looser).empty()) return "the selected cases are for another version than --mqtt names";
  return "each option fits some case, but no case fits all of them; leave one out";
}

std::expected<std::vector<CaseInfo>, RunError> select(Cases cases, const SelectionRequest& request) {
  SelectionOptions options{.patterns = request.patterns,
                           .covers = request.covers,
                           .tags = request.tags,
                           .versions = {},
                           .safe = request.safe};
  for (const std::string& text : request.versions) {
    const auto version = script::version_named(text);
    if (!version) {
      return std::unexpected(
          RunError{Exit::usage, fmt::format("`{}` is no version; write 3.1.1 or 5.0", text)});
    }
    options.versions.push_back(*version);
  }
  if (!request.shard.empty() && !read_shard(request.shard, options)) {
    return std::unexpected(RunError{
        Exit::usage, fmt::format("`{}` is no shard; write 1/3 for the first of three", request.shard)});
  }
  std::vector<std::string> sentences;
  complain_of_patterns(cases, options, sentences);
  if (!sentences.empty()) {
    return std::unexpected(RunError{Exit::nothing_selected, fmt::format("{}", fmt::join(sentences, "\n"))});
  }
  auto selected = select(cases, options);
  if (selected.empty()) {
    return std::unexpected(RunError{Exit::nothing_selected, nothing_selected_message(cases, options)});
  }
  return selected;
}

}  // namespace runner
