// See the header.
#include "runner/keeper.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <memory>

#include "net/child_process.h"

namespace runner {
namespace {

using What = client::ControlBroker::What;
using Answer = std::optional<std::expected<void, std::string>>;

constexpr std::chrono::milliseconds no_patience{0};
constexpr net::Time between_looks = std::chrono::milliseconds(2);

Answer well() {
  return std::expected<void, std::string>();
}

/// The broker that is meant.
Side side_of(const client::ControlBroker& wish) {
  return wish.broker == "right" ? Side::right : Side::left;
}

bool is_about_link(What what) {
  return what == What::cut_link || what == What::restore_link;
}

/// Behind it something runs, or is linked again.
bool restores(What what) {
  return what == What::start || what == What::restart || what == What::restore_link;
}

/// What a link that is cut at a packet waits for.
struct Trap {
  std::optional<codec::PacketType> at;
  net::Time since{};
};

std::expected<void, std::string> begin_on_link(net::BrokerLink* link, const client::ControlBroker& wish,
                                               Trap& trap, net::Time now) {
  if (link == nullptr) return std::unexpected("is none that can be cut here");
  if (wish.what == What::restore_link) {
    trap.since = now;
    return {};
  }
  trap.at = wish.at;
  if (wish.at) {
    link->cut_at(*wish.at);
  } else {
    link->cut();
  }
  return {};
}

/// It is restored behind the cut. A packet that does not come is no news of the broker's: other ways lead to
/// the same end.
Answer link_is_restored(net::BrokerLink& link, const Trap& trap, net::Time now) {
  constexpr std::chrono::seconds patience_with_packet{10};
  if (!link.is_cut() && now - trap.since < patience_with_packet) return std::nullopt;
  const bool was_cut = link.is_cut();
  link.restore();
  if (was_cut) return well();
  return std::unexpected(fmt::format("was to be cut at {}, and none crossed within {} s",
                                     trap.at ? codec::name_of(*trap.at) : "a packet",
                                     patience_with_packet.count()));
}

}  // namespace

Lever lever_of(net::EventLoop& simulated) {
  Lever lever;
  lever.begin = [&simulated](const client::ControlBroker& wish) -> std::expected<void, std::string> {
    if (is_about_link(wish.what) || side_of(wish) == Side::right)
      return std::unexpected("is not there: one broker is simulated");
    if (!simulated.control_broker(wish.what)) return std::unexpected("is not on a simulated wire");
    return {};
  };
  lever.over = [](const client::ControlBroker&) { return well(); };
  lever.restarts_in_one = [](const std::string&) { return true; };
  lever.answers_at_once = true;
  return lever;
}

Lever lever_of(LaunchedBroker& broker, net::EventLoop& loop, Errands& errands) {
  constexpr int most_starts = 3;  // a port may still be held for a moment
  struct Progress {
    net::Time since{};
    int starts{};
    std::future<std::expected<void, std::string>>
        started;  ///< as long as this is open the broker is not ours
    Trap trap;
  };
  auto progress = std::make_shared<Progress>();
  const auto start = [&broker, &errands, progress](Side side) {
    progress->started =
        errands.run<std::expected<void, std::string>>([&broker, side] { return broker.start_again(side); });
  };
  Lever lever;
  lever.ready_within = broker.ready_within();
  lever.begin = [&broker, &loop, progress,
                 start](const client::ControlBroker& wish) -> std::expected<void, std::string> {
    if (is_about_link(wish.what)) return begin_on_link(broker.link(), wish, progress->trap, loop.now());
    progress->since = loop.now();
    progress->starts = 1;
    if (wish.what == What::start) {
      start(side_of(wish));
    } else {
      broker.end(wish.what == What::kill, side_of(wish));
    }
    return {};
  };
  lever.over = [&broker, &loop, progress, start](const client::ControlBroker& wish) -> Answer {
    if (wish.what == What::restore_link) return link_is_restored(*broker.link(), progress->trap, loop.now());
    if (wish.what == What::cut_link) return well();
    if (progress->started.valid()) {
      if (progress->started.wait_for(std::chrono::seconds(0)) != std::future_status::ready)
        return std::nullopt;
      if (auto started = progress->started.get(); !started) return started;
    }
    const auto status = broker.ended(side_of(wish));
    if (wish.what != What::start) {
      if (status) return well();
      if (loop.now() - progress->since < broker.stop_within()) return std::nullopt;
      return std::unexpected(fmt::format("did not end within {:.3g} s",
                                         std::chrono::duration<double>(broker.stop_within()).count()));
    }
    if (!status) return well();
    if (progress->starts++ < most_starts) {
      start(side_of(wish));
      return std::nullopt;
    }
    return std::unexpected(fmt::format("{} when it was started again", net::describe(*status)));
  };
  return lever;
}

namespace {

const std::vector<std::string>& command_for(const BrokerCommands& commands,
                                            const client::ControlBroker& wish) {
  const CommandsOfOne& one = side_of(wish) == Side::right ? commands.right : commands.broker;
  switch (wish.what) {
    case What::stop: return one.stop;
    case What::kill: return one.kill;
    case What::start: return one.start;
    case What::cut_link: return commands.link_cut;
    case What::restore_link: return commands.link_restored;
    case What::restart: break;
  }
  return one.restart;
}

}  // namespace

Lever lever_of(const BrokerCommands& commands) {
  const auto patience = std::chrono::milliseconds(static_cast<std::int64_t>(commands.ready_within_s * 1000));
  struct Progress {
    std::optional<net::ChildProcess> child;
    std::string words;
  };
  auto progress = std::make_shared<Progress>();
  Lever lever;
  lever.restarts_in_one = [&commands](const std::string& broker) {
    return !(broker == "right" ? commands.right : commands.broker).restart.empty();
  };
  lever.ready_within = patience;
  lever.begin = [&commands, progress](const client::ControlBroker& wish) -> std::expected<void, std::string> {
    const auto& command = command_for(commands, wish);
    if (command.empty())
      return std::unexpected(fmt::format("cannot be {}: the target file has no such command",
                                         wish.what == What::kill ? "killed" : "controlled"));
    auto child = net::ChildProcess::spawn({command, {}, {}});
    if (!child) return std::unexpected(fmt::format("cannot be controlled: {}", child.error()));
    progress->words = fmt::format("{}", fmt::join(command, " "));
    progress->child.emplace(std::move(*child));
    return {};
  };
  lever.over = [progress](const client::ControlBroker&) -> Answer {
    if (!progress->child) return well();
    const auto status = progress->child->poll();
    if (!status) return std::nullopt;
    progress->child->stop(no_patience);
    const std::string said = progress->child->log();
    progress->child.reset();
    if (status->success()) return well();
    return std::unexpected(fmt::format("cannot be controlled: `{}` {}{}{}", progress->words,
                                       net::describe(*status), said.empty() ? "" : ": ", said));
  };
  return lever;
}

Keeper::Keeper(net::EventLoop& loop, const Target& target, Lever lever)
    : loop_(loop), target_(target), lever_(std::move(lever)) {
  net::Hooks hooks;
  hooks.timer = [this](net::Time) { look(); };
  channel_ = loop_.open_channel(std::move(hooks));
}

Keeper::~Keeper() {
  loop_.close_channel(channel_);
}

bool& Keeper::standing_of(const client::ControlBroker& wish) {
  if (is_about_link(wish.what)) return link_holds_;
  return side_of(wish) == Side::right ? right_runs_ : left_runs_;
}

void Keeper::carry_out(const client::ControlBroker& wish, Done done) {
  done_ = std::move(done);
  to_mend_.clear();
  begin(wish);
}

void Keeper::begin(client::ControlBroker wish) {
  wish_ = std::move(wish);
  readiness_.reset();
  step_ = Step::doing;
  if (wish_.what == What::restart && !(lever_.restarts_in_one && lever_.restarts_in_one(wish_.broker))) {
    wish_.what = What::stop;
    step_ = Step::starting_behind;
  }
  begun_ = lever_.begin(wish_);
  // What could not be begun left everything as it was.
  if (begun_ && wish_.what != What::start && wish_.what != What::restore_link) standing_of(wish_) = false;
  loop_.set_timer(channel_, loop_.now() + between_looks);
}

void Keeper::mend() {
  mends_ = busy();
  if (mends_) return;
  to_mend_.clear();
  // A cut that still waits for its packet is made now.
  if (!link_holds_) to_mend_ = {{.what = What::cut_link}, {.what = What::restore_link}};
  if (!left_runs_) to_mend_.push_back({.what = What::start});
  if (!right_runs_) to_mend_.push_back({.what = What::start, .broker = "right"});
  mend_next();
}

void Keeper::mend_next() {
  if (to_mend_.empty()) return;
  auto wish = std::move(to_mend_.front());
  to_mend_.pop_front();
  begin(std::move(wish));
}

void Keeper::look() {
  if (step_ == Step::idle) return;
  if (!begun_) return finish(begun_);
  if (step_ == Step::answering) {
    if (auto answer = readiness_->poll()) return finish(std::move(*answer));
    // One that ends while it starts is not waited for.
    if (auto process = lever_.answers_at_once || wish_.what != What::start ? well() : lever_.over(wish_);
        process && !*process)
      return finish(std::move(*process));
  } else if (auto done = lever_.over(wish_)) {
    if (!*done) return finish(std::move(*done));
    if (step_ == Step::starting_behind) {
      wish_.what = What::start;
      step_ = Step::doing;
      begun_ = lever_.begin(wish_);
    } else if ((wish_.what == What::start || wish_.what == What::restart) && !lever_.answers_at_once) {
      step_ = Step::answering;
      readiness_ = std::make_unique<Readiness>(loop_, target_, lever_.ready_within, wish_.broker);
    } else {
      return finish({});
    }
  }
  loop_.set_timer(channel_, loop_.now() + between_looks);
}

void Keeper::finish(std::expected<void, std::string> how) {
  step_ = Step::idle;
  readiness_.reset();
  if (how) standing_of(wish_) = restores(wish_.what);
  if (const Done done = std::exchange(done_, nullptr)) done(std::move(how));
  if (step_ != Step::idle) return;
  if (std::exchange(mends_, false)) {
    mend();
  } else {
    mend_next();
  }
}

}  // namespace runner
