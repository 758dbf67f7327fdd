// See the header. Escapes as actions/toolkit writes them: a newline or a colon from a broker must not begin a
// command.
#include "reports/annotations.h"

#include <fmt/format.h>
#include <string_view>
#include <vector>

#include "reports/failure_block.h"
#include "reports/matrices.h"
#include "reports/summary.h"
#include "reports/text.h"
#include "reports/wording.h"
#include "reports/words.h"

namespace reports {
namespace {

using client::Verdict;
using runner::CaseResult;

constexpr std::size_t shown_of_a_kind = 10;

std::string escaped(std::string_view raw, std::string_view special) {
  std::string out;
  for (const char c : raw) {
    if (special.find(c) == std::string_view::npos)
      out += c;
    else
      out += fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
  }
  return out;
}

/// What stands behind the second `::`; newlines are told as such.
std::string message(std::string_view raw) {
  return escaped(escape_invalid(raw), "%\r\n");
}

/// The value of `title` or `file`.
std::string property(std::string_view raw) {
  return escaped(printable(raw), "%\r\n:,");
}

class Kind {
 public:
  explicit Kind(std::string_view command) : command_(command) {}

  void add(const std::string& properties, const std::string& text) {
    lines_.push_back(fmt::format("::{} {}::{}\n", command_, properties, message(text)));
  }

  [[nodiscard]] std::string told() const {
    const bool all = lines_.size() <= shown_of_a_kind;
    const std::size_t shown = all ? lines_.size() : shown_of_a_kind - 1;
    std::string out;
    for (std::size_t i = 0; i < shown; ++i) out += lines_[i];
    if (!all)
      out += fmt::format("::{} title=conformance::… and {} more of this kind; the log has them all\n",
                         command_, lines_.size() - shown);
    return out;
  }

 private:
  std::string_view command_;
  std::vector<std::string> lines_;
};

std::string place_of(const CaseResult& result) {
  const auto& failures = result.outcome.failures;
  const bool known = !failures.empty() && failures.front().where.line != 0;
  const auto line = known ? failures.front().where.line : result.line;
  if (result.file.empty() || line == 0) return {};
  return fmt::format("file={},line={},", property(result.file), line);
}

/// Requirement, sentence, what came: three lines that say what is wrong without a click.
std::string story_of(const CaseResult& result) {
  const auto ids = result.verdict == Verdict::advisory ? advised_ids(result) : violated_ids(result);
  std::string out;
  if (!ids.empty()) {
    const std::string level = result.verdict == Verdict::advisory ? "" : level_of(ids.front());
    out += (level.empty() ? "" : level + " ") + ids.front();
    const std::string sentence = sentence_of(ids.front());
    out += (sentence.empty() ? "" : ": " + sentence) + "\n";
  }
  return out + printable(account_of(result));
}

/// Cases of one verdict, those that `wanted` takes; the variants of a matrix share an annotation.
template <typename Wanted>
void add_cases(Kind& kind, const runner::RunResult& result, Verdict verdict, Wanted wanted) {
  std::vector<const CaseResult*> cases;
  for (const auto& entry : result.cases)
    if (entry.verdict == verdict && entry.known.empty() && wanted(entry)) cases.push_back(&entry);
  for (const auto& mention : mentions_of(cases)) {
    const CaseResult* first = nullptr;
    for (const auto* entry : cases)
      if (first == nullptr && (entry->id == mention.name || matrix_of(*entry) == mention.name)) first = entry;
    if (first == nullptr) continue;
    const std::string more =
        mention.cases > 1 ? fmt::format(" ({})", counted(mention.cases, "variant")) : std::string();
    kind.add(fmt::format("{}title={}", place_of(*first),
                         property(fmt::format("{} {}{}", status_word(verdict), mention.name, more))),
             story_of(*first));
  }
}

}  // namespace

std::string to_github_annotations(const runner::RunResult& result) {
  const auto level = result.selection.level;
  const auto any = [](const CaseResult&) { return true; };
  const auto& summary = result.summary;
  Kind errors("error");
  if (summary.broker_died)
    errors.add("title=the broker died",
               printable(summary.broker_died_text.empty() ? "the broker died" : summary.broker_died_text));
  add_cases(errors, result, Verdict::error, any);
  add_cases(errors, result, Verdict::fail, any);
  add_cases(errors, result, Verdict::flaky, any);
  if (result.baseline)
    for (const auto& stray : result.baseline->strays)
      errors.add(fmt::format("file={},line={},title=baseline", property(result.baseline->file), stray.line),
                 printable(stray.entry + " " + stray.what));
  if (level == runner::Level::should) add_cases(errors, result, Verdict::advisory, any);

  Kind warnings("warning");
  if (summary.deadline_reached) warnings.add("title=conformance", "the deadline was reached");
  if (summary.interrupted) warnings.add("title=conformance", "the run was interrupted");
  add_cases(warnings, result, Verdict::inconclusive, any);
  if (level == runner::Level::must) add_cases(warnings, result, Verdict::advisory, any);

  Kind notices("notice");
  notices.add("title=conformance", printable(result.target.name) + ": " + closing_lines(result, Style{}) +
                                       requirement_counts(result, Style{}));
  return errors.told() + warnings.told() + notices.told();
}

}  // namespace reports
