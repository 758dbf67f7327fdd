// See the header.
#include "runner/spare_brokers.h"

#include <algorithm>
#include <fmt/format.h>

namespace runner {
namespace {

/// Where the run points, with whom, is the user's choice for all of them.
Target as_chosen(Target made, const Target& chosen) {
  made.default_listener = chosen.default_listener;
  made.users = chosen.users;
  made.versions = chosen.versions;
  made.declared = chosen.declared;
  made.left_out = chosen.left_out;
  return made;
}

}  // namespace

SpareBrokers::~SpareBrokers() {
  if (errands_) errands_->end();  // none is under way for a broker that goes now
}

SpareBrokers::Spare::Spare(LaunchedBroker&& made, net::EventLoop& loop, const Target& like, Errands& errands)
    : broker(std::move(made)),
      target(as_chosen(broker.target(), like)),
      keeper(loop, target, lever_of(broker, loop, errands)) {}

void SpareBrokers::start(const LaunchedBroker& like, const Target& target, net::EventLoop& loop,
                         std::size_t count) {
  const std::size_t wanted = std::min(count, durable_instances_of(like.name()));
  if (wanted > 0) errands_ = std::make_unique<Errands>();
  LaunchOptions options;
  options.durable = true;
  for (std::size_t i = 0; i < wanted; ++i) {
    auto made = launch(like.name(), loop, options);
    if (!made) {
      why_none_ = made.error().message;
      return;
    }
    all_.push_back(std::make_unique<Spare>(std::move(*made), loop, target, *errands_));
  }
}

bool SpareBrokers::may_lend() const {
  bool some_will = false;
  for (const auto& spare : all_) {
    if (spare->lent || spare->keeper.busy()) {
      some_will = true;
    } else if (spare->keeper.running()) {
      return true;
    }
  }
  return !some_will;
}

SpareBrokers::Spare* SpareBrokers::lend() {
  for (const auto& spare : all_) {
    if (spare->lent || spare->keeper.busy() || !spare->keeper.running()) continue;
    spare->lent = true;
    return spare.get();
  }
  if (why_none_.empty()) why_none_ = "those that were started have ended and did not come back";
  return nullptr;
}

void SpareBrokers::take_back(Spare& spare) {
  spare.lent = false;
  spare.keeper.forget();
  spare.keeper.mend();
}

}  // namespace runner
