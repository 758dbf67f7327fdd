// Branches of an either, what asserts, and ids that bind only on detection.
#include <algorithm>
#include <fmt/format.h>

#include "script/checks.h"

namespace script {
namespace {

/// Whether every arrival within the second window is within the first.
bool covers_window(const Window& first, const Window& second) {
  const bool lower = !first.lower || (second.lower && *first.lower <= *second.lower);
  const bool upper = !first.upper || (second.upper && *first.upper >= *second.upper);
  return lower && upper;
}

bool same(const Expectation& a, const Expectation& b) {
  return a.field == b.field && a.comparison == b.comparison && a.value == b.value;
}

std::vector<Expectation> demanded(const PacketPattern& pattern) {
  std::vector<Expectation> all = pattern.selecting;
  all.insert(all.end(), pattern.required.begin(), pattern.required.end());
  return all;
}

bool binds(const Expectation& expected) {
  const Alternatives* all = std::get_if<Alternatives>(&expected.value);
  return all != nullptr && std::ranges::any_of(all->values, [](const Operand& each) {
           return std::holds_alternative<CaptureUse>(each);
         });
}

/// Whether the first pattern accepts all that the second accepts.
bool accepts(const PacketPattern& first, const PacketPattern& second) {
  if (first.what != second.what) return first.what == PacketPattern::What::anything;
  if (first.what != PacketPattern::What::packet) return true;
  if (first.type != second.type || (first.only && !second.only)) return false;
  const std::vector<Expectation> more = demanded(second);
  return std::ranges::all_of(demanded(first), [&](const Expectation& each) {
    return !binds(each) &&
           std::ranges::any_of(more, [&](const Expectation& other) { return same(each, other); });
  });
}

bool accepts(const Step& first, const Step& second) {
  const Receive* receive = std::get_if<Receive>(&first.what);
  const React* react = std::get_if<React>(&first.what);
  const Receive* later = std::get_if<Receive>(&second.what);
  const React* later_react = std::get_if<React>(&second.what);
  if (receive != nullptr && later != nullptr) {
    const bool actors = std::ranges::all_of(later->actors, [&](Actor each) {
      return std::ranges::find(receive->actors, each) != receive->actors.end();
    });
    return actors && receive->at_least <= later->at_least && covers_window(receive->window, later->window) &&
           accepts(receive->pattern, later->pattern);
  }
  if (react != nullptr && later_react != nullptr) {
    const bool how = react->how == later_react->how || later_react->how == React::How::closed;
    return how && react->actor == later_react->actor && (!react->id || react->id == later_react->id) &&
           covers_window(react->window, later_react->window);
  }
  if (react != nullptr && later != nullptr) {
    return later->pattern.what == PacketPattern::What::closed && later->actors.size() == 1 &&
           later->actors.front() == react->actor && covers_window(react->window, later->window);
  }
  const Fence* fence = std::get_if<Fence>(&first.what);
  const Fence* later_fence = std::get_if<Fence>(&second.what);
  return fence != nullptr && later_fence != nullptr && fence->kind == later_fence->kind &&
         fence->from == later_fence->from && fence->to == later_fence->to &&
         fence->topic == later_fence->topic && fence->filter == later_fence->filter;
}

bool is_close(const Step& step) {
  if (const React* react = std::get_if<React>(&step.what)) return react->how == React::How::closed;
  const Receive* receive = std::get_if<Receive>(&step.what);
  return receive != nullptr && receive->pattern.what == PacketPattern::What::closed;
}

const std::string& charge_of(const Step& step) {
  static const std::string none;
  if (const React* react = std::get_if<React>(&step.what)) return react->charge;
  const Receive* receive = std::get_if<Receive>(&step.what);
  return receive == nullptr ? none : receive->charge;
}

struct Detection {
  const std::string& id;
  const requirements::Catalogue& catalogue;
  Diagnostics& out;

  bool binds_detectors(const Step& step) const {
    const std::string& charge = charge_of(step);
    const requirements::Requirement* found = catalogue.find(charge.empty() ? id : charge);
    return found != nullptr && found->on_detection;
  }

  void walk(const std::vector<Step>& steps, bool forgiven) const {
    for (const Step& step : steps) {
      if (is_close(step) && !forgiven && binds_detectors(step)) {
        out.error(step.where, fmt::format("`{}` binds only a server that detects the fault", id),
                  "put the line into an `either`, with a branch `or should \"lets a named error pass\"` that "
                  "begins "
                  "with a fence");
      }
      if (const Never* never = std::get_if<Never>(&step.what)) walk(never->steps, forgiven);
      if (const Either* either = std::get_if<Either>(&step.what)) {
        const bool lenient = std::ranges::any_of(either->branches, [](const Branch& branch) {
          return branch.grade != BranchGrade::must && !is_close(branch.steps.front());
        });
        for (const Branch& branch : either->branches) walk(branch.steps, forgiven || lenient);
      }
    }
  }
};

}  // namespace

void check_either(const Either& either, Diagnostics& diagnostics) {
  for (std::size_t later = 0; later < either.branches.size(); ++later) {
    const Step& line = either.branches[later].steps.front();
    const bool waits = std::holds_alternative<Receive>(line.what) ||
                       std::holds_alternative<React>(line.what) || std::holds_alternative<Fence>(line.what);
    if (!waits) {
      diagnostics.error(
          line.where, "a branch begins with what it waits for",
          "a receive, `is closed`, `is refused` or a fence; what is common stands before the `either`");
      continue;
    }
    for (std::size_t earlier = 0; earlier < later; ++earlier) {
      const Step& first = either.branches[earlier].steps.front();
      if (!accepts(first, line)) continue;
      diagnostics.error(
          line.where,
          fmt::format("this branch is never taken: line {} accepts all that it accepts", first.where.line),
          "what is common stands before the `either`; the stricter branch stands first");
      break;
    }
  }
}

bool asserts(const std::vector<Step>& steps) {
  return std::ranges::any_of(steps, [](const Step& step) {
    if (const Verb* verb = std::get_if<Verb>(&step.what))
      return !verb->answer.empty() || verb->kind == VerbKind::is_served;
    if (const Either* either = std::get_if<Either>(&step.what)) {
      return std::ranges::any_of(either->branches,
                                 [](const Branch& branch) { return asserts(branch.steps); });
    }
    return std::holds_alternative<Receive>(step.what) || std::holds_alternative<React>(step.what) ||
           std::holds_alternative<Never>(step.what) || std::holds_alternative<AnyOrder>(step.what);
  });
}

void check_detection(const CasePlan& plan, const requirements::Catalogue& catalogue,
                     Diagnostics& diagnostics) {
  if (plan.covers.empty()) return;
  Detection{plan.covers.front(), catalogue, diagnostics}.walk(plan.steps, false);
}

}  // namespace script
