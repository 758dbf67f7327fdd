// See the header.
#include "campaign/seeds.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>

#include "codec/packet.h"
#include "net/simulated_loop.h"
#include "runner/run.h"
#include "runner/simulate.h"

namespace campaign {
namespace {

constexpr net::Time shortest_pause = std::chrono::milliseconds(300);
constexpr net::Time longest_pause = std::chrono::milliseconds(2500);

bool is_acknowledgement(std::string_view packet) {
  const auto type = static_cast<codec::PacketType>(static_cast<std::uint8_t>(packet[0]) >> 4U);
  return type >= codec::PacketType::puback && type <= codec::PacketType::pubcomp;
}

class Quiet final : public runner::Listener {
  void begins(const runner::RunResult&, std::size_t) override {}
  void finished(const runner::CaseResult&, const runner::Standing&) override {}
  void slow(std::string_view, double) override {}
  void standing(const runner::Standing&) override {}
  void note(std::string_view) override {}
};

}  // namespace

Play play_of(const std::vector<client::WireEvent>& wire) {
  using What = client::WireEvent::What;
  Play play;
  bool heard = false;
  net::Time last{};
  for (const client::WireEvent& event : wire) {
    if (event.what == What::received || event.what == What::broker_ended) heard = true;
    const bool is_ours = event.what == What::sent || event.what == What::we_ended;
    if (!is_ours || event.actor >= most_actors) continue;
    if (event.what == What::sent &&
        (event.bytes.empty() || (event.harness && !is_acknowledgement(event.bytes))))
      continue;
    if (!play.steps.empty() && event.at - last >= shortest_pause) {
      const auto silence =
          std::chrono::duration_cast<std::chrono::milliseconds>(std::min(event.at - last, longest_pause));
      play.steps.push_back({.actor = static_cast<std::uint8_t>(event.actor),
                            .deed = Deed::pause,
                            .milliseconds = static_cast<std::uint16_t>(silence.count()),
                            .bytes = {}});
    }
    last = event.at;
    Step step{.actor = static_cast<std::uint8_t>(event.actor),
              .waits = std::exchange(heard, false),
              .bytes = event.bytes};
    if (event.what == What::we_ended) step.deed = event.text == "RST" ? Deed::reset : Deed::end;
    play.steps.push_back(std::move(step));
  }
  return play;
}

std::expected<std::vector<Play>, std::string> seeds_of(const std::vector<script::CaseInfo>& cases) {
  auto simulation = runner::simulate();
  if (!simulation) return std::unexpected(simulation.error());
  net::SimulatedLoop loop(simulation->wire);
  runner::Options options;
  options.seed = "0";
  options.replay = false;
  options.show_secrets = true;
  Quiet quiet;
  const auto result = runner::run(loop, options, simulation->target, cases, quiet);
  if (!result) return std::unexpected(result.error().message);
  std::vector<Play> plays;
  std::set<std::string> known;
  for (const runner::CaseResult& each : result->cases) {
    Play play = play_of(each.outcome.wire);
    if (!play.steps.empty() && known.insert(text_of(play)).second) plays.push_back(std::move(play));
  }
  return plays;
}

}  // namespace campaign
