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

}  // namespace

Lever lever_of(net::EventLoop& simulated) {
  Lever lever;
  lever.begin = [&simulated](What what) -> std::expected<void, std::string> {
    if (!simulated.control_broker(what)) return std::unexpected("is not on a simulated wire");
    return {};
  };
  lever.over = [](What) { return well(); };
  lever.restarts_in_one = true;
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
  };
  auto progress = std::make_shared<Progress>();
  const auto start = [&broker, &errands, progress] {
    progress->started =
        errands.run<std::expected<void, std::string>>([&broker] { return broker.start_again(); });
  };
  Lever lever;
  lever.ready_within = broker.ready_within();
  lever.begin = [&broker, &loop, progress, start](What what) -> std::expected<void, std::string> {
    progress->since = loop.now();
    progress->starts = 1;
    if (what == What::start) {
      start();
    } else {
      broker.end(what == What::kill);
    }
    return {};
  };
  lever.over = [&broker, &loop, progress, start](What what) -> Answer {
    if (progress->started.valid()) {
      if (progress->started.wait_for(std::chrono::seconds(0)) != std::future_status::ready)
        return std::nullopt;
      if (auto started = progress->started.get(); !started) return started;
    }
    const auto status = broker.ended();
    if (what != What::start) {
      if (status) return well();
      if (loop.now() - progress->since < broker.stop_within()) return std::nullopt;
      return std::unexpected(fmt::format("did not end within {:.3g} s",
                                         std::chrono::duration<double>(broker.stop_within()).count()));
    }
    if (!status) return well();
    if (progress->starts++ < most_starts) {
      start();
      return std::nullopt;
    }
    return std::unexpected(fmt::format("{} when it was started again", net::describe(*status)));
  };
  return lever;
}

Lever lever_of(const BrokerCommands& commands) {
  const auto patience = std::chrono::milliseconds(static_cast<std::int64_t>(commands.ready_within_s * 1000));
  struct Progress {
    std::optional<net::ChildProcess> child;
    std::string words;
  };
  auto progress = std::make_shared<Progress>();
  Lever lever;
  lever.restarts_in_one = !commands.restart.empty();
  lever.ready_within = patience;
  lever.begin = [&commands, progress](What what) -> std::expected<void, std::string> {
    const auto& command = what == What::stop      ? commands.stop
                          : what == What::kill    ? commands.kill
                          : what == What::restart ? commands.restart
                                                  : commands.start;
    if (command.empty()) return std::unexpected("cannot be killed: the target file has no such command");
    auto child = net::ChildProcess::spawn({command, {}, {}});
    if (!child) return std::unexpected(fmt::format("cannot be controlled: {}", child.error()));
    progress->words = fmt::format("{}", fmt::join(command, " "));
    progress->child.emplace(std::move(*child));
    return {};
  };
  lever.over = [progress](What) -> Answer {
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

void Keeper::carry_out(const client::ControlBroker& wish, Done done) {
  what_ = wish.what;
  done_ = std::move(done);
  readiness_.reset();
  step_ = Step::doing;
  if (what_ == What::restart && !lever_.restarts_in_one) {
    what_ = What::stop;
    step_ = Step::starting_behind;
  }
  if (wish.broker == "right") {
    begun_ = std::unexpected("on the right is not one that can be stopped here");
  } else {
    if (what_ != What::start) running_ = false;
    begun_ = lever_.begin(what_);
  }
  loop_.set_timer(channel_, loop_.now() + between_looks);
}

void Keeper::mend() {
  mends_ = busy();
  if (!running_ && !mends_) carry_out({What::start, {}}, nullptr);
}

void Keeper::look() {
  if (step_ == Step::idle) return;
  if (!begun_) return finish(begun_);
  if (step_ == Step::answering) {
    if (auto answer = readiness_->poll()) return finish(std::move(*answer));
    // One that ends while it starts is not waited for.
    if (auto process = lever_.answers_at_once || what_ != What::start ? well() : lever_.over(what_);
        process && !*process)
      return finish(std::move(*process));
  } else if (auto done = lever_.over(what_)) {
    if (!*done) return finish(std::move(*done));
    if (step_ == Step::starting_behind) {
      what_ = What::start;
      step_ = Step::doing;
      begun_ = lever_.begin(what_);
    } else if ((what_ == What::start || what_ == What::restart) && !lever_.answers_at_once) {
      step_ = Step::answering;
      readiness_ = std::make_unique<Readiness>(loop_, target_, lever_.ready_within);
    } else {
      return finish({});
    }
  }
  loop_.set_timer(channel_, loop_.now() + between_looks);
}

void Keeper::finish(std::expected<void, std::string> how) {
  step_ = Step::idle;
  readiness_.reset();
  if (how) running_ = what_ != What::stop && what_ != What::kill;
  if (const Done done = std::exchange(done_, nullptr)) done(std::move(how));
  if (std::exchange(mends_, false)) mend();
}

}  // namespace runner
