// A campaign in several parts: gone on with later, split over machines, and put together again.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "campaign/finding.h"
#include "campaign/play.h"

namespace campaign {

/// A machine's part: the `index`-th of `count`, from 1.
struct Shard {
  std::size_t index = 1;
  std::size_t count = 1;
};
/// "2/8"; nothing for what is no such thing.
std::optional<Shard> shard_from(std::string_view text);

/// The seed with which a part of a campaign is played: another for each shard, and for each time that it is
/// gone on with (`run`, from 0), so that none repeats what another has played. The whole and only run of a
/// campaign has the campaign's own.
std::uint64_t seed_of_part(std::uint64_t seed, const Shard& shard, std::size_t run);

/// The scenarios as a campaign takes them, the first to be played at the end: in an order that is the seed's,
/// those of this shard before the others.
std::vector<Play> in_order(std::vector<Play> scenarios, std::uint64_t seed, const Shard& shard);

/// What both campaigns did, the second behind the first.
Statistics one_after_the_other(const Statistics& first, const Statistics& second);

/// The results of several machines as one: findings by signature, each as the part has it that shows it most
/// surely and, among such, with the fewest bytes; how often it was met is added. A finding that one part
/// could not reproduce is the same as one that another could. Numbered anew in the order in which they were
/// found; the gravest first. `parts`: at least one, all against the same broker.
CampaignResult joined(std::span<const CampaignResult> parts);

/// Each play once.
std::vector<Play> joined_pools(std::span<const std::vector<Play>> pools);

}  // namespace campaign
