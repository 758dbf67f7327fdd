// What `--safe` leaves out. It is read off the plan, since nobody tags each malformed packet; tags are for
// what a plan does not show.
#include <algorithm>
#include <array>

#include "runner/selection.h"

namespace runner {
namespace {

constexpr std::array<std::string_view, 3> unsafe_tags{"unsafe", "malformed", "exclusive"};

bool sends_wrong(const std::vector<script::Step>& steps);

bool lies(const codec::Overrides& overrides) {
  return overrides.type || overrides.flags || overrides.connect_flags || overrides.reserved ||
         overrides.property_length || overrides.remaining_length || overrides.length_bytes ||
         overrides.truncate || !overrides.append.empty();
}

bool is_wrong(const script::Step& step) {
  const auto illegal = [](const script::SentField& field) { return field.marked_illegal; };
  if (const auto* send = std::get_if<script::Send>(&step.what)) {
    return send->wrong_here || lies(send->overrides) || std::ranges::any_of(send->fields, illegal);
  }
  if (std::holds_alternative<script::SendBytes>(step.what)) return true;
  if (const auto* verb = std::get_if<script::Verb>(&step.what)) {
    return lies(verb->overrides) || std::ranges::any_of(verb->fields, illegal);
  }
  if (const auto* given = std::get_if<script::Given>(&step.what)) return sends_wrong(given->steps);
  if (const auto* never = std::get_if<script::Never>(&step.what)) return sends_wrong(never->steps);
  if (const auto* order = std::get_if<script::AnyOrder>(&step.what)) return sends_wrong(order->lines);
  if (const auto* once = std::get_if<script::AtOnce>(&step.what)) return sends_wrong(once->lines);
  if (const auto* either = std::get_if<script::Either>(&step.what)) {
    return std::ranges::any_of(either->branches,
                               [](const script::Branch& branch) { return sends_wrong(branch.steps); });
  }
  return false;
}

bool sends_wrong(const std::vector<script::Step>& steps) {
  return std::ranges::any_of(steps, is_wrong);
}

}  // namespace

bool is_safe(const script::CaseInfo& info) {
  for (const std::string_view tag : unsafe_tags) {
    if (std::ranges::find(info.tags, tag) != info.tags.end()) return false;
  }
  if (info.controls_broker) return false;
  if (info.source == nullptr) return true;
  script::Environment environment;
  environment.users = {{"reader", "reader"}, {"writer", "writer"}};
  for (const char* name : {"good", "other", "bad", "scram", "scram-bad"}) environment.auth[name] = "a";
  environment.acl = {{"readable", "a"}, {"unreadable", "b"}, {"unwritable", "c"}};
  const auto plan = script::compile(info, environment);
  return plan && plan->rootless_topics.empty() && !sends_wrong(plan->steps);
}

}  // namespace runner
