// See the header.
#include "campaign/join.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <functional>
#include <iterator>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "codec/random/random.h"

namespace campaign {
namespace {

/// FNV-1a: a scenario belongs to the same shard on every machine.
std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 14'695'981'039'346'656'037U;
  for (const char each : text) hash = (hash ^ static_cast<std::uint8_t>(each)) * 1'099'511'628'211U;
  return hash;
}

std::size_t bytes_of(const Finding& finding) {
  std::size_t sum = 0;
  for (const Play& play : finding.plays) sum += campaign::bytes_of(play);
  return sum;
}

double rate_of(const Finding& finding) {
  return finding.tries == 0 ? 0
                            : static_cast<double>(finding.reproduced) / static_cast<double>(finding.tries);
}

/// Whether the first is the one to keep.
bool is_better(const Finding& one, const Finding& other) {
  const auto measure = [](const Finding& each) {
    return std::tuple(each.suspicion.kind == Kind::unreproduced, -rate_of(each), bytes_of(each));
  };
  return measure(one) < measure(other);
}

bool are_the_same(const Finding& one, const Finding& other) {
  const bool kinds_fit = one.suspicion.kind == other.suspicion.kind ||
                         one.suspicion.kind == Kind::unreproduced ||
                         other.suspicion.kind == Kind::unreproduced;
  return kinds_fit && one.suspicion.signature == other.suspicion.signature;
}

}  // namespace

std::optional<Shard> shard_from(std::string_view text) {
  const auto number = [](std::string_view digits) -> std::optional<std::size_t> {
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    return value;
  };
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto index = number(text.substr(0, slash));
  const auto count = number(text.substr(slash + 1));
  if (!index || !count || *index < 1 || *index > *count) return std::nullopt;
  return Shard{*index, *count};
}

std::uint64_t seed_of_part(std::uint64_t seed, const Shard& shard, std::size_t run) {
  if (shard.count == 1 && run == 0) return seed;
  codec::Random of_shard(seed ^ (shard.count == 1 ? 0 : shard.index * 0x1'0000'0000U + shard.count));
  return codec::Random(of_shard.next() + run).next();
}

std::vector<Play> in_order(std::vector<Play> scenarios, std::uint64_t seed, const Shard& shard) {
  codec::Random random(seed);
  for (std::size_t i = scenarios.size(); i > 1; --i) std::swap(scenarios[i - 1], scenarios[random.below(i)]);
  std::vector<Play> ordered;
  ordered.reserve(scenarios.size());
  const auto is_ours = [&](const Play& play) {
    return hash_of(text_of(play)) % shard.count == shard.index - 1;
  };
  std::ranges::copy_if(scenarios, std::back_inserter(ordered), std::not_fn(is_ours));
  std::ranges::copy_if(scenarios, std::back_inserter(ordered), is_ours);
  return ordered;
}

Statistics one_after_the_other(const Statistics& first, const Statistics& second) {
  Statistics both = second;
  both.elapsed_s += first.elapsed_s;
  both.plays += first.plays;
  both.packets_sent += first.packets_sent;
  both.packets_heard += first.packets_heard;
  both.bystander_messages += first.bystander_messages;
  // The pool is played again to begin with, so the second has seen what the first had, if it came so far.
  both.pool = std::max(first.pool, second.pool);
  both.behaviours = std::max(first.behaviours, second.behaviours);
  both.places = std::max(first.places, second.places);
  both.last_new_s =
      second.behaviours > first.behaviours ? first.elapsed_s + second.last_new_s : first.last_new_s;
  both.bytes_sent += first.bytes_sent;
  both.restarts += first.restarts;
  both.trials += first.trials;
  both.confirming_s += first.confirming_s;
  return both;
}

CampaignResult joined(std::span<const CampaignResult> parts) {
  CampaignResult all = parts.front();
  all.shard.clear();
  all.command.clear();
  all.findings.clear();
  all.no_broker = false;
  all.ended_because = fmt::format("{} campaigns were joined", parts.size());
  all.runs = 0;
  all.statistics = {};
  std::uint64_t seeds = 0;
  for (const CampaignResult& part : parts) {
    const double last_new = std::max(all.statistics.last_new_s, part.statistics.last_new_s);
    all.statistics = one_after_the_other(all.statistics, part.statistics);
    all.statistics.last_new_s = last_new;
    all.runs += part.runs;
    all.scenarios_left = std::min(all.scenarios_left, part.scenarios_left);
    if (part.seed != all.seed) seeds = hash_of(fmt::format("{:x} {}", seeds, part.seed));
    for (const Finding& finding : part.findings) {
      const auto same = std::ranges::find_if(
          all.findings, [&](const Finding& each) { return are_the_same(each, finding); });
      if (same == all.findings.end()) {
        all.findings.push_back(finding);
        continue;
      }
      const std::size_t times = same->times + finding.times;
      const double found_after_s = std::min(same->found_after_s, finding.found_after_s);
      if (is_better(finding, *same)) *same = finding;
      same->times = times;
      same->found_after_s = found_after_s;
    }
  }
  if (seeds != 0) all.seed = fmt::format("{:x}", seeds);
  std::ranges::sort(all.findings, {}, &Finding::found_after_s);
  std::size_t number = 0;
  for (Finding& finding : all.findings) finding.number = ++number;
  std::ranges::sort(all.findings, {}, [](const Finding& each) {
    return std::pair(severity_of(each.suspicion.kind), each.number);
  });
  return all;
}

std::vector<Play> joined_pools(std::span<const std::vector<Play>> pools) {
  std::vector<Play> all;
  std::set<std::string> known;
  for (const auto& pool : pools)
    for (const Play& play : pool)
      if (known.insert(text_of(play)).second) all.push_back(play);
  return all;
}

}  // namespace campaign
