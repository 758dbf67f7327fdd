// See the header.
#include "campaign/gauge.h"

namespace campaign {
namespace {

constexpr net::Time finds_its_feet_within = std::chrono::milliseconds(500);

}  // namespace

void Gauge::begin(const Usage& usage, net::Time now) {
  floor_ = last_ = {usage, now, 0};
  settled_ = false;
}

std::optional<Kind> Gauge::look(const Usage& usage, net::Time now, std::uint64_t bytes_sent,
                                net::Time slowest) {
  const Sample before = last_;
  last_ = {usage, now, bytes_sent};
  const std::uint64_t sent = bytes_sent - before.bytes_sent;
  const std::uint64_t jump =
      usage.peak_bytes > before.usage.peak_bytes ? usage.peak_bytes - before.usage.peak_bytes : 0;
  if (jump >= jump_ && jump >= 20 * sent) return Kind::memory;
  if (!settled_) {
    settled_ = now - floor_.at >= finds_its_feet_within;
    if (settled_) floor_ = last_;
    return std::nullopt;
  }
  if (usage.resident_bytes >= floor_.usage.resident_bytes + growth_) return Kind::memory_not_returned;
  if (usage.descriptors >= floor_.usage.descriptors + descriptors_) return Kind::descriptors;
  const net::Time worked = usage.processor - before.usage.processor;
  if (slowest >= slow_ && worked * 2 >= now - before.at) return Kind::processor;
  return std::nullopt;
}

void Gauge::was_wrong(Kind kind) {
  switch (kind) {
    case Kind::memory:
    case Kind::memory_of_strangers: jump_ *= 2; break;
    case Kind::memory_not_returned: growth_ *= 2; break;
    case Kind::descriptors: descriptors_ *= 2; break;
    case Kind::processor: slow_ *= 2; break;
    default: break;
  }
}

}  // namespace campaign
