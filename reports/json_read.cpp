// JSON to RunResult. Members may be missing or unknown (newer minor versions add some); a member of the wrong
// kind is an error that names its path.
#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "reports/json.h"
#include "reports/text.h"
#include "reports/words.h"

namespace reports {
namespace {

using Json = nlohmann::json;

/// Leaves from_json only as its error.
struct Unreadable : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A value with the path that leads to it.
class Node {
 public:
  Node(const Json& json, std::string path) : json_(&json), path_(std::move(path)) {}

  [[noreturn]] void complain(std::string_view what) const {
    throw Unreadable(fmt::format("{}: {}", path_.empty() ? "the document" : path_, what));
  }
  /// The member, or nothing when it is missing.
  std::optional<Node> member(const char* key) const {
    if (!json_->is_object()) complain("an object is expected here");
    const auto found = json_->find(key);
    if (found == json_->end()) return std::nullopt;
    return Node(*found, path_.empty() ? key : path_ + "." + key);
  }
  Node required(const char* key) const {
    if (const auto node = member(key)) return *node;
    complain(fmt::format("`{}` is missing", key));
  }
  std::string text() const {
    if (!json_->is_string()) complain("a string is expected here");
    return json_->get<std::string>();
  }
  bool truth() const {
    if (!json_->is_boolean()) complain("true or false is expected here");
    return json_->get<bool>();
  }
  double real() const {
    if (!json_->is_number()) complain("a number is expected here");
    return json_->get<double>();
  }
  std::uint64_t count() const {
    if (!json_->is_number_unsigned()) complain("a whole number from 0 is expected here");
    return json_->get<std::uint64_t>();
  }
  std::vector<Node> items() const {
    if (!json_->is_array()) complain("a list is expected here");
    std::vector<Node> nodes;
    nodes.reserve(json_->size());
    for (std::size_t i = 0; i < json_->size(); ++i)
      nodes.emplace_back((*json_)[i], fmt::format("{}[{}]", path_, i));
    return nodes;
  }
  std::vector<std::pair<std::string, Node>> entries() const {
    if (!json_->is_object()) complain("an object is expected here");
    std::vector<std::pair<std::string, Node>> nodes;
    for (const auto& [key, value] : json_->items()) nodes.emplace_back(key, Node(value, path_ + "." + key));
    return nodes;
  }

  void read(const char* key, std::string& into) const {
    if (const auto node = member(key)) into = node->text();
  }
  void read(const char* key, bool& into) const {
    if (const auto node = member(key)) into = node->truth();
  }
  void read(const char* key, double& into) const {
    if (const auto node = member(key)) into = node->real();
  }
  template <std::unsigned_integral Count>
  void read(const char* key, Count& into) const {
    const auto node = member(key);
    if (!node) return;
    const auto value = node->count();
    if (value > std::numeric_limits<Count>::max()) node->complain("the number is too large");
    into = static_cast<Count>(value);
  }
  void read(const char* key, std::vector<std::string>& into) const {
    const auto node = member(key);
    if (!node) return;
    into.clear();
    for (const auto& item : node->items()) into.push_back(item.text());
  }
  void read(const char* key, client::Time& into) const {
    const auto node = member(key);
    if (!node) return;
    const double value = node->real();
    if (!(std::abs(value) < 9e9)) node->complain("the time is too large");
    into = client::Time(std::llround(value * 1e9));
  }

