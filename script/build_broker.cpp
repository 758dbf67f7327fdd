// What is done with the broker itself, and what a target must offer for it.
#include <algorithm>
#include <fmt/format.h>
#include <span>

#include "script/builder.h"
#include "script/walk.h"
#include "script/words.h"

namespace script {
namespace {

constexpr std::string_view durability = "T-durability";

}  // namespace

/// Nothing when it is none, which is told.
std::optional<BrokerControl::What> Builder::broker_control(const BrokerNode& node) {
  using What = BrokerControl::What;
  std::string word = node.what.text;
  if (node.parameter) {
    const auto parameter = row_.parameters.find(word);
    word = parameter == row_.parameters.end() ? std::string() : single_word(*parameter->second);
    if (word != "killed" && word != "stopped") {
      report(node.what.where,
             parameter == row_.parameters.end()
                 ? fmt::format("there is no parameter `${}`", node.what.text)
                 : fmt::format("`${}` is `{}` here; a broker is killed or stopped", node.what.text, word),
             fmt::format("`for {} in stopped killed`", node.what.text));
      return std::nullopt;
    }
  }
  if (word == "restarts") return What::restarts;
  if (word == "starts") return What::starts;
  return word == "killed" ? What::kills : What::stops;
}

void Builder::broker(const BrokerNode& node, const Statement& statement, std::vector<Step>& out) {
  const auto what = broker_control(node);
  if (!what) return;
  if (!node.name.text.empty() && !is_place(node.name.text)) {
    return report(node.name.where, fmt::format("there is no broker `{}`", node.name.text),
                  "of a pair one is called `left`, the other `right`");
  }
  add(out, statement, BrokerControl{.what = *what, .broker = node.name.text});
}

/// A case that ends the broker needs a target that lets it, and what is to be kept must have been promised:
/// for a server that is stopped, or also for one that is killed.
void Builder::broker_needs() {
  const auto ask = [this](std::string_view capability, const Location& where) {
    if (std::ranges::find(plan_.needs, capability, &Need::capability) != plan_.needs.end()) return;
    Need need;
    need.capability = capability;
    need.where = where;
    plan_.needs.push_back(std::move(need));
  };
  const bool of_durability =
      std::ranges::any_of(plan_.covers, [](const std::string& id) { return id.ends_with(durability); });
  each_statement(in_.scenario->body, [&](const Statement& statement) {
    const auto* node = std::get_if<BrokerNode>(&statement.what);
    if (node == nullptr) return;
    ask("broker_control", statement.where);
    if (!of_durability) return;
    std::string word = node->what.text;
    if (node->parameter) {
      const auto parameter = row_.parameters.find(word);
      word = parameter == row_.parameters.end() ? std::string() : single_word(*parameter->second);
    }
    ask(word == "killed" ? "durability_when_killed" : "durability", statement.where);
  });
}

}  // namespace script
