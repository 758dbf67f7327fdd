// How many numbers are drawn for a segment does not depend on its size: TLS signatures are a byte longer or
// shorter from one run to the next, and that must shift nothing else.
#include "net/simulated_lane.h"

#include <algorithm>
#include <array>
#include <utility>

namespace net {

std::uint64_t WireRandom::next() {
  state_ += 0x9E3779B97F4A7C15ULL;
  std::uint64_t z = state_;
  z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31U);
}

Time Lane::delay() {
  const Time spread = weather_.longest_delay - weather_.shortest_delay;
  if (spread <= Time{}) return weather_.shortest_delay;
  return weather_.shortest_delay + Time(random_.below(static_cast<std::uint64_t>(spread.count()) + 1));
}

void Lane::move(Segment::Kind kind, std::string bytes, Time now) {
  last_due_ = std::max(last_due_, now + delay());
  const bool glued = weather_.cut && random_.below(2) == 0;
  if (kind == Segment::Kind::data && bytes.empty()) return;
  carried_ += bytes.size();
  moving_.push_back({last_due_, glued, {kind, std::move(bytes)}});
  agenda_.add(last_due_, wire_, what_);
}

void Lane::send(Segment::Kind kind, std::string bytes, Time now) {
  if (blocked_) return;
  if (!weather_.cut || kind != Segment::Kind::data) return move(kind, std::move(bytes), now);
  std::array<std::size_t, 3> cuts{};
  const std::uint64_t count = random_.below(cuts.size() + 1);
  for (std::size_t i = 0; i < count; ++i) {
    cuts[i] = static_cast<std::size_t>(random_.below(1U << 16U) * bytes.size() >> 16U);
  }
  const auto used = cuts.begin() + static_cast<std::ptrdiff_t>(count);
  std::sort(cuts.begin(), used);
  std::size_t at = 0;
  for (auto cut = cuts.begin(); cut != used; ++cut) {
    move(kind, bytes.substr(at, *cut - at), now);
    at = *cut;
  }
  move(kind, bytes.substr(at), now);
}

std::optional<Segment> Lane::take(Time now) {
  if (moving_.empty() || moving_.front().due > now) return std::nullopt;
  Segment taken = std::move(moving_.front().segment);
  moving_.pop_front();
  while (taken.kind == Segment::Kind::data && !moving_.empty() && moving_.front().glued &&
         moving_.front().due <= now && moving_.front().segment.kind == Segment::Kind::data) {
    taken.bytes += moving_.front().segment.bytes;
    moving_.pop_front();
  }
  carried_ -= taken.bytes.size();
  return taken;
}

void Lane::block() {
  blocked_ = true;
  moving_.clear();
  carried_ = 0;
}

}  // namespace net
