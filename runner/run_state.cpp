// The passes of a run and what happens around them: clock, broker, interruption.
#include "runner/run_state.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <random>

#include "runner/play_settings.h"

namespace runner {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr net::Time tick_interval = milliseconds(100);
constexpr net::Time forever = std::chrono::hours(24 * 365);
constexpr net::Time slow_case = seconds(3);
constexpr net::Time just_before_death = seconds(1);
constexpr std::size_t most_jobs = 200;
constexpr std::size_t replays_at_once = 4;
constexpr std::size_t handshakes_at_once = 50;

bool tagged(const CaseRecord& record, std::string_view tag) {
  return std::ranges::find(record.info.tags, tag) != record.info.tags.end();
}

double in_seconds(net::Time time) {
  return std::chrono::duration<double>(time).count();
}

std::uint64_t number_of(const std::string& seed) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : seed) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return hash;
}

}  // namespace

RunState::RunState(net::EventLoop& loop, const Options& options, const Target& target, Listener& listener,
                   LaunchedBroker* launched, Probe probe, std::string seed)
    : loop_(loop),
      options_(options),
      target_(target),
      listener_(listener),
      launched_(launched),
      probe_(std::move(probe)),
      venues_(venues_of(target, probe_)),
      seed_(std::move(seed)),
      secrets_(options.show_secrets ? Secrets() : Secrets(target)),
      pulse_(loop, target, launched),
      pool_(std::clamp<std::size_t>(options.jobs, 1, most_jobs)),
      begin_(loop.now()) {
  loop_.limit_handshakes(handshakes_at_once);
  loop_.on_signal([this](int) { stop(Stop::interrupted, "the run was interrupted"); });
}

void RunState::take_cases(const std::vector<script::CaseInfo>& cases) {
  for (const script::CaseInfo& info : cases) {
    if (std::ranges::find(probe_.versions, info.version) == probe_.versions.end()) continue;
    CaseRecord record;
    record.info = info;
    // A message without a topic leaves the case's own root: it may reach who has just subscribed to an empty
    // filter.
    if (info.of_matrix && info.row == "topic-empty") record.info.tags.emplace_back("exclusive");
    record.result = case_result_of(info);
    records_.push_back(std::move(record));
  }
}

/// A broker that we started has spares, so that cases which stop theirs run beside all others. Of any other
/// target there is one: then they are alone.
void RunState::prepare_brokers() {
  const auto count = static_cast<std::size_t>(
      std::ranges::count_if(records_, [](const CaseRecord& each) { return each.info.controls_broker; }));
  if (count == 0 || !target_.control) return;
  if (target_.simulated) {
    keeper_ = std::make_unique<Keeper>(loop_, target_, lever_of(loop_));
  } else if (target_.control->commands.given()) {
    keeper_ = std::make_unique<Keeper>(loop_, target_, lever_of(target_.control->commands));
  } else if (launched_ != nullptr) {
    spares_.start(*launched_, target_, loop_, count);
  }
}

void RunState::calibrate() {
  calibration_ =
      runner::calibrate(loop_, target_, probe_, environment(venues_.front(), probe_.versions.front()),
                        pool_.slots(), [this] { return stop_ != Stop::no; });
  if (calibration_.crowded() && pool_.slots() > 1) {
    pool_.set_slots(pool_.slots() / 2);
    listener_.note(fmt::format("a delivery took {:.2f} s: {} cases at once",
                               in_seconds(calibration_.slowest_delivery), pool_.slots()));
  }
  if (!calibration_.keeps_order) {
    listener_.note("the broker changed the order of messages of one publisher and topic: fences wait longer");
  }
  if (options_.timeout_s) {
    calibration_.timeout = net::Time(static_cast<net::Time::rep>(*options_.timeout_s * 1e9));
  }
}

