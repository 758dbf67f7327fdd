// What a campaign has seen brokers do so far. A play whose answers show anything new is worth keeping: it is
// the way to states that nobody described.
#pragma once

#include <bitset>
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "campaign/conversation.h"

namespace campaign {

/// What the broker did in these conversations, as numbers: which packet with which code it answered to which
/// packet, with which fault, and what followed what.
std::vector<std::uint32_t> behaviour_of(std::span<const Conversation> conversations);

class Novelty {
 public:
  Novelty() : seen_(std::make_unique<Seen>()) {}
  /// How many of them are new; from now on they are not.
  std::size_t take_in(std::span<const std::uint32_t> behaviour);
  std::size_t count() const { return count_; }

 private:
  using Seen = std::bitset<1U << 20U>;
  std::unique_ptr<Seen> seen_;
  std::size_t count_ = 0;
};

}  // namespace campaign
