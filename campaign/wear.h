// What plays cost a broker: memory and processor time for a single one, and what is not given back when they
// are played again and again. Measuring is apart from judging, so that the judgement is tested without a
// broker.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "campaign/host.h"
#include "campaign/play.h"
#include "campaign/process.h"
#include "campaign/suspicion.h"
#include "net/event_loop.h"

namespace campaign {

/// The plays again and again, the sessions that they leave cleared away behind each round.
struct Wear {
  std::size_t plays_in_a_round{};
  std::vector<Usage> after;  ///< each round, the first one not: it warms up
  bool collects_garbage{};
};

struct WearOptions {
  std::size_t rounds = 4;
  std::size_t plays_in_a_round = 100;  ///< at least
  net::Time patience = std::chrono::milliseconds(100);
};

/// On a fresh broker. Nothing when it cannot be had or ended on the way: other oracles see that.
std::optional<Wear> wear_of(net::EventLoop& loop, Host& host, std::span<const Play> plays,
                            const WearOptions& options);
/// Memory or descriptors that grow with each round.
std::optional<Suspicion> judge(const Wear& wear);

/// One play, once.
struct Cost {
  std::uint64_t bytes_sent{};
  std::uint64_t packets_sent{};
  std::uint64_t memory{};  ///< at its peak, above what was there before
  net::Time processor{};
  bool by_strangers{};  ///< none of its connections was accepted
};

/// On the broker that runs; nothing when its process is not ours to look at, or ends.
std::optional<Cost> cost_of(net::EventLoop& loop, Host& host, const Play& play, net::Time patience);
/// Much memory or much time for few bytes.
std::optional<Suspicion> judge(const Cost& cost);

/// Connects once more under each name that the play uses, with a new session, and leaves in order: nothing is
/// left of it then but what the standard lets a broker keep.
Play clearing_of(const Play& play);

}  // namespace campaign
