// The file as `fmt` prints it: one blank between words, two in front of a comment, one empty line between
// scenarios.
#include <algorithm>
#include <fmt/format.h>

#include "script/ast.h"
#include "script/script.h"
#include "script/statement_text.h"
#include "script/value_text.h"

namespace script {
namespace {

class Printer {
 public:
  std::string run(const Suite& suite) {
    line(0, suite.trivia, fmt::format("suite {} \"{}\"", suite.name.text, suite.title));
    for (const ScenarioNode& node : suite.scenarios) scenario(node);
    for (const Comment& each : suite.comments_at_end) comment(each, 0);
    return std::move(out_);
  }

 private:
  void comment(const Comment& each, std::uint32_t depth) {
    if (each.blank_before && !out_.empty()) out_ += '\n';
    out_ += fmt::format("{:{}}{}\n", "", 2 * std::max(depth, each.depth), each.text);
  }
  void line(std::uint32_t depth, const Trivia& trivia, std::string_view code) {
    for (const Comment& each : trivia.before) comment(each, depth);
    if (trivia.blank_before && !out_.empty()) out_ += '\n';
    out_ += fmt::format("{:{}}{}{}{}\n", "", 2 * depth, code, trivia.trailing.empty() ? "" : "  ",
                        trivia.trailing);
  }

  void scenario(const ScenarioNode& node) {
    Trivia trivia = node.trivia;
    (trivia.before.empty() ? trivia.blank_before : trivia.before.front().blank_before) = true;
    line(0, trivia, fmt::format("scenario {}", node.name.text));
    line(1, node.sentence_trivia, fmt::format("\"{}\"", node.sentence));
    for (const Header& each : node.headers) header(each);
    block(node.body, 1);
  }

  void header(const Header& each) {
    line(1, each.trivia, header_text(each));
    if (const ForNode* node = std::get_if<ForNode>(&each.what); node != nullptr && !node->in_line)
      rows(*node);
    if (const ClientsNode* node = std::get_if<ClientsNode>(&each.what)) {
      std::size_t width = 0;
      for (const ClientNode& client : node->clients) width = std::max(width, client.actor.text.size());
      for (const ClientNode& client : node->clients) {
        const std::string fields = to_text(client.fields);
        line(2, client.trivia,
             fields.empty() ? client.actor.text : fmt::format("{:{}}{}", client.actor.text, width, fields));
      }
    }
  }

  void rows(const ForNode& node) {
    std::vector<std::size_t> widths;
    for (const RowNode& row : node.rows) {
      for (std::size_t i = 0; i < row.values.size(); ++i) {
        if (i == widths.size()) widths.push_back(0);
        widths[i] = std::max(widths[i], to_text(row.values[i]).size());
      }
    }
    const std::string_view gap = node.names.front().text == "case" ? "  " : " ";
    for (const RowNode& row : node.rows) {
      std::string text;
      for (std::size_t i = 0; i < row.values.size(); ++i) {
        const bool last = i + 1 == row.values.size();
        text +=
            last ? to_text(row.values[i]) : fmt::format("{:{}}{}", to_text(row.values[i]), widths[i], gap);
      }
      line(2, row.trivia, text);
    }
  }

  void block(const Block& body, std::uint32_t depth) {
    for (const Statement& each : body) statement(each, depth);
  }

  void statement(const Statement& each, std::uint32_t depth) {
    line(depth, each.trivia, statement_text(each));
    below(each, depth);
  }

  /// The blocks under a statement's line.
  struct Below {
    Printer& printer;
    std::uint32_t depth;
    void operator()(const GivenNode& node) const { printer.block(node.body, depth + 1); }
    void operator()(const RepeatNode& node) const { printer.block(node.body, depth + 1); }
    void operator()(const AnyOrderNode& node) const { printer.block(node.body, depth + 1); }
    void operator()(const AtOnceNode& node) const { printer.block(node.body, depth + 1); }
    void operator()(const NeverNode& node) const { printer.block(node.body, depth + 1); }
    void operator()(const OnNode& node) const {
      if (!node.inline_statement) return printer.block(node.body, depth + 1);
      if (!node.body.empty()) printer.below(node.body.front(), depth);
    }
    void operator()(const EitherNode& node) const {
      for (const BranchNode& branch : node.branches) {
        if (&branch != &node.branches.front()) printer.line(depth, branch.trivia, branch_text(branch));
        printer.block(branch.body, depth + 1);
      }
    }
    template <typename Node>
    void operator()(const Node&) const {}
  };
  void below(const Statement& each, std::uint32_t depth) { std::visit(Below{*this, depth}, each.what); }

  std::string out_;
};

}  // namespace

std::string print(const Suite& suite) {
  return Printer().run(suite);
}

}  // namespace script