 private:
  const Json* json_;
  std::string path_;
};

codec::Version read_version(const Node& node) {
  const auto version = version_named(node.text());
  if (!version) node.complain("`" + node.text() + "` is no version, 3.1.1 or 5.0 is expected");
  return *version;
}

void read_place(const Node& node, script::Location& where) {
  node.read("line", where.line);
  node.read("column", where.column);
  node.read("length", where.length);
}

void read_target(const Node& node, runner::RunResult& result) {
  auto& target = result.target;
  node.read("name", target.name);
  node.read("url", target.url);
  node.read("loopback", target.loopback);
  node.read("simulated", target.simulated);
  node.read("version_note", target.version_note);
  if (const auto versions = node.member("versions"))
    for (const auto& version : versions->items()) target.versions.push_back(read_version(version));
  if (const auto capabilities = node.member("capabilities")) {
    for (const auto& item : capabilities->items()) {
      auto& capability = target.capabilities.emplace_back();
      item.read("name", capability.name);
      item.read("value", capability.value);
      item.read("source", capability.source);
      item.read("version", capability.version);
      item.read("listener", capability.listener);
    }
  }
  if (const auto calibration = node.member("calibration"))
    for (const auto& [name, value] : calibration->entries()) result.calibration[name] = value.real();
}

void read_selection(const Node& node, runner::Selection& selection) {
  node.read("seed", selection.seed);
  node.read("patterns", selection.patterns);
  node.read("covers", selection.covers);
  node.read("tags", selection.tags);
  node.read("shard", selection.shard);
  node.read("safe", selection.safe);
  node.read("jobs", selection.jobs);
  node.read("repeat", selection.repeat);
  node.read("retries", selection.retries);
  node.read("timeout_s", selection.timeout_s);
  node.read("time_scale", selection.time_scale);
  if (const auto level = node.member("level")) {
    const auto named = level_named(level->text());
    if (!named) level->complain("`" + level->text() + "` is no level");
    selection.level = *named;
  }
  node.read("rerun_arguments", selection.rerun_arguments);
}

void read_summary(const Node& node, runner::Summary& summary) {
  if (const auto verdicts = node.member("verdicts"))
    for (const auto& [name, count] : verdicts->entries()) summary.verdicts[name] = count.count();
  node.read("duration_s", summary.duration_s);
  node.read("main_pass_s", summary.main_pass_s);
  node.read("broker_died", summary.broker_died);
  node.read("broker_died_text", summary.broker_died_text);
  node.read("interrupted", summary.interrupted);
  node.read("deadline_reached", summary.deadline_reached);
  std::uint16_t exit_code = 0;
  node.read("exit_code", exit_code);
  summary.exit_code = exit_code;
}

runner::BaselineResult read_baseline(const Node& node) {
  runner::BaselineResult baseline;
  node.read("file", baseline.file);
  node.read("entries", baseline.entries);
  for (const auto& item : node.required("strays").items()) {
    auto& stray = baseline.strays.emplace_back();
    item.read("line", stray.line);
    item.read("entry", stray.entry);
    item.read("what", stray.what);
    item.read("cases", stray.cases);
  }
  return baseline;
}

client::Failure read_failure(const Node& node, std::size_t events) {
  client::Failure failure;
  read_place(node, failure.where);
  node.read("expected", failure.expected);
  node.read("actual", failure.actual);
  node.read("requirement", failure.requirement);
  node.read("explanation", failure.explanation);
  node.read("by_standing_rule", failure.by_standing_rule);
  failure.wire_index = events;
  node.read("wire_index", failure.wire_index);
  return failure;
}

void read_remarks(const Node& node, const char* key, std::vector<client::Remark>& remarks) {
  const auto list = node.member(key);
  if (!list) return;
  for (const auto& item : list->items()) {
    auto& remark = remarks.emplace_back();
    item.read("requirement", remark.requirement);
    item.read("text", remark.text);
    read_place(item, remark.where);
  }
}

client::WireEvent read_event(const Node& node, const std::vector<std::string>& actors) {
  client::WireEvent event;
  node.read("at_s", event.at);
  std::string actor;
  node.read("actor", actor);
  event.actor = static_cast<script::Actor>(std::ranges::find(actors, actor) - actors.begin());
  node.read("connection", event.connection);
  const auto what_node = node.required("what");
  const auto what = wire_event_named(what_node.text());
  if (!what) what_node.complain("`" + what_node.text() + "` is no event");
  event.what = *what;
  if (const auto hex = node.member("hex")) {
    const auto bytes = from_hex(hex->text());
    if (!bytes) hex->complain("pairs of hex digits are expected here");
    event.bytes = *bytes;
  }
  node.read("harness", event.harness);
  node.read("text", event.text);
  return event;
}

runner::CaseResult read_case(const Node& node) {
  runner::CaseResult result;
  result.id = node.required("id").text();
  result.version = read_version(node.required("version"));
  const auto verdict_node = node.required("verdict");
  const auto verdict = verdict_named(verdict_node.text());
  if (!verdict) verdict_node.complain("`" + verdict_node.text() + "` is no verdict");
  result.verdict = *verdict;
  auto& outcome = result.outcome;
  outcome.verdict = *verdict;
  node.read("suite", result.suite);
  node.read("scenario", result.scenario);
  node.read("variant", result.variant);
  node.read("sentence", result.sentence);
  node.read("requirements", result.covers);
  node.read("verified", outcome.verified);
  node.read("tags", result.tags);
  node.read("formerly", result.formerly);
  node.read("file", result.file);
  node.read("line", result.line);
  node.read("duration_s", outcome.duration);
  node.read("plays", result.plays);
  node.read("reason", outcome.reason);
  node.read("capability", outcome.capability);
  node.read("capability_source", outcome.capability_source);
  node.read("listener", result.listener);
  node.read("listener_url", result.listener_url);
  node.read("canary", result.canary);
  node.read("known_failure", result.known);
  node.read("running_when_broker_died", result.running_when_broker_died);
  node.read("starved", outcome.starved);
  read_remarks(node, "advice", outcome.advice);
  read_remarks(node, "notes", outcome.notes);
  node.read("source", result.source);
  node.read("actors", result.actors);
  node.read("broker_log", outcome.broker_log);
  if (const auto wire = node.member("wire"))
    for (const auto& event : wire->items()) outcome.wire.push_back(read_event(event, result.actors));
  if (const auto failure = node.member("failure"))
    outcome.failures.push_back(read_failure(*failure, outcome.wire.size()));
  if (const auto others = node.member("further_failures"))
    for (const auto& other : others->items())
      outcome.failures.push_back(read_failure(other, outcome.wire.size()));
  return result;
}

runner::RequirementResult read_requirement(const Node& node) {
  runner::RequirementResult result;
  result.id = node.required("id").text();
  const auto verdict_node = node.required("verdict");
  const auto verdict = requirement_verdict_named(verdict_node.text());
  if (!verdict) verdict_node.complain("`" + verdict_node.text() + "` is no verdict of a requirement");
  result.verdict = *verdict;
  node.read("cases", result.cases);
  node.read("advice", result.advice);
  node.read("reason", result.reason);
  return result;
}

runner::RunResult read_result(const Node& root) {
  const auto schema = root.required("schema");
  if (schema.text() != result_schema)
    schema.complain(fmt::format("`{}` was written by another version of conformance, this one reads `{}`",
                                printable(schema.text()), result_schema));
  runner::RunResult result;
  root.required("tool").read("version", result.tool_version);
  read_target(root.required("target"), result);
  read_selection(root.required("selection"), result.selection);
  read_summary(root.required("summary"), result.summary);
  if (const auto baseline = root.member("baseline")) result.baseline = read_baseline(*baseline);
  for (const auto& node : root.required("cases").items()) result.cases.push_back(read_case(node));
  for (const auto& node : root.required("requirements").items())
    result.requirements.push_back(read_requirement(node));
  return result;
}

}  // namespace

std::expected<runner::RunResult, std::string> from_json(std::string_view text) {
  try {
    const Json json = Json::parse(text);
    return read_result(Node(json, {}));
  } catch (const Json::parse_error& error) {
    const auto before = text.substr(0, std::min(error.byte, text.size()));
    const auto line = 1 + std::ranges::count(before, '\n');
    return std::unexpected(fmt::format("no JSON: line {} cannot be read", line));
  } catch (const Unreadable& error) {
    return std::unexpected(std::string("no result of a run: ") + error.what());
  }
}

}  // namespace reports
