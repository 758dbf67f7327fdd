// The page of one result: an index of all cases and requirements, which is read at once, and the evidence of
// each case in a block of its own, which is read when its page is opened.
#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <utility>

#include "reports/case_pairs.h"
#include "reports/failure_block.h"
#include "reports/html.h"
#include "reports/html_case.h"
#include "reports/html_page.h"
#include "reports/html_statements.h"
#include "reports/run_parts.h"
#include "reports/text.h"
#include "reports/words.h"

namespace reports {
namespace {

using Json = nlohmann::ordered_json;
using client::Verdict;
using runner::CaseResult;
using runner::RunResult;

void set_text(Json& json, const char* key, std::string_view text) {
  if (!text.empty()) json[key] = printable(text);
}

Json texts(const std::vector<std::string>& list) {
  Json json = Json::array();
  for (const auto& text : list) json.push_back(printable(text));
  return json;
}

Json summary_json(const RunResult& result) {
  const auto& summary = result.summary;
  Json json{{"duration_s", summary.duration_s}, {"exit_code", summary.exit_code}};
  if (summary.broker_died) json["broker_died"] = true;
  set_text(json, "broker_died_text", summary.broker_died_text);
  if (summary.interrupted) json["interrupted"] = true;
  if (summary.deadline_reached) json["deadline_reached"] = true;
  return json;
}

Json baseline_json(const runner::BaselineResult& baseline) {
  Json json{{"file", printable(baseline.file)}, {"entries", baseline.entries}, {"strays", Json::array()}};
  for (const auto& stray : baseline.strays)
    json["strays"].push_back({{"line", stray.line},
                              {"entry", printable(stray.entry)},
                              {"what", printable(stray.what)},
                              {"cases", texts(stray.cases)}});
  return json;
}

class Index {
 public:
  Index(const RunResult& result, const RunResult* before)
      : result_(&result), before_(before), statements_(ids_of(result)) {
    if (before != nullptr) was_.emplace(before->cases);
  }

  Json to_json() {
    Json json;
    json["tool"] = printable(result_->tool_version);
    json["target"] = target_to_json(*result_, printable);
    json["selection"] = selection_to_json(result_->selection, printable);
    json["rerun"] = rerun_tail();
    json["summary"] = summary_json(*result_);
    if (result_->baseline) json["baseline"] = baseline_json(*result_->baseline);
    if (before_ != nullptr) json["before"] = before_json();
    json["chapters"] = statements_.chapters();
    json["statements"] = statements_json();
    json["cases"] = Json::array();
    for (const auto& entry : result_->cases) json["cases"].push_back(case_json(entry));
    json["texts"] = texts_.to_json();
    return json;
  }

 private:
  static std::vector<std::string> ids_of(const RunResult& result) {
    std::vector<std::string> ids;
    ids.reserve(result.requirements.size());
    for (const auto& requirement : result.requirements) ids.push_back(requirement.id);
    return ids;
  }

  /// What a rerun line has behind the case's name: the same for all.
  [[nodiscard]] std::string rerun_tail() const {
    CaseResult nameless;
    nameless.id = "x";
    return printable(rerun_line(nameless, *result_).substr(std::string_view("conformance x").size()));
  }

  [[nodiscard]] Json before_json() const {
    Json json{{"name", printable(before_->target.name)}, {"seed", printable(before_->selection.seed)}};
    std::set<const CaseResult*> there;
    for (const auto& entry : result_->cases) there.insert(was_->same_as(entry));
    std::set<std::string_view> gone;
    for (const auto& entry : before_->cases)
      if (!there.contains(&entry)) gone.insert(entry.id);
    json["gone"] = Json::array();
    for (const auto id : gone) json["gone"].push_back(printable(id));
    return json;
  }

  Json statements_json() {
    std::map<std::string_view, std::size_t> numbers;
    for (std::size_t i = 0; i < result_->cases.size(); ++i) numbers.emplace(result_->cases[i].id, i);
    std::map<std::string_view, const runner::RequirementResult*> judged;
    for (const auto& requirement : result_->requirements) judged.emplace(requirement.id, &requirement);

    Json list = statements_.to_json();
    for (std::size_t i = 0; i < list.size(); ++i) {
      const auto& requirement = *judged.at(statements_.ids()[i]);
      auto& entry = list[i];
      entry["verdict"] = word_for(requirement.verdict);
      if (requirement.advice != 0) entry["advice"] = requirement.advice;
      if (!requirement.reason.empty()) entry["reason"] = texts_.number_of(requirement.reason);
      entry["cases"] = Json::array();
      for (const auto& id : requirement.cases)
        if (const auto found = numbers.find(id); found != numbers.end())
          entry["cases"].push_back(found->second);
    }
    return list;
  }

