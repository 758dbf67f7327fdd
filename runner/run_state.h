// The run while it goes on. Internal to run(): what the main pass, the replays and the clock share.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "runner/calibrate.h"
#include "runner/case_book.h"
#include "runner/pool.h"
#include "runner/pulse.h"
#include "runner/run.h"
#include "runner/secrets.h"
#include "runner/spare_brokers.h"
#include "runner/venue.h"

namespace runner {

class RunState {
 public:
  RunState(net::EventLoop& loop, const Options& options, const Target& target, Listener& listener,
           LaunchedBroker* launched, Probe probe, std::string seed);

  void take_cases(const std::vector<script::CaseInfo>& cases);
  /// Behind take_cases(): what the cases need that stop and start their broker.
  void prepare_brokers();
  void calibrate();
  /// Main pass and replays, until every case is decided or the run is cut short.
  void play_all();
  RunResult result();

  bool nothing_to_judge() const { return records_.empty(); }
  const Probe& probe() const { return probe_; }

 private:
  enum class Stop : std::uint8_t { no, interrupted, deadline, broker_died };

  void main_pass(const std::vector<std::size_t>& order);
  void replay_pass();
  void run_pool();
  bool step();
  void tick(net::Time now);
  void stop(Stop why, std::string reason);
  bool mending() const;
  void on_death(const std::string& how);

  Pool::Task main_task(std::size_t index);
  Pool::Task replay_task(std::size_t index);
  std::unique_ptr<CasePlay> make_play(std::size_t index, bool replay, std::function<void()> changed);
  void main_play_done(std::size_t index, const CasePlay& play);
  void replay_done(std::size_t index, const CasePlay& play);
  /// The keeper of the broker that the case may stop; null when there is none, and then the case is decided.
  Keeper* keeper_for(std::size_t index, Venue& venue);
  void give_back(std::size_t index);
  void tell_listener(CaseResult& result, const Venue& venue) const;
  void look_at(const CasePlay& play);
  void clean_up(const CasePlay& play);
  /// The broker that the case plays against, when we started it; else null.
  const LaunchedBroker* broker_of(std::size_t index) const;
  /// The play's outcome, with what that broker printed since the play was made.
  client::Outcome outcome_of(std::size_t index, const CasePlay& play) const;
  void ask_canary(std::size_t index, bool then_finish);
  void finish(std::size_t index);
  bool is_known(const CaseRecord& record) const;

  client::Settings settings(const Venue& venue, codec::Version version, bool replay) const;
  script::Environment environment(const Venue& venue, codec::Version version) const;
  std::vector<std::size_t> order() const;
  Standing standing() const;

  net::EventLoop& loop_;
  const Options& options_;
  const Target& target_;
  Listener& listener_;
  LaunchedBroker* launched_;
  Probe probe_;
  std::vector<Venue> venues_;
  std::string seed_;
  Secrets secrets_;
  Pulse pulse_;
  Calibration calibration_;
  SpareBrokers spares_;             ///< before the plays that use them
  std::unique_ptr<Keeper> keeper_;  ///< of the target itself, where cases that stop it are alone
  std::map<std::size_t, SpareBrokers::Spare*> lent_;            ///< by the case
  std::map<std::size_t, Venue> own_venues_;                     ///< of such cases
  std::map<std::size_t, LaunchedBroker::LogPlace> log_places_;  ///< by the case: where its play began
  Pool pool_;
  std::vector<CaseRecord> records_;
  std::set<std::size_t> suspects_;     ///< to be replayed
  std::set<std::size_t> unreached_;    ///< their last play found no broker
  std::set<std::size_t> await_pulse_;  ///< failed, and then the canary found no broker
  std::set<std::string> told_slow_;
  net::Time begin_{};
  net::Time main_begin_{};
  net::Time main_pass_{};
  net::Time next_tick_{};
  net::Time halved_at_{};
  std::size_t slow_connacks_{};  ///< of the last plays, one after the other
  std::size_t finished_ = 0;
  std::size_t failed_ = 0;
  std::size_t canaries_ = 0;
  bool replaying_ = false;
  Stop stop_ = Stop::no;
  bool stopped_ = false;
  std::string stop_reason_;
  std::string death_text_;
};

}  // namespace runner
