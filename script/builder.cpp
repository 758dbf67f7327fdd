// One case from its scenario.
#include "script/builder.h"

#include <fmt/format.h>

#include "script/names.h"
#include "script/text.h"
#include "script/walk.h"

namespace script {

Builder::Builder(const BuildInput& input, Diagnostics* diagnostics)
    : in_(input), diagnostics_(diagnostics), row_(row_at(*input.scenario, input.version, input.row_index)) {}

void Builder::report(const Location& where, std::string message, std::string suggestion) {
  ++told_;
  if (diagnostics_ != nullptr) return diagnostics_->error(where, std::move(message), std::move(suggestion));
  lacks("", fmt::format("line {}: {}", where.line, message));
}

void Builder::lacks(std::string capability, std::string message) {
  if (missing_) return;
  if (diagnostics_ != nullptr) diagnostics_->error(in_.scenario->where, message);
  missing_ = Missing{std::move(capability), std::move(message)};
}

bool Builder::other_version_covered() const {
  return versions_of(*in_.scenario).size() > 1;
}

void Builder::begin() {
  const ScenarioNode& scenario = *in_.scenario;
  plan_.suite = in_.suite->name.text;
  plan_.scenario = scenario.name.text;
  plan_.row = row_.label;
  plan_.version = in_.version;
  plan_.id = case_id(plan_.suite, plan_.scenario, plan_.row, in_.version);
  plan_.sentence = unescape(scenario.sentence);
  plan_.file = in_.suite->file;
  plan_.where = scenario.where;
  plan_.covers = case_covers(scenario, in_.version, row_);
  plan_.tags = tags_of(scenario);
  hash_ = case_hash(in_.environment->seed, plan_.id);
  plan_.topic_root = topic_root(in_.environment->topic_prefix, in_.environment->seed, plan_.id);
  actor_names_ = actors_named(scenario);
  headers();
}

std::vector<Need> Builder::needs() {
  begin();
  return std::move(plan_.needs);
}

std::optional<CasePlan> Builder::build() {
  begin();
  block(in_.scenario->body, plan_.steps);
  if (missing_) return std::nullopt;
  return std::move(plan_);
}

std::set<std::string> actors_named(const ScenarioNode& scenario) {
  std::set<std::string> names;
  for (const Header& header : scenario.headers) {
    if (const ClientsNode* node = std::get_if<ClientsNode>(&header.what)) {
      for (const ClientNode& client : node->clients) names.insert(client.actor.text);
    }
  }
  each_statement(scenario.body, [&](const Statement& statement) {
    each_actor(statement, [&](const Word& name) { names.insert(name.text); });
  });
  return names;
}

}  // namespace script
