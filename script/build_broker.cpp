// What is done with the broker itself, and what a target must offer for it.
#include <algorithm>
#include <fmt/format.h>
#include <span>

#include "codec/version.h"
#include "script/builder.h"
#include "script/walk.h"
#include "script/words.h"

namespace script {
namespace {

constexpr std::string_view durability = "T-durability";

}  // namespace

/// The word itself, or what the row says in its place; empty where the row has no such parameter.
std::string Builder::chosen(const Word& word, bool is_parameter) {
  if (!is_parameter) return word.text;
  const auto parameter = row_.parameters.find(word.text);
  return parameter == row_.parameters.end() ? std::string() : single_word(*parameter->second);
}

/// Nothing when it is none, which is told.
std::optional<BrokerControl::What> Builder::broker_control(const BrokerNode& node) {
  using What = BrokerControl::What;
  const std::string word = chosen(node.what, node.parameter);
  if (node.parameter && word != "killed" && word != "stopped") {
    report(node.what.where,
           row_.parameters.contains(node.what.text)
               ? fmt::format("`${}` is `{}` here; a broker is killed or stopped", node.what.text, word)
               : fmt::format("there is no parameter `${}`", node.what.text),
           fmt::format("`for {} in stopped killed`", node.what.text));
    return std::nullopt;
  }
  if (word == "restarts") return What::restarts;
  if (word == "starts") return What::starts;
  return word == "killed" ? What::kills : What::stops;
}

void Builder::broker(const BrokerNode& node, const Statement& statement, std::vector<Step>& out) {
  const auto what = broker_control(node);
  if (!what) return;
  const std::string name = chosen(node.name, node.name_is_parameter);
  if ((!node.name.text.empty() || node.name_is_parameter) && !is_place(name)) {
    return report(node.name.where,
                  node.name_is_parameter && !row_.parameters.contains(node.name.text)
                      ? fmt::format("there is no parameter `${}`", node.name.text)
                      : fmt::format("there is no broker `{}`", name),
                  "of a pair one is called `left`, the other `right`");
  }
  add(out, statement, BrokerControl{.what = *what, .broker = name});
}

void Builder::link(const LinkNode& node, const Statement& statement, std::vector<Step>& out) {
  BrokerControl control;
  control.what = node.cut ? BrokerControl::What::cuts_link : BrokerControl::What::restores_link;
  if (node.at) {
    const std::string packet = chosen(node.what, node.parameter);
    codec::PacketType type{};
    if (!codec::packet_type_named(packet, type)) {
      return report(node.what.where,
                    node.parameter && !row_.parameters.contains(node.what.text)
                        ? fmt::format("there is no parameter `${}`", node.what.text)
                        : fmt::format("there is no packet `{}`", packet),
                    "the link is cut where a packet would cross: `link is cut at PUBREC`");
    }
    control.at = type;
  }
  add(out, statement, std::move(control));
}

/// A case that ends the broker, or cuts the link of a pair, needs a target that lets it, and what is to be
/// kept must have been promised: for a server that is stopped, or also for one that is killed.
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
    if (const auto* link = std::get_if<LinkNode>(&statement.what))
      return ask(link->at ? "link_control_at_packets" : "link_control", statement.where);
    const auto* node = std::get_if<BrokerNode>(&statement.what);
    if (node == nullptr) return;
    ask(chosen(node->name, node->name_is_parameter) == "right" ? "right_broker_control" : "broker_control",
        statement.where);
    if (!of_durability) return;
    ask(chosen(node->what, node->parameter) == "killed" ? "durability_when_killed" : "durability",
        statement.where);
  });
}

}  // namespace script