/// Slow cases first, all together, since they set the length of the run; exclusive ones last, alone; the rest
/// shuffled, so that cases which disturb each other do not do so in every run.
std::vector<std::size_t> RunState::order() const {
  std::vector<std::size_t> shuffled(records_.size());
  for (std::size_t i = 0; i < shuffled.size(); ++i) shuffled[i] = i;
  std::mt19937_64 random(number_of(seed_));
  for (std::size_t i = shuffled.size(); i > 1; --i) std::swap(shuffled[i - 1], shuffled[random() % i]);
  std::array<std::vector<std::size_t>, 3> groups;
  for (const std::size_t index : shuffled) {
    const CaseRecord& record = records_[index];
    groups[tagged(record, "exclusive") || (record.info.controls_broker && keeper_) ? 2
           : tagged(record, "slow")                                                ? 0
                                                                                   : 1]
        .push_back(index);
  }
  std::vector<std::size_t> all;
  for (const auto& group : groups) all.insert(all.end(), group.begin(), group.end());
  return all;
}

void RunState::play_all() {
  main_begin_ = loop_.now();
  std::vector<std::size_t> left = order();
  while (!left.empty() && stop_ == Stop::no) {
    main_pass(left);
    replay_pass();
    if (options_.fail_fast && failed_ > 0) break;
    std::erase_if(left, [this](std::size_t index) {
      return records_[index].decided || records_[index].result.plays > 0;
    });
  }
  if (keeper_ && !keeper_->running())
    listener_.note("a case stopped the broker, and it did not come back: it is left as it is");
  const std::string reason = stop_ == Stop::no ? "another case had failed (--fail-fast)" : stop_reason_;
  for (std::size_t i = 0; i < records_.size(); ++i) {
    if (!records_[i].decided) {
      give_up(records_[i], reason);
      finish(i);
    }
  }
}

void RunState::main_pass(const std::vector<std::size_t>& order) {
  const net::Time since = loop_.now();
  for (const std::size_t index : order) pool_.add(main_task(index));
  run_pool();
  main_pass_ += loop_.now() - since;
}

void RunState::replay_pass() {
  if (suspects_.empty() || stop_ != Stop::no) return;
  replaying_ = true;
  const std::size_t slots = pool_.slots();
  pool_.set_slots(std::min(slots, replays_at_once));
  for (const std::size_t index : std::exchange(suspects_, {})) pool_.add(replay_task(index));
  run_pool();
  pool_.set_slots(slots);
  replaying_ = false;
}

void RunState::run_pool() {
  loop_.run_until([this] { return step(); }, forever);
  for (const std::size_t index : std::exchange(await_pulse_, {})) {
    if (stop_ == Stop::broker_died) continue;  // its replay may have met the end of the broker
    records_[index].decided = true;
    finish(index);
  }
}

bool RunState::step() {
  pool_.step();
  const net::Time now = loop_.now();
  if (now >= next_tick_) tick(now);
  if (stop_ != Stop::no && !stopped_) {
    stopped_ = true;
    pool_.drop_waiting();
    pool_.abandon(stop_reason_);
    pool_.step();
    pool_.drop_waiting();
  }
  return pool_.idle() && !mending() && (stop_ != Stop::no || !pulse_.undecided());
}

void RunState::tick(net::Time now) {
  next_tick_ = now + tick_interval;
  for (const Pool::Running& each : pool_.running()) {
    if (each.play->unreachable()) pulse_.suspect();
    // What is slow on a simulated wire takes no longer for it.
    if (!target_.simulated && now - each.since > slow_case && told_slow_.insert(each.id).second) {
      listener_.slow(each.id, in_seconds(now - each.since));
    }
  }
  if (stop_ == Stop::no) {
    if (const auto how = pulse_.check()) on_death(*how);
  }
  pool_.hold(pulse_.undecided() || mending());
  pool_.look_again();
  if (stop_ == Stop::no && options_.deadline_s && in_seconds(now - begin_) >= *options_.deadline_s) {
    stop(Stop::deadline, fmt::format("the deadline of {:.6g} s was reached", *options_.deadline_s));
  }
  if (!target_.simulated) listener_.standing(standing());
}

/// The broker was left stopped, and is being started.
bool RunState::mending() const {
  return keeper_ != nullptr && keeper_->busy();
}

void RunState::stop(Stop why, std::string reason) {
  if (stop_ != Stop::no) return;
  stop_ = why;
  stop_reason_ = std::move(reason);
}

