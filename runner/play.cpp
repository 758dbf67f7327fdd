// See the header.
#include "runner/play.h"

#include <exception>
#include <fmt/format.h>

#include "runner/endpoints.h"

namespace runner {

CasePlay::CasePlay(net::EventLoop& loop, const Target& target, script::CasePlan plan,
                   client::Settings settings, std::function<void()> changed, Keeper* keeper)
    : loop_(loop),
      target_(target),
      plan_(std::move(plan)),
      player_(plan_, std::move(settings)),
      changed_(std::move(changed)),
      keeper_(keeper) {}

CasePlay::~CasePlay() {
  if (keeper_ != nullptr) keeper_->forget();
  loop_.close_channel(channel_);
}

template <typename Call>
void CasePlay::guarded(Call call) {
  if (done_) return;
  try {
    call();
    pump();
  } catch (const std::exception& error) {
    client::Outcome outcome;
    outcome.verdict = client::Verdict::error;
    outcome.reason = fmt::format("internal error: {}", error.what());
    outcome.duration = loop_.now() - started_;
    finish(std::move(outcome));
  }
}

void CasePlay::start() {
  net::Hooks hooks;
  hooks.event = [this](const client::Event& event, net::Time now) {
    guarded([&] {
      watch(event, now);
      player_.handle(event, now);
    });
  };
  hooks.timer = [this](net::Time now) { guarded([&] { player_.tick(now); }); };
  hooks.lag = [this](net::Time amount, net::Time now) { guarded([&] { player_.lag(amount, now); }); };
  hooks.lot = plan_.topic_root;
  channel_ = loop_.open_channel(std::move(hooks));
  started_ = loop_.now();
  guarded([&] { player_.start(started_); });
}

void CasePlay::abandon(std::string_view reason) {
  guarded([&] { player_.abandon(reason, loop_.now()); });
}

void CasePlay::watch(const client::Event& event, net::Time now) {
  // Who stops its broker may miss it.
  if (std::holds_alternative<client::OpenFailed>(event) && keeper_ == nullptr) unreachable_ = true;
  const auto* received = std::get_if<client::Received>(&event);
  if (received == nullptr) return;
  const auto waiting = connects_.find(received->connection);
  if (waiting == connects_.end()) return;
  slowest_connack_ = std::max(slowest_connack_, now - waiting->second);
  connects_.erase(waiting);
}

void CasePlay::pump() {
  for (auto actions = player_.take_actions(); !actions.empty(); actions = player_.take_actions()) {
    for (const client::Action& action : actions) carry_out(action);
  }
  const bool was_draining = draining_;
  draining_ = player_.draining();
  if (player_.done()) {
    finish(player_.outcome());
  } else {
    loop_.set_timer(channel_, player_.deadline());
    if (draining_ != was_draining) changed_();
  }
}

void CasePlay::carry_out(const client::Action& action) {
  constexpr char connect_byte = 0x10;
  if (const auto* open = std::get_if<client::OpenConnection>(&action)) {
    const script::ActorPlan& actor = plan_.actors.at(open->actor);
    script::ActorPlan wanted = actor;
    if (!open->transport.empty()) wanted.transport = open->transport;
    const std::string& certificate = open->certificate.empty() ? actor.certificate : open->certificate;
    const auto where = endpoint_for(target_, listener_for(target_, wanted), certificate);
    if (!where) throw std::runtime_error(fmt::format("no listener for {} in this target", actor.name));
    loop_.carry_out(channel_, action, &*where);
    return;
  }
  if (const auto* control = std::get_if<client::ControlBroker>(&action)) {
    if (keeper_ == nullptr) throw std::runtime_error("this broker cannot be stopped and started");
    return keeper_->carry_out(*control, [this](const std::expected<void, std::string>& how) {
      guarded([&] {
        player_.handle(client::BrokerAnswered{how.has_value(), how ? std::string() : how.error()},
                       loop_.now());
      });
    });
  }
  if (const auto* write = std::get_if<client::WriteBytes>(&action)) {
    if (write->bytes.starts_with(connect_byte)) connects_.emplace(write->connection, loop_.now());
  }
  loop_.carry_out(channel_, action);
}

void CasePlay::finish(client::Outcome outcome) {
  outcome_ = std::move(outcome);
  done_ = true;
  loop_.close_channel(channel_);
  changed_();
}

}  // namespace runner
