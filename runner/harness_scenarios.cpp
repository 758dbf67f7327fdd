// See the header.
#include "runner/harness_scenarios.h"

#include <fmt/format.h>
#include <stdexcept>

#include "requirements/catalogue.h"

namespace runner {
namespace {

constexpr std::string_view covers = "3.1.1/MQTT-4.5.0-1 5.0/MQTT-4.5.0-1";

std::string canary_text() {
  return fmt::format(
      R"(suite harness "What the harness plays for itself"

scenario canary
  "A message reaches its subscriber."
  covers {}
  bob connects
  bob subscribes "$t" max_qos=0
  alice connects
  alice publishes topic="$t" payload="alive"
  bob <- PUBLISH topic="$t" payload="alive"
)",
      covers);
}

std::string calibration_text(unsigned qos, unsigned deliveries) {
  return fmt::format(
      R"(suite harness "What the harness plays for itself"

scenario calibration
  "Messages reach their subscriber, and pings their answer, one after the other."
  covers {}
  bob connects
  bob subscribes "$t" max_qos={}
  alice connects
  repeat n in 1..{}
    alice publishes topic="$t" qos={} payload="$n"
    bob <- PUBLISH topic="$t" payload="$n"
  fence bob
)",
      covers, qos, deliveries, qos);
}

}  // namespace

script::CasePlan harness_plan(HarnessScenario which, codec::Version version, const script::Environment& base,
                              std::string_view name, unsigned qos, unsigned deliveries) {
  const std::string text =
      which == HarnessScenario::canary ? canary_text() : calibration_text(qos, deliveries);
  const script::ParseResult parsed = script::parse("(harness)", text, requirements::catalogue());
  if (!parsed.suite) {
    throw std::logic_error(parsed.diagnostics.empty() ? "harness scenario"
                                                      : script::render(parsed.diagnostics.front()));
  }
  script::Environment environment = base;
  environment.seed = fmt::format("{}{}", base.seed, name);
  for (const script::CaseInfo& info : script::cases_of(parsed.suite)) {
    if (info.version != version) continue;
    auto plan = script::compile(info, environment);
    if (!plan) throw std::logic_error(plan.error().message);
    return std::move(*plan);
  }
  throw std::logic_error("harness scenario without a case for this version");
}

}  // namespace runner