/// Cases that run now, and those that failed in the last second: their connections ended before the process
/// was seen to.
void RunState::on_death(const std::string& how) {
  std::size_t count = 0;
  const auto mark = [&count](CaseRecord& record) {
    if (!record.result.running_when_broker_died) ++count;
    record.result.running_when_broker_died = true;
  };
  const net::Time suspected = pulse_.undecided() ? pulse_.suspected_since() : loop_.now();
  for (const std::size_t index : unreached_) {
    if (records_[index].decided || records_[index].first_failure) continue;
    records_[index].result = case_result_of(records_[index].info);  // as if it had never been started
  }
  for (const Pool::Running& each : pool_.running()) {
    if (each.play->unreachable()) continue;
    const auto record = std::ranges::find(records_, each.id, [](const auto& one) { return one.info.id; });
    if (record != records_.end()) mark(*record);
  }
  for (CaseRecord& record : records_) {
    const bool failed = record.first_failure.has_value() && !record.decided;
    // A close can also read as a refusal, which leaves the case inconclusive.
    const bool refused = record.result.verdict == client::Verdict::inconclusive && record.result.plays > 0;
    if ((failed || refused) && record.ended + just_before_death > suspected) mark(record);
  }
  death_text_ = fmt::format("{} {} while {} {} running", target_.name, how, count,
                            count == 1 ? "case was" : "cases were");
  stop(Stop::broker_died, fmt::format("the broker died: {} {}", target_.name, how));
  listener_.note(death_text_);
  if (const std::string words = pulse_.last_words(); !words.empty()) {
    listener_.note(fmt::format("its log ends:\n{}", secrets_.redacted(words)));
  }
}

client::Settings RunState::settings(const Venue& venue, codec::Version version, bool replay) const {
  const auto scaled = [this](net::Time time) {
    return net::Time(static_cast<net::Time::rep>(static_cast<double>(time.count()) * options_.time_scale));
  };
  client::Settings settings = play_settings(venue.target, venue.facts.at(version));
  settings.timeout = scaled(calibration_.timeout);
  settings.grace = scaled(calibration_.grace);
  settings.slow_acks_by = settings.grace;
  settings.keeps_order = calibration_.keeps_order;
  settings.time_scale = options_.time_scale;
  if (replay) lengthen_for_replay(settings);
  return settings;
}

script::Environment RunState::environment(const Venue& venue, codec::Version version) const {
  script::Environment environment = play_environment(venue.target, venue.facts.at(version), seed_);
  environment.topic_prefix = options_.topic_prefix;
  environment.client_id_prefix = options_.client_id_prefix;
  return environment;
}

Standing RunState::standing() const {
  Standing standing;
  standing.finished = finished_;
  standing.total = records_.size();
  for (const Pool::Running& each : pool_.running()) standing.running.push_back(each.id);
  standing.failed = failed_;
  standing.elapsed_s = in_seconds(loop_.now() - begin_);
  standing.replaying = replaying_;
  return standing;
}

RunResult RunState::result() {
  RunResult result;
  result.tool_version = options_.tool_version;
  result.target.name = target_.name;
  result.target.url =
      target_.simulated ? target_.name : url_of(target_.listeners.at(target_.default_listener));
  result.target.loopback = is_loopback(target_.listeners.at(target_.default_listener).host);
  result.target.simulated = target_.simulated;
  result.target.versions = probe_.versions;
  result.target.version_note = probe_.version_note;
  result.target.capabilities = probe_.capabilities;
  result.selection = options_.selection;
  result.selection.seed = seed_;
  result.selection.jobs = options_.jobs;
  result.selection.repeat = options_.repeat;
  result.selection.retries = options_.retries;
  result.selection.timeout_s = in_seconds(calibration_.timeout);
  result.selection.time_scale = options_.time_scale;
  for (const CaseRecord& record : records_) {
    result.cases.push_back(record.result);
    secrets_.redact(result.cases.back());  // those that were given up never went through finish()
  }
  if (options_.known) result.baseline = options_.known->judge(result.cases);
  result.calibration = calibration_.numbers();
  result.calibration["worst_loop_lag_ms"] = in_seconds(loop_.worst_lag()) * 1000;
  result.summary.duration_s = in_seconds(loop_.now() - begin_);
  result.summary.main_pass_s = in_seconds(main_pass_);
  result.summary.broker_died = stop_ == Stop::broker_died;
  result.summary.broker_died_text = death_text_;
  result.summary.interrupted = stop_ == Stop::interrupted;
  result.summary.deadline_reached = stop_ == Stop::deadline;
  summarise(result);
  return result;
}

}  // namespace runner
