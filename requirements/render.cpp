// Layout of requirements as text: a label in a narrow column, wrapped text beside it. The labels are few and
// always the same, so that an explanation is found by its place.
#include "requirements/render.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <iterator>
#include <utility>

namespace requirements {
namespace {

constexpr std::size_t columns = 100;
constexpr std::size_t label_width = 16;

struct Basis {
  std::string_view word;
  std::string_view meaning;
};

constexpr std::array bases{
    Basis{"own", "the sentence, or another numbered MUST, binds the server outright"},
    Basis{"connect", "a server must validate CONNECT"},
    Basis{"named", "the standard names the case an error, and a server that detects it must close"},
    Basis{"format", "it is the form of the packets that the server sends"},
    Basis{"matching", "it is a rule of topic matching, which a conforming server follows"},
    Basis{"inferred", "it is a rule for clients, and no reaction of the server is stated"},
    Basis{"advice", "the standard says SHOULD, or describes without demanding"},
    Basis{"open", "the standard leaves it free"},
    Basis{"client", "it binds clients only"},
    Basis{"internal", "it happens inside the server"},
    Basis{"none", "there is nothing that a server could break"},
    Basis{"target", "the target promises it beyond the standard"},
};

std::string_view consequence(Grade grade) {
  switch (grade) {
    case Grade::must: return "a breach is a violation";
    case Grade::should: return "a breach is advice, not a violation";
    case Grade::may: return "either way is right; only a forbidden reaction fails";
    case Grade::note: return "recorded only";
    case Grade::untestable: break;
  }
  return "it cannot be tested from outside";
}

std::string_view bound(std::string_view binds) {
  if (binds == "server") return "binds the server";
  if (binds == "client") return "binds the client";
  if (binds == "both") return "binds client and server";
  if (binds == "sender") return "binds the sender";
  if (binds == "receiver") return "binds the receiver";
  return "binds whoever encodes";
}

// What a packet of a client that breaks it meets; empty when none does by itself.
std::string reaction_to(const Requirement& requirement) {
  const Reaction& reaction = requirement.reaction;
  const auto said = [&]() -> std::string {
    switch (reaction.kind) {
      case Reaction::Kind::close: return "the connection is closed";
      case Reaction::Kind::close_if_noticed:
        return "the connection is closed by a server that notices the fault";
      case Reaction::Kind::close_or_refuse: return "the connection is closed, or an error acknowledged";
      case Reaction::Kind::open: return "none is stated";
      case Reaction::Kind::unknown: break;
    }
    return reaction.stated_by.empty() ? std::string() : "stated by " + reaction.stated_by;
  }();
  return reaction.in_connect.empty() ? said
                                     : fmt::format("{}; to a CONNECT by {}", said, reaction.in_connect);
}

// Appends the words of `text` from column `start` on, and a line end.
void append_wrapped(std::string& out, std::string_view text, std::size_t start) {
  std::size_t column = start;
  bool first = true;
  while (!text.empty()) {
    const std::size_t space = text.find(' ');
    const std::string_view word = text.substr(0, space);
    text = space == std::string_view::npos ? std::string_view() : text.substr(space + 1);
    if (!first && column + 1 + word.size() > columns) {
      out += '\n';
      out.append(start, ' ');
      column = start;
    } else if (!first) {
      out += ' ';
      ++column;
    }
    out += word;
    column += word.size();
    first = false;
  }
  out += '\n';
}

void append_field(std::string& out, std::string_view label, std::string_view text) {
  if (text.empty()) return;
  fmt::format_to(std::back_inserter(out), "  {:<{}}", label, label_width - 2);
  append_wrapped(out, text, label_width);
}

// The label stands beside the first entry only.
void append_fields(std::string& out, std::string_view label, std::span<const std::string> entries) {
  for (const std::string& entry : entries) {
    fmt::format_to(std::back_inserter(out), "  {:<{}}- ", label, label_width - 2);
    append_wrapped(out, entry, label_width + 2);
    label = "";
  }
}

}  // namespace

std::string_view explain_basis(std::string_view basis) {
  const auto* const found = std::ranges::find(bases, basis, &Basis::word);
  return found == bases.end() ? basis : found->meaning;
}

std::string explain(const Requirement& requirement, std::span<const std::string> scenarios,
                    std::span<const std::string> faults) {
  std::string out = fmt::format("{}   {}", requirement.id, requirement.level);
  if (!requirement.section.empty()) {
    fmt::format_to(std::back_inserter(out), "   section {}", requirement.section);
  }
  fmt::format_to(std::back_inserter(out), "   {}\n  ", bound(requirement.binds));
  append_wrapped(out, requirement.sentence, 2);
  out += '\n';
  append_field(out, "grade",
               fmt::format("{}: {}, because {}", name(requirement.grade), consequence(requirement.grade),
                           explain_basis(requirement.basis)));
  append_field(out, "reaction", reaction_to(requirement));
  append_field(out, "condition", requirement.condition);
  append_fields(out, "passes", requirement.accept);
  append_fields(out, "violates", requirement.forbid);
  if (requirement.observable && requirement.forbid.empty()) {
    append_field(out, "violates", "nothing by itself");
  }
  append_fields(out, "only advice", requirement.lenient);
  if (requirement.on_detection) {
    append_field(
        out, "detection",
        "The close is owed only once the server shows that it noticed the fault; a fault that is let "
        "pass in silence is advice.");
  }
  append_field(out, "tested", requirement.how);
  append_field(out, "not testable", requirement.reason);
  append_field(out, "no fault", requirement.no_fault);
  append_fields(out, "scenarios", scenarios);
  append_fields(out, "faults", faults);
  return out;
}

std::string render_differences(std::span<const Difference> differences) {
  if (differences.empty()) return "No requirement is judged otherwise than in the grades.\n";
  std::string out;
  for (const Difference& difference : differences) {
    fmt::format_to(std::back_inserter(out), "{}   ours: {}   grades: {}\n  ", difference.id, difference.ours,
                   difference.grades);
    append_wrapped(out, difference.reason, 2);
  }
  return out;
}

}  // namespace requirements
