// See the header; the work is in run_state.cpp and run_plays.cpp.
#include "runner/run.h"

#include <fmt/format.h>
#include <random>

#include "runner/run_state.h"

namespace runner {
namespace {

/// Gives the signals back, however the run ends.
struct SignalGuard {
  net::EventLoop& loop;
  ~SignalGuard() { loop.on_signal({}); }
};

}  // namespace

CaseResult case_result_of(const script::CaseInfo& info) {
  CaseResult result;
  result.id = info.id;
  result.suite = info.suite;
  result.scenario = info.scenario;
  if (info.of_matrix) result.variant = info.row;
  result.sentence = info.sentence;
  result.version = info.version;
  result.covers = info.covers;
  result.tags = info.tags;
  result.formerly = info.formerly;
  result.file = info.file;
  result.line = info.where.line;
  result.source = script::source_lines(info);
  return result;
}

std::expected<RunResult, RunError> run(net::EventLoop& loop, const Options& options, const Target& target,
                                       const std::vector<script::CaseInfo>& cases, Listener& listener,
                                       LaunchedBroker* launched) {
  ProbeOptions probing;
  probing.client_id_prefix = options.client_id_prefix;
  probing.topic_prefix = options.topic_prefix;
  probing.patience = net::Time(
      static_cast<net::Time::rep>(static_cast<double>(probing.patience.count()) * options.time_scale));
  const std::string seed =
      options.seed.empty() ? fmt::format("{:06x}", std::random_device{}() & 0xffffffU) : options.seed;
  // What runs at the same time with the same seed must not share clients; on a simulated wire nothing does.
  if (target.simulated) probing.seed = seed;
  auto probed = probe(loop, target, probing);
  if (!probed) return std::unexpected(probed.error());
  const SignalGuard guard{loop};
  RunState state(loop, options, target, listener, launched, std::move(*probed), seed);
  state.take_cases(cases);
  if (state.nothing_to_judge()) {
    return std::unexpected(RunError{
        Exit::nothing_selected, fmt::format("no selected case is for a version that this broker speaks; {}",
                                            state.probe().version_note)});
  }
  state.prepare_brokers();
  state.calibrate();
  listener.begins(state.result(), cases.size());
  state.play_all();
  return state.result();
}

}  // namespace runner
