// See the header.
#include "campaign/wear.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <memory>
#include <set>

#include "campaign/playback.h"
#include "codec/packet.h"

namespace campaign {
namespace {

constexpr std::size_t lanes = 32;
constexpr std::uint64_t kilobyte = 1024;
constexpr std::uint64_t megabyte = 1024 * kilobyte;
/// Connections that were reset are gone from a broker a moment later.
constexpr net::Time settling = std::chrono::milliseconds(60);
constexpr net::Time longest_round = std::chrono::seconds(20);

std::string sessions(std::uint64_t bytes) {
  return bytes >= 10 * megabyte ? fmt::format("{} MiB", bytes / megabyte)
                                : fmt::format("{} KiB", bytes / kilobyte);
}

/// Several plays at a time, from a list, until all are over.
class Crowd {
 public:
  Crowd(net::EventLoop& loop, Host& host, net::Time patience)
      : loop_(loop), host_(host), patience_(patience) {
    for (auto& each : playbacks_)
      each = std::make_unique<Playback>(
          loop, host.where(), [this](const Play&, const Transcript&) { feed(); }, host.say());
  }

  /// `times` plays, the list from the beginning again when it is at its end. False: the broker ended, or it
  /// takes too long.
  bool run(std::span<const Play> plays, std::size_t times) {
    plays_ = plays;
    left_ = times;
    const net::Time until = loop_.now() + longest_round;
    feed();
    bool over = loop_.run_until([this] { return idle(); }, until);
    if (!over)
      for (auto& each : playbacks_) each->abandon();
    return over && !host_.ended();
  }

 private:
  bool idle() const {
    return left_ == 0 && std::ranges::none_of(playbacks_, [](const auto& each) { return each->busy(); });
  }
  void feed() {
    for (auto& each : playbacks_) {
      if (left_ == 0 || host_.ended()) {
        left_ = 0;
        return;
      }
      if (each->busy()) continue;
      each->start(plays_[--left_ % plays_.size()], patience_);
    }
  }

