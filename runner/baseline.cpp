// See the header.
#include "runner/baseline.h"

#include <fmt/format.h>
#include <map>
#include <optional>
#include <utility>

#include "requirements/catalogue.h"

namespace runner {
namespace {

constexpr std::string_view blank = " \t\r";

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(blank);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(blank) - begin + 1);
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  while (!(text = trimmed(text)).empty()) {
    const auto end = text.find_first_of(blank);
    words.push_back(text.substr(0, end));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end);
  }
  return words;
}

/// A `#` begins the reason only behind a blank: case names hold it, too (`wildcards/…[filter=/#]`).
std::size_t begin_of_reason(std::string_view line) {
  for (std::size_t at = line.find('#'); at != std::string_view::npos; at = line.find('#', at + 1))
    if (at > 0 && blank.contains(line[at - 1])) return at;
  return std::string_view::npos;
}

std::expected<KnownFailure, std::string> read_entry(std::string_view line) {
  const auto hash = begin_of_reason(line);
  const std::string_view reason =
      hash == std::string_view::npos ? std::string_view() : trimmed(line.substr(hash + 1));
  if (reason.empty()) return std::unexpected("the reason is missing; write it behind `  # `");
  auto words = words_of(line.substr(0, hash));
  KnownFailure entry{.pattern = std::string(words.front()), .reason = std::string(reason)};
  if (words.size() > 1 && words.back() == "sometimes") {
    entry.sometimes = true;
    words.pop_back();
  }
  if (words.size() > 2)
    return std::unexpected(
        fmt::format("`{}` is too much: CASE-PATTERN [ID] [sometimes]  # reason", words[2]));
  if (words.size() == 2) {
    entry.id = words[1];
    if (requirements::catalogue().find(entry.id) == nullptr)
      return std::unexpected(fmt::format(
          "there is no requirement `{}`; `conformance list --requirements --all` shows them", entry.id));
  }
  return entry;
}

}  // namespace

std::expected<Baseline, std::string> read_baseline(std::string_view text, std::string file) {
  Baseline baseline{.file = std::move(file), .entries = {}};
  std::map<std::pair<std::string, std::string>, std::uint32_t> seen;
  std::string mistakes;
  const auto complain = [&](std::uint32_t number, std::string_view what) {
    mistakes += fmt::format("{}{}:{}: {}", mistakes.empty() ? "" : "\n", baseline.file, number, what);
  };
  std::uint32_t number = 0;
  while (!text.empty()) {
    ++number;
    const auto end = text.find('\n');
    const std::string_view line = trimmed(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.empty() || line.starts_with('#')) continue;
    auto entry = read_entry(line);
    if (!entry) {
      complain(number, entry.error());
      continue;
    }
    entry->line = number;
    const auto [known, is_new] = seen.try_emplace({entry->pattern, entry->id}, number);
    if (!is_new) {
      complain(number, fmt::format("the same as line {}", known->second));
      continue;
    }
    baseline.entries.push_back(std::move(*entry));
  }
  if (!mistakes.empty()) return std::unexpected(mistakes);
  return baseline;
}

}  // namespace runner
