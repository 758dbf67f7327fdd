// One play of one case on the event loop: the player's wishes go to sockets, what sockets say goes to the
// player. An exception in it ends this play alone.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "client/player.h"
#include "net/event_loop.h"
#include "runner/keeper.h"
#include "runner/target.h"

namespace runner {

class CasePlay {
 public:
  /// `keeper` is needed for plans that stop or start the broker; it must outlive the play.
  /// `changed` is called when draining() or done() may have changed; it must not destroy the play.
  CasePlay(net::EventLoop& loop, const Target& target, script::CasePlan plan, client::Settings settings,
           std::function<void()> changed, Keeper* keeper = nullptr);
  ~CasePlay();
  CasePlay(const CasePlay&) = delete;
  CasePlay& operator=(const CasePlay&) = delete;

  void start();
  void abandon(std::string_view reason);

  bool draining() const { return draining_; }
  bool done() const { return done_; }
  /// Valid once done(). After an internal error: the verdict `error`, and the reason.
  const client::Outcome& outcome() const { return outcome_; }
  const script::CasePlan& plan() const { return plan_; }
  net::Time started() const { return started_; }
  /// Some connection could not be opened at all: the broker may be gone.
  bool unreachable() const { return unreachable_; }
  /// The longest that a CONNACK let wait so far.
  net::Time slowest_connack() const { return slowest_connack_; }

 private:
  template <typename Call>
  void guarded(Call call);
  void pump();
  void carry_out(const client::Action& action);
  void watch(const client::Event& event, net::Time now);
  void finish(client::Outcome outcome);

  net::EventLoop& loop_;
  const Target& target_;
  script::CasePlan plan_;
  client::Player player_;
  std::function<void()> changed_;
  Keeper* keeper_;
  net::Channel channel_{};
  client::Outcome outcome_;
  net::Time started_{};
  net::Time slowest_connack_{};
  std::map<client::ConnectionId, net::Time> connects_;  ///< CONNECT sent, nothing came yet
  bool draining_ = false;
  bool done_ = false;
  bool unreachable_ = false;
};

}  // namespace runner