  Json case_json(const CaseResult& result) {
    const auto& outcome = result.outcome;
    Json json;
    json["id"] = printable(result.id);
    json["suite"] = texts_.number_of(result.suite);
    json["version"] = codec::name_of(result.version);
    json["verdict"] = word_for(result.verdict);
    json["sentence"] = texts_.number_of(result.sentence);
    json["file"] = texts_.number_of(result.file);
    json["line"] = result.line;
    json["us"] = std::chrono::duration_cast<std::chrono::microseconds>(outcome.duration).count();
    if (result.plays > 1) json["plays"] = result.plays;
    if (!result.formerly.empty()) json["formerly"] = texts(result.formerly);
    set_ids(json, "covers", result.covers);
    set_ids(json, "violated", violated_ids(result));
    set_ids(json, "advised", advised_ids(result));
    constexpr std::size_t message_columns = 300;
    set_number(json, "message", shortened(printable(message_of(result, false)), message_columns));
    set_number(json, "reason", outcome.reason);
    set_number(json, "capability", outcome.capability);
    set_number(json, "capability_source", outcome.capability_source);
    set_number(json, "listener", result.listener);
    set_number(json, "listener_url", result.listener_url);
    if (result.canary != "alive") set_number(json, "canary", result.canary);
    set_number(json, "known", result.known);
    if (result.running_when_broker_died) json["running_when_broker_died"] = true;
    if (outcome.starved) json["starved"] = true;
    if (before_ != nullptr) {
      const auto* before = was_->same_as(result);
      json["was"] = before == nullptr ? "new" : word_for(before->verdict);
    }
    return json;
  }

  void set_ids(Json& json, const char* key, const std::vector<std::string>& ids) {
    if (!ids.empty()) json[key] = statements_.numbers_of(ids);
  }
  void set_number(Json& json, const char* key, const std::string& text) {
    if (!text.empty()) json[key] = texts_.number_of(text);
  }

  const RunResult* result_;
  const RunResult* before_;
  Statements statements_;
  SharedTexts texts_;
  std::optional<CasesByName> was_;  ///< of `before_`
};

/// Whose packets are wanted most when not all fit.
int urgency(const CaseResult& result) {
  const bool known = !result.known.empty();
  switch (result.verdict) {
    case Verdict::error: return 0;
    case Verdict::fail: return known ? 4 : 1;
    case Verdict::flaky: return known ? 4 : 2;
    case Verdict::inconclusive: return known ? 5 : 3;
    case Verdict::advisory: return 6;
    default: return 7;
  }
}

/// Evidence by case. What is said without packets always stands; packets are added as long as there is room,
/// in bytes.
std::vector<HtmlData> evidence_blocks(const RunResult& result, std::size_t room) {
  constexpr std::size_t tags = 80;  // about a block
  std::vector<std::size_t> order;
  order.reserve(result.cases.size());
  std::vector<std::string> bare(result.cases.size());
  for (std::size_t i = 0; i < result.cases.size(); ++i) {
    if (!has_evidence(result.cases[i])) continue;
    order.push_back(i);
    bare[i] = json_for_html(evidence_json(result.cases[i], result, false));
    room -= std::min(room, bare[i].size() + tags);
  }
  std::ranges::sort(order, {}, [&](std::size_t i) { return std::pair(urgency(result.cases[i]), i); });
  std::vector<HtmlData> blocks;
  blocks.reserve(order.size());
  for (const std::size_t i : order) {
    std::string json = std::move(bare[i]);
    constexpr std::size_t least = 1024;  // what the packets of a case take
    if (room > least && !result.cases[i].outcome.wire.empty()) {
      std::string whole = json_for_html(evidence_json(result.cases[i], result, true));
      if (whole.size() <= json.size() + room) {
        room -= whole.size() - std::min(whole.size(), json.size());
        json = std::move(whole);
      }
    }
    blocks.push_back({fmt::format("case-{}", i), std::move(json)});
  }
  return blocks;
}

std::string summary_of(const RunResult& result) {
  std::string text = fmt::format("conformance {}, {} at {}: {} cases", result.tool_version,
                                 result.target.name, result.target.url, result.cases.size());
  for (const auto& [word, count] : result.summary.verdicts)
    if (count != 0) text += fmt::format(", {} {}", count, word);
  return text + fmt::format("; exit code {}.", result.summary.exit_code);
}

}  // namespace

std::string to_html(const RunResult& result, const RunResult* before) {
  std::vector<HtmlData> blocks;
  blocks.push_back(
      {"index",
       json_for_html(Index(result, before).to_json().dump(-1, ' ', false, Json::error_handler_t::replace))});
  constexpr std::size_t frame = 300'000;  // style, script and the tags about the blocks
  const std::size_t used = blocks.front().json.size() + frame;
  std::ranges::move(evidence_blocks(result, html_bytes_at_most - std::min(html_bytes_at_most, used)),
                    std::back_inserter(blocks));
  return html_page(result.target.name + " · conformance", summary_of(result),
                   {"dom", "words", "frame", "overview", "statements", "list", "diagram", "case", "run"},
                   blocks);
}

}  // namespace reports
