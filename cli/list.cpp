// `conformance list`: the cases, or the requirements that they answer for.
#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "cli/proof.h"
#include "cli/selection_options.h"
#include "cli/verbs.h"
#include "reports/requirement_list.h"
#include "reports/text.h"
#include "reports/write_file.h"
#include "requirements/render.h"

namespace cli {
namespace {

using nlohmann::ordered_json;
using runner::Exit;

/// A line of the list: a case, or the variants of one matrix.
struct Line {
  std::string name;
  std::string told;
};

std::vector<Line> lines_of(const std::vector<script::CaseInfo>& cases, bool each) {
  std::map<std::string, std::vector<const script::CaseInfo*>> matrices;
  const auto matrix_of = [](const script::CaseInfo& info) {
    return fmt::format("{}/{}@{}", info.suite, info.scenario, codec::name_of(info.version));
  };
  if (!each)
    for (const auto& info : cases)
      if (info.of_matrix) matrices[matrix_of(info)].push_back(&info);
  std::vector<Line> lines;
  for (const auto& info : cases) {
    const auto found = info.of_matrix ? matrices.find(matrix_of(info)) : matrices.end();
    if (found == matrices.end() || found->second.size() == 1) {
      lines.push_back({info.id, fmt::format("{}", fmt::join(info.covers, " "))});
    } else if (found->second.front() == &info) {
      std::set<std::string> covered;
      for (const auto* variant : found->second)
        covered.insert(variant->covers.begin(), variant->covers.end());
      lines.push_back({found->first, fmt::format("{} variants, {}", found->second.size(),
                                                 reports::counted(covered.size(), "requirement"))});
    }
  }
  return lines;
}

std::string cases_as_text(const std::vector<script::CaseInfo>& cases, bool each) {
  const auto lines = lines_of(cases, each);
  std::size_t width = 0;
  for (const auto& line : lines)
    width = std::max(width, std::min<std::size_t>(reports::columns(line.name), 60));
  std::string text;
  for (const auto& line : lines)
    text += fmt::format("{}  {}\n", reports::padded(line.name, width), line.told);
  return text;
}

/// Cases by area and version.
struct Counts {
  std::string area;
  std::size_t v3_1_1{};
  std::size_t v5_0{};
};

/// In the order of the cases, and behind them the sum, without a name.
std::vector<Counts> counts_of(const std::vector<script::CaseInfo>& cases) {
  std::vector<Counts> counts;
  Counts sum;
  for (const auto& info : cases) {
    auto found = std::ranges::find(counts, info.suite, &Counts::area);
    if (found == counts.end()) found = counts.insert(found, {.area = info.suite});
    const auto member = info.version == codec::Version::v5_0 ? &Counts::v5_0 : &Counts::v3_1_1;
    ++((*found).*member);
    ++(sum.*member);
  }
  counts.push_back(sum);
  return counts;
}

std::string counts_as_text(const std::vector<script::CaseInfo>& cases) {
  const auto counts = counts_of(cases);
  std::size_t width = 4;
  for (const auto& each : counts) width = std::max(width, reports::columns(each.area));
  std::string text = fmt::format("{}  3.1.1    5.0  cases\n", reports::padded("area", width));
  for (const auto& each : counts)
    text += fmt::format("{}  {:>5}  {:>5}  {:>5}\n",
                        reports::padded(each.area.empty() ? "all" : each.area, width), each.v3_1_1, each.v5_0,
                        each.v3_1_1 + each.v5_0);
  return text;
}

std::string counts_as_json(const std::vector<script::CaseInfo>& cases) {
  auto list = ordered_json::array();
  for (const auto& each : counts_of(cases))
    if (!each.area.empty()) list.push_back({{"area", each.area}, {"3.1.1", each.v3_1_1}, {"5.0", each.v5_0}});
  return list.dump(1) + "\n";
}

std::string cases_as_json(const std::vector<script::CaseInfo>& cases) {
  auto list = ordered_json::array();
  for (const auto& info : cases) {
    list.push_back({{"id", info.id},
                    {"suite", info.suite},
                    {"scenario", info.scenario},
                    {"version", codec::name_of(info.version)},
                    {"sentence", info.sentence},
                    {"requirements", info.covers},
                    {"tags", info.tags},
                    {"file", info.file},
                    {"line", info.where.line}});
    if (info.of_matrix) list.back()["variant"] = info.row;
    if (!info.formerly.empty()) list.back()["formerly"] = info.formerly;
  }
  return list.dump(1) + "\n";
}

std::string differences_as_json() {
  auto json = ordered_json::array();
  for (const auto& difference : requirements::catalogue().differences())
    json.push_back({{"id", difference.id},
                    {"ours", difference.ours},
                    {"grades", difference.grades},
                    {"reason", difference.reason}});
  return json.dump(1) + "\n";
}

Exit tell(const std::string& text, const std::string& path, Console& console) {
  if (path.empty()) {
    console.out(text);
    return Exit::as_expected;
  }
  const auto written = reports::write_file(path, text);
  if (!written) console.complain(written.error());
  return written ? Exit::as_expected : Exit::usage;
}

struct Options {
  SelectionOptions selection;
  bool requirements = false;
  bool all = false;
  bool counts = false;
  bool differences = false;
  bool each = false;
  std::string json;
};

void add_options(CLI::App& app, Options& options) {
  add_selection_options(app, options.selection);
  app.add_flag("--requirements", options.requirements,
               "List the numbered statements: their scenarios, their faults, and whether it is proven that a "
               "breach is noticed");
  app.add_flag("--all", options.all,
               "With --requirements: the behaviours without a number and the target's promises, too");
  app.add_flag("--counts", options.counts, "How many cases there are, by area and version");
  app.add_flag("--differences", options.differences,
               "List where we judge a requirement otherwise than its graders");
  app.add_flag("-v", options.each, "Each variant of a matrix on a line of its own");
  add_json(app, options.json);
}

Exit list_requirements(const std::vector<script::CaseInfo>& cases, const Options& options, Console& console) {
  runner::ProveOptions how = proof_options(console);
  const auto proof = runner::prove(cases, how);
  end_of_progress(console);
  if (!proof) {
    console.complain(proof.error().message);
    return proof.error().exit;
  }
  auto rows = reports::requirement_rows(cases, *proof);
  const auto& versions = options.selection.request.versions;
  std::erase_if(rows, [&](const reports::RequirementRow& row) {
    const bool other_version =
        !versions.empty() && std::ranges::find(versions, row.requirement->version) == versions.end();
    return other_version || (!options.all && row.requirement->kind != requirements::Kind::numbered);
  });
  return tell(
      options.json.empty() ? reports::requirement_list(rows) : reports::requirement_list_to_json(rows),
      options.json, console);
}

}  // namespace

Exit list(const Arguments& arguments, Console& console) {
  CLI::App app("Lists the cases that `run` would play, or the requirements.", "list");
  Options options;
  add_options(app, options);
  if (const auto parsed = parse(app, arguments, console); !parsed) return parsed.error();
  if (options.differences)
    return tell(options.json.empty()
                    ? requirements::render_differences(requirements::catalogue().differences())
                    : differences_as_json(),
                options.json, console);
  const auto selected = select_cases(options.selection, console);
  if (!selected) return selected.error();
  if (options.requirements) return list_requirements(selected->cases, options, console);
  if (options.counts)
    return tell(options.json.empty() ? counts_as_text(selected->cases) : counts_as_json(selected->cases),
                options.json, console);
  return tell(
      options.json.empty() ? cases_as_text(selected->cases, options.each) : cases_as_json(selected->cases),
      options.json, console);
}

}  // namespace cli
