// RunResult to JUnit XML through pugixml; characters that XML cannot carry are gone before they reach it.
#include "reports/junit.h"

#include <fmt/format.h>
#include <map>
#include <pugixml.hpp>
#include <set>
#include <sstream>
#include <vector>

#include "reports/failure_block.h"
#include "reports/text.h"
#include "reports/words.h"

namespace reports {
namespace {

using client::Verdict;
using runner::CaseResult;

struct Counts {
  std::size_t tests{};
  std::size_t failures{};
  std::size_t errors{};
  std::size_t skipped{};
  double seconds{};

  void add(const CaseResult& result, runner::Level level) {
    ++tests;
    seconds += static_cast<double>(result.outcome.duration.count()) / 1e9;
    if (!result.known.empty()) {
      ++skipped;
      return;
    }
    if (runner::fails_gate(result.verdict, level)) {
      ++failures;
      return;
    }
    switch (result.verdict) {
      case Verdict::error: ++errors; break;
      case Verdict::unsupported:
      case Verdict::not_run:
      case Verdict::inconclusive: ++skipped; break;
      default: break;
    }
  }
};

void set(pugi::xml_node node, const char* name, std::string_view value) {
  node.append_attribute(name).set_value(printable(xml_text(value)).c_str());
}

void set_counts(pugi::xml_node node, const Counts& counts) {
  set(node, "tests", fmt::format("{}", counts.tests));
  set(node, "failures", fmt::format("{}", counts.failures));
  set(node, "errors", fmt::format("{}", counts.errors));
  set(node, "skipped", fmt::format("{}", counts.skipped));
  set(node, "time", fmt::format("{:.3f}", counts.seconds));
}

void add_property(pugi::xml_node properties, std::string_view name, std::string_view value) {
  auto property = properties.append_child("property");
  set(property, "name", name);
  set(property, "value", value);
}

void add_body(pugi::xml_node node, const std::string& text) {
  node.append_child(pugi::node_pcdata).set_value(xml_text(text).c_str());
}

void add_verdict(pugi::xml_node node, const CaseResult& result, const runner::RunResult& run) {
  const auto told = [&](const char* element, std::string_view type) {
    auto child = node.append_child(element);
    set(child, "message", account_of(result));
    if (!type.empty()) set(child, "type", type);
    add_body(child, failure_block(result, run, Style{}));
  };
  if (!result.known.empty()) {
    set(node.append_child("skipped"), "message",
        fmt::format("known failure: {} ({})", result.known, account_of(result)));
    return;
  }
  if (runner::fails_gate(result.verdict, run.selection.level)) {
    const auto ids = result.verdict == Verdict::advisory ? advised_ids(result) : violated_ids(result);
    told("failure", ids.empty() ? word_for(result.verdict) : std::string_view(ids.front()));
    return;
  }
  switch (result.verdict) {
    case Verdict::error: told("error", "error"); break;
    case Verdict::unsupported:
    case Verdict::not_run:
    case Verdict::inconclusive:
      set(node.append_child("skipped"), "message",
          fmt::format("{}: {}", word_for(result.verdict), account_of(result)));
      break;
    case Verdict::advisory: {
      std::string text;
      for (const auto& remark : result.outcome.advice)
        text += fmt::format("advice {} {}\n", remark.requirement, remark.text);
      add_body(node.append_child("system-out"), text);
      break;
    }
    default: break;
  }
}

void add_case(pugi::xml_node suite, const CaseResult& result, const runner::RunResult& run,
              std::set<std::string>& names) {
  auto node = suite.append_child("testcase");
  std::string name = result.id;
  if (name.starts_with(result.suite + "/")) name = name.substr(result.suite.size() + 1);
  std::string unique = name;
  for (std::size_t i = 2; !names.insert(result.suite + "/" + unique).second; ++i)
    unique = fmt::format("{} #{}", name, i);
  set(node, "classname", result.suite);
  set(node, "name", unique);
  set(node, "time", fmt::format("{:.3f}", static_cast<double>(result.outcome.duration.count()) / 1e9));
  if (!result.file.empty()) set(node, "file", result.file);
  if (result.line != 0) set(node, "line", fmt::format("{}", result.line));
  auto properties = node.append_child("properties");
  add_property(properties, "verdict", word_for(result.verdict));
  for (const auto& id : result.covers) add_property(properties, "requirement", id);
  for (const auto& id : violated_ids(result)) add_property(properties, "violated", id);
  for (const auto& id : advised_ids(result)) add_property(properties, "advised", id);
  add_verdict(node, result, run);
}

pugi::xml_node add_suite(pugi::xml_node root, std::string_view name, const Counts& counts,
                         const runner::RunResult& result) {
  auto suite = root.append_child("testsuite");
  set(suite, "name", name);
  set_counts(suite, counts);
  auto properties = suite.append_child("properties");
  add_property(properties, "conformance", result.tool_version);
  add_property(properties, "target", result.target.name);
  add_property(properties, "url", result.target.url);
  add_property(properties, "seed", result.selection.seed);
  return suite;
}

/// Each line of the baseline that the run does not bear out is a failure of its own: the cases that show it
/// have passed.
void add_strays(pugi::xml_node root, const runner::BaselineResult& baseline,
                const runner::RunResult& result) {
  Counts counts;
  counts.tests = counts.failures = baseline.strays.size();
  auto suite = add_suite(root, "baseline", counts, result);
  for (const auto& stray : baseline.strays) {
    auto node = suite.append_child("testcase");
    set(node, "classname", "baseline");
    set(node, "name", fmt::format("{}:{} {}", baseline.file, stray.line, stray.entry));
    set(node, "time", "0.000");
    add_property(node.append_child("properties"), "verdict", "fail");
    auto failure = node.append_child("failure");
    set(failure, "message", stray.what);
    set(failure, "type", "baseline");
    std::string text;
    for (const auto& id : stray.cases) text += id + "\n";
    add_body(failure, text);
  }
}

}  // namespace

std::string to_junit(const runner::RunResult& result) {
  std::vector<std::string> order;
  std::map<std::string, std::vector<const CaseResult*>> suites;
  Counts total;
  for (const auto& entry : result.cases) {
    auto& suite = suites[entry.suite];
    if (suite.empty()) order.push_back(entry.suite);
    suite.push_back(&entry);
    total.add(entry, result.selection.level);
  }

  const bool has_strays = result.baseline && !result.baseline->strays.empty();
  if (has_strays) {
    total.tests += result.baseline->strays.size();
    total.failures += result.baseline->strays.size();
  }

  pugi::xml_document document;
  auto declaration = document.append_child(pugi::node_declaration);
  declaration.append_attribute("version").set_value("1.0");
  declaration.append_attribute("encoding").set_value("UTF-8");
  auto root = document.append_child("testsuites");
  set(root, "name", "conformance");
  set_counts(root, total);

  std::set<std::string> names;
  for (const auto& name : order) {
    Counts counts;
    for (const auto* entry : suites[name]) counts.add(*entry, result.selection.level);
    auto suite = add_suite(root, name, counts, result);
    for (const auto* entry : suites[name]) add_case(suite, *entry, result, names);
  }
  if (has_strays) add_strays(root, *result.baseline, result);
  std::ostringstream out;
  document.save(out, " ");
  return out.str();
}

}  // namespace reports
