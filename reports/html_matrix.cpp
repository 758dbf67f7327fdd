// The matrix of brokers: one verdict a letter, since there are many; what a case says only where it did not
// pass.
#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <nlohmann/json.hpp>

#include "reports/failure_block.h"
#include "reports/html.h"
#include "reports/html_case.h"
#include "reports/html_page.h"
#include "reports/html_statements.h"
#include "reports/text.h"
#include "reports/words.h"

namespace reports {
namespace {

using Json = nlohmann::ordered_json;
using client::Verdict;
using runner::CaseResult;
using runner::RunResult;

constexpr std::size_t message_columns = 200;
constexpr char absent = ' ';

char letter_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass: return 'p';
    case Verdict::advisory: return 'a';
    case Verdict::fail: return 'f';
    case Verdict::flaky: return 'y';
    case Verdict::unsupported: return 'u';
    case Verdict::inconclusive: return 'i';
    case Verdict::not_run: return 'n';
    case Verdict::error: break;
  }
  return 'e';
}

char letter_of(runner::RequirementVerdict verdict) {
  using enum runner::RequirementVerdict;
  switch (verdict) {
    case verified: return 'v';
    case violated: return 'x';
    case advised: return 'a';
    case unsupported: return 'u';
    case inconclusive: return 'i';
    case not_exercised: return 'n';
    case not_testable: break;
  }
  return 't';
}

class Matrix {
 public:
  explicit Matrix(std::span<const RunResult> results) : results_(results), statements_(ids_of(results)) {
    for (const auto& result : results) {
      for (const auto& entry : result.cases) number(entry);
    }
  }

  Json to_json() {
    Json json;
    json["results"] = Json::array();
    for (const auto& result : results_) json["results"].push_back(result_json(result));
    json["chapters"] = statements_.chapters();
    json["statements"] = statements_.to_json();
    json["cases"] = Json::array();
    for (const auto* entry : cases_) json["cases"].push_back(case_json(*entry));
    json["texts"] = texts_.to_json();
    return json;
  }

 private:
  /// One number for a case, whichever of its names a result knows it by.
  void number(const CaseResult& entry) {
    if (numbers_.contains(entry.id)) return;
    const auto known =
        std::ranges::find_if(entry.formerly, [this](const std::string& id) { return numbers_.contains(id); });
    const bool is_new = known == entry.formerly.end();
    const std::size_t number = is_new ? cases_.size() : numbers_.at(*known);
    numbers_.emplace(entry.id, number);
    for (const auto& id : entry.formerly) numbers_.emplace(id, number);
    if (is_new)
      cases_.push_back(&entry);
    else
      cases_[number] = &entry;  // by its name of today
  }

  static std::vector<std::string> ids_of(std::span<const RunResult> results) {
    std::vector<std::string> ids;
    for (const auto& result : results)
      for (const auto& requirement : result.requirements) ids.push_back(requirement.id);
    return ids;
  }

  Json result_json(const RunResult& result) {
    Json json;
    json["name"] = printable(result.target.name);
    json["url"] = printable(result.target.url);
    json["tool"] = printable(result.tool_version);
    json["seed"] = printable(result.selection.seed);
    json["exit_code"] = result.summary.exit_code;
    json["versions"] = Json::array();
    for (const auto version : result.target.versions) json["versions"].push_back(codec::name_of(version));

    std::map<std::string_view, char> judged;
    for (const auto& requirement : result.requirements)
      judged.emplace(requirement.id, letter_of(requirement.verdict));
    std::string letters;
    for (const auto& id : statements_.ids()) {
      const auto found = judged.find(id);
      letters += found == judged.end() ? absent : found->second;
    }
    json["statements"] = std::move(letters);

    std::string verdicts(cases_.size(), absent);
    Json told = Json::object();
    for (const auto& entry : result.cases) {
      const std::size_t number = numbers_.at(entry.id);
      verdicts[number] = letter_of(entry.verdict);
      if (entry.verdict != Verdict::pass) told[std::to_string(number)] = told_of(entry);
    }
    json["cases"] = std::move(verdicts);
    json["told"] = std::move(told);
    return json;
  }

  /// What is to be said of a case that did not pass.
  Json told_of(const CaseResult& result) {
    Json json = Json::object();
    const auto violated = statements_.numbers_of(violated_ids(result));
    const auto advised = statements_.numbers_of(advised_ids(result));
    if (!violated.empty()) json["violated"] = violated;
    if (!advised.empty()) json["advised"] = advised;
    if (const auto text = message_of(result, true); !text.empty())
      json["message"] = texts_.number_of(shortened(printable(text), message_columns));
    if (!result.known.empty()) json["known"] = texts_.number_of(result.known);
    return json;
  }

  Json case_json(const CaseResult& result) {
    return {{"id", printable(result.id)},
            {"version", codec::name_of(result.version)},
            {"sentence", texts_.number_of(result.sentence)},
            {"covers", statements_.numbers_of(result.covers)}};
  }

  std::span<const RunResult> results_;
  Statements statements_;
  SharedTexts texts_;
  std::map<std::string, std::size_t, std::less<>> numbers_;
  std::vector<const CaseResult*> cases_;
};

}  // namespace

std::string to_html_matrix(std::span<const RunResult> results) {
  const auto json = Matrix(results).to_json().dump(-1, ' ', false, Json::error_handler_t::replace);
  std::string summary = "Results of";
  for (const auto& result : results) summary += fmt::format(" {};", result.target.name);
  return html_page(fmt::format("{} brokers · conformance", results.size()), summary,
                   {"dom", "words", "frame", "matrix"}, {{"index", json_for_html(json)}});
}

}  // namespace reports
