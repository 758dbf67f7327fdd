// Blocks: versions and repeats are resolved, the rest keeps its structure.
#include <fmt/format.h>

#include "script/builder.h"
#include "script/matrix.h"
#include "script/words.h"

namespace script {

void Builder::add(std::vector<Step>& out, const Statement& statement, decltype(Step::what) what) {
  if (++made_ > most_steps) {
    lacks("", fmt::format("the case has more than {} steps", most_steps));
    return;
  }
  out.push_back({std::move(what), statement.where, statement.text});
}

void Builder::block(const Block& block, std::vector<Step>& out) {
  for (const Statement& line : block) {
    if (stopped()) return;
    statement(line, out);
  }
}

void Builder::on(const OnNode& node, std::vector<Step>& out) {
  if (version_named(node.version.text) == in_.version) block(node.body, out);
}

void Builder::repeat(const RepeatNode& node, std::vector<Step>& out) {
  const std::optional<codec::Number> lowest = number(node.lowest);
  const std::optional<codec::Number> highest = number(node.highest);
  if (!lowest || !highest) return;
  const std::string& name = node.name.text;
  if (counters_.contains(name) || row_.parameters.contains(name)) {
    return report(node.name.where, fmt::format("`{}` is a name already", name));
  }
  if (*highest >= *lowest && *highest - *lowest >= most_steps) {
    const bool announced =
        node.highest.kind == Atom::Kind::variable && node.highest.text.starts_with("server.");
    const std::string message = fmt::format("{} turns are more than {}", *highest - *lowest + 1, most_steps);
    if (announced && diagnostics_ == nullptr) return lacks(node.highest.text, message);
    return report(node.highest.where, message,
                  announced ? fmt::format("add `needs {} ..1000`", node.highest.text) : std::string());
  }
  if (*highest < *lowest && in_.checking) {
    // Nothing runs, but what is wrong with the lines is to be told all the same.
    std::vector<Step> unused;
    counters_[name] = *lowest;
    block(node.body, unused);
  }
  for (codec::Number n = *lowest; n <= *highest && !stopped(); ++n) {
    counters_[name] = n;
    if (++made_ > most_steps) return lacks("", fmt::format("the case has more than {} steps", most_steps));
    block(node.body, out);
  }
  counters_.erase(name);
}

void Builder::let(const LetNode& node) {
  const std::string& name = node.name.text;
  if (lets_.contains(name) || counters_.contains(name) || row_.parameters.contains(name) || name == "t") {
    return report(node.name.where, fmt::format("`${}` is a name already", name));
  }
  std::vector<FlatField> flat;
  flatten_into(node.fields, true, flat);
  FieldNodes fields;
  for (const FlatField& entry : flat) fields.push_back(*entry.node);
  if (!stopped()) lets_[name] = std::move(fields);
}

/// Where the standard states no reaction to a variant, there is none to advise either.
void Builder::advise_nothing_unstated(Branch& branch) const {
  const codec::Variant* fault = row_.fault();
  if (fault == nullptr) return;
  const VariantReaction reaction = reaction_to(*fault);
  if (reaction.kind != requirements::Reaction::Kind::open) return;
  branch.grade = BranchGrade::may;
  branch.charge = reaction.charge;
}

void Builder::either(const EitherNode& node, const Statement& statement, std::vector<Step>& out) {
  Either either;
  for (const BranchNode& branch : node.branches) {
    Branch made;
    made.grade = branch.grade;
    if (made.grade == BranchGrade::should) advise_nothing_unstated(made);
    made.where = branch.where;
    if (const std::optional<std::string> text = expand(branch.text, branch.where)) made.text = *text;
    block(branch.body, made.steps);
    if (!made.steps.empty()) either.branches.push_back(std::move(made));
  }
  if (either.branches.empty()) return;
  if (either.branches.size() > 1) return add(out, statement, std::move(either));
  for (Step& step : either.branches.front().steps) out.push_back(std::move(step));
}

void Builder::any_order(const AnyOrderNode& node, const Statement& statement, std::vector<Step>& out) {
  AnyOrder any;
  block(node.body, any.lines);
  for (const Step& step : any.lines) {
    if (!std::holds_alternative<Receive>(step.what) && !std::holds_alternative<Maybe>(step.what)) {
      report(step.where, "`in any order` holds only lines that receive, `maybe`, and `repeat` of those");
    }
  }
  if (!any.lines.empty()) add(out, statement, std::move(any));
}

void Builder::never(const NeverNode& node, const Statement& statement, std::vector<Step>& out) {
  Never never;
  for (const Word& name : node.actors) never.actors.push_back(actor(name));
  never.pattern = pattern(node.pattern, nullptr);
  if (node.at_least) never.at_least = duration(*node.at_least);
  never.charge = charge(node.charges);
  block(node.body, never.steps);
  if (never.steps.empty() || !std::holds_alternative<Fence>(never.steps.back().what)) {
    report(statement.where, "a `never` ends with a fence", "`fence alice` below proves the silence");
  }
  add(out, statement, std::move(never));
}

void Builder::statement(const Statement& line, std::vector<Step>& out) {
  struct Visitor {
    Builder& builder;
    const Statement& line;
    std::vector<Step>& out;
    void operator()(const SendNode& node) const { builder.send(node, line, out); }
    void operator()(const SendBytesNode& node) const { builder.send_bytes(node, line, out); }
    void operator()(const ReceiveNode& node) const { builder.receive(node, line, out); }
    void operator()(const ReactNode& node) const { builder.react(node, line, out); }
    void operator()(const VerbNode& node) const { builder.verb(node, line, out); }
    void operator()(const LetNode& node) const { builder.let(node); }
    void operator()(const AfterNode& node) const {
      if (const std::optional<Duration> wait = builder.duration(node.duration))
        builder.add(out, line, After{*wait});
    }
    void operator()(const BrokerNode& node) const { builder.broker(node, line, out); }
    void operator()(const LinkNode& node) const { builder.link(node, line, out); }
    void operator()(const FenceNode& node) const { builder.fence(node, line, out); }
    void operator()(const GivenNode& node) const {
      Given given;
      builder.block(node.body, given.steps);
      if (!given.steps.empty()) builder.add(out, line, std::move(given));
    }
    void operator()(const OnNode& node) const { builder.on(node, out); }
    void operator()(const RepeatNode& node) const { builder.repeat(node, out); }
    void operator()(const AnyOrderNode& node) const { builder.any_order(node, line, out); }
    void operator()(const AtOnceNode& node) const { builder.at_once(node, line, out); }
    void operator()(const EitherNode& node) const { builder.either(node, line, out); }
    void operator()(const NeverNode& node) const { builder.never(node, line, out); }
  };
  std::visit(Visitor{*this, line, out}, line.what);
}

}  // namespace script