  net::EventLoop& loop_;
  Host& host_;
  net::Time patience_;
  std::array<std::unique_ptr<Playback>, lanes> playbacks_;
  std::span<const Play> plays_;
  std::size_t left_ = 0;
};

/// How much each round adds, the least of them; 0 when any gave something back.
template <typename Amount>
std::uint64_t steady_growth(const Wear& wear, Amount amount) {
  std::uint64_t least = ~std::uint64_t{0};
  for (std::size_t i = 1; i < wear.after.size(); ++i) {
    const std::uint64_t before = amount(wear.after[i - 1]);
    const std::uint64_t now = amount(wear.after[i]);
    least = std::min(least, now > before ? now - before : 0);
  }
  return wear.after.size() < 3 ? 0 : least;
}

}  // namespace

Play clearing_of(const Play& play) {
  Play clearing;
  std::set<std::string> seen;
  for (const Step& step : play.steps) {
    constexpr std::size_t flags_at = 9;  // behind a length of one byte and the name MQTT
    constexpr std::uint8_t new_session = 2;
    if (step.deed != Deed::send || step.bytes.size() <= flags_at || step.bytes[0] != '\x10') continue;
    std::string connect(pieces_of(step.bytes).front());
    const auto flags = static_cast<std::uint8_t>(connect.size() > flags_at ? connect[flags_at] : '\x04');
    // A Will is left as it is: taking it out would shift all that follows, and DISCONNECT puts an end to it.
    if (connect.size() <= flags_at || (flags & 1U) != 0) continue;
    connect[flags_at] = static_cast<char>(flags | new_session);
    if (!seen.insert(connect).second) continue;
    const auto actor = static_cast<std::uint8_t>(seen.size() % most_actors);
    clearing.steps.push_back({.actor = actor, .bytes = std::move(connect)});
    clearing.steps.push_back({.actor = actor, .waits = true, .bytes = std::string("\xE0\0", 2)});
    clearing.steps.push_back({.actor = actor, .deed = Deed::end, .bytes = {}});
  }
  return clearing;
}

std::optional<Wear> wear_of(net::EventLoop& loop, Host& host, std::span<const Play> plays,
                            const WearOptions& options) {
  if (plays.empty() || !host.restarts() || !host.fresh()) return std::nullopt;
  Wear wear{.plays_in_a_round = std::max(options.plays_in_a_round, plays.size()), .after = {}};
  wear.collects_garbage = collects_garbage(host.pid());
  std::vector<Play> clearing;
  for (const Play& play : plays)
    if (Play each = clearing_of(play); !each.steps.empty()) clearing.push_back(std::move(each));
  Crowd crowd(loop, host, options.patience);
  for (std::size_t round = 0; round <= options.rounds; ++round) {
    if (!crowd.run(plays, wear.plays_in_a_round)) return std::nullopt;
    if (!clearing.empty() && !crowd.run(clearing, clearing.size())) return std::nullopt;
    loop.run_until([] { return false; }, loop.now() + settling);
    const auto usage = usage_of(host.pid());
    if (!usage || host.ended()) return std::nullopt;
    if (round > 0) wear.after.push_back(*usage);
  }
  return wear;
}

std::optional<Suspicion> judge(const Wear& wear) {
  const std::uint64_t memory = steady_growth(wear, [](const Usage& each) { return each.resident_bytes; });
  const std::uint64_t descriptors = steady_growth(wear, [](const Usage& each) { return each.descriptors; });
  const auto plays = static_cast<std::uint64_t>(std::max<std::size_t>(wear.plays_in_a_round, 1));
  if (descriptors * 10 >= plays && descriptors >= 5)
    return Suspicion{Kind::descriptors,
                     "descriptors",
                     fmt::format("does not close {} descriptors each {} plays", descriptors, plays),
                     {}};
  // An allocator takes pages in large steps, and what collects garbage takes what it is given.
  const std::uint64_t enough =
      std::max(wear.collects_garbage ? 256 * megabyte : 512 * kilobyte, plays * kilobyte);
  if (memory >= enough)
    return Suspicion{Kind::memory_not_returned,
                     "memory",
                     fmt::format("keeps {} each {} plays, without end", sessions(memory), plays),
                     {}};
  return std::nullopt;
}

std::optional<Cost> cost_of(net::EventLoop& loop, Host& host, const Play& play, net::Time patience) {
  forget_peak(host.pid());
  const auto before = usage_of(host.pid());
  if (!before || host.ended()) return std::nullopt;
  Cost cost;
  cost.by_strangers = true;
  Playback playback(
      loop, host.where(),
      [&](const Play&, const Transcript& heard) {
        cost.bytes_sent = heard.bytes_sent;
        cost.packets_sent = heard.packets_sent;
        for (const Heard& each : heard.heard) {
          const std::string_view packet = heard.bytes_of(each);
          const bool accepted = packet.size() > 3 && packet[0] == '\x20' && packet[3] == 0;
          cost.by_strangers = cost.by_strangers && !accepted;
        }
      },
      host.say());
  playback.start(play, patience);
  // Its time ends when the broker has nothing to do any more, or after a second of work.
  const net::Time until = loop.now() + std::chrono::seconds(3);
  loop.run_until([&] { return !playback.busy(); }, until);
  playback.abandon();
  auto after = usage_of(host.pid());
  for (net::Time last{-1}; after && after->processor != last && loop.now() < until;) {
    last = after->processor;
    loop.run_until([] { return false; }, loop.now() + std::chrono::milliseconds(10));
    after = usage_of(host.pid());
  }
  if (!after || host.ended()) return std::nullopt;
  cost.memory = after->peak_bytes > before->resident_bytes ? after->peak_bytes - before->resident_bytes : 0;
  cost.processor = after->processor - before->processor;
  return cost;
}

std::optional<Suspicion> judge(const Cost& cost) {
  constexpr net::Time dear = std::chrono::milliseconds(40);
  if (cost.memory >= 8 * megabyte && cost.memory >= 200 * cost.bytes_sent) {
    const std::string_view whom = cost.by_strangers ? " of clients that it did not accept" : "";
    return Suspicion{
        cost.by_strangers ? Kind::memory_of_strangers : Kind::memory,
        "memory at once",
        fmt::format("takes {} of memory for {} bytes{}", sessions(cost.memory), cost.bytes_sent, whom),
        {}};
  }
  if (cost.processor >= dear && cost.processor >= cost.packets_sent * std::chrono::milliseconds(1))
    return Suspicion{
        Kind::processor,
        "processor time",
        fmt::format("works for {} ms on {} packets",
                    std::chrono::duration_cast<std::chrono::milliseconds>(cost.processor).count(),
                    cost.packets_sent),
        {}};
  return std::nullopt;
}

}  // namespace campaign
