// See the header.
#include "campaign/trial.h"

#include <algorithm>
#include <fmt/format.h>

#include "campaign/bystanders.h"
#include "campaign/conversation.h"
#include "campaign/diagnosis.h"
#include "campaign/judge.h"
#include "campaign/playback.h"

namespace campaign {
namespace {

constexpr net::Time pace = std::chrono::milliseconds(2);
/// A broker that is dying takes a moment for it, longer when a sanitizer writes its report.
constexpr net::Time agony = std::chrono::seconds(10);

class Trial {
 public:
  Trial(net::EventLoop& loop, Host& host, const TrialOptions& options)
      : loop_(loop),
        host_(host),
        options_(options),
        bystanders_(loop, host.where(), host.credentials(), options.bystanders),
        playback_(
            loop, host.where(),
            [this](const Play& play, const Transcript& transcript) {
              judged_ = judge(conversations(play, transcript));
              not_opened_ = transcript.not_opened;
            },
            host.say()) {}

  TrialResult run(std::span<const Play> plays) {
    TrialResult result;
    bystanders_.start(options_.hang, net::Time{});
    if (!messages_arrive(result)) return result;
    for (const Play& play : plays) {
      ++result.played;
      judged_.clear();
      not_opened_ = false;
      playback_.start(play, options_.patience);
      loop_.run_until([&] { return !playback_.busy() || over(); }, loop_.now() + length_of(play));
      playback_.abandon();
      result.suspicions = judged_;
      if (!messages_arrive(result) || !result.suspicions.empty()) break;
    }
    return result;
  }

 private:
  bool over() { return host_.ended().has_value(); }

  net::Time length_of(const Play& play) const {
    net::Time length = std::chrono::seconds(5);
    for (const Step& step : play.steps)
      length += step.deed == Deed::pause ? net::Time(std::chrono::milliseconds(step.milliseconds))
                : step.waits             ? options_.patience
                                         : net::Time{};
    return length;
  }

  /// A message of each QoS goes to and fro behind all that was done: then the broker is well.
  bool messages_arrive(TrialResult& result) {
    const std::uint64_t enough = bystanders_.arrived() + 4;
    while (!over() && !bystanders_.check(loop_.now()) && bystanders_.arrived() < enough)
      loop_.run_until([&] { return bystanders_.arrived() >= enough; }, loop_.now() + pace);
    const auto suspicion = bystanders_.check(loop_.now());
    // A connection that ends may be the first sign of a death.
    if (suspicion && suspicion->kind != Kind::hang)
      loop_.run_until([this] { return over(); }, loop_.now() + std::chrono::milliseconds(200));
    if (!over() && (diagnose(host_.log()) || (suspicion && suspicion->kind == Kind::bystander_cut_off)))
      loop_.run_until([this] { return over(); }, loop_.now() + (diagnose(host_.log()) ? agony : pace));
    if (const auto status = host_.ended()) {
      result.log = host_.log();
      result.suspicions.insert(result.suspicions.begin(), suspicion_of_end(*status, result.log));
      return false;
    }
    if (suspicion) result.suspicions.push_back(*suspicion);
    if (!result.suspicions.empty()) result.log = host_.log();
    return !suspicion;
  }

  net::EventLoop& loop_;
  Host& host_;
  const TrialOptions& options_;
  Bystanders bystanders_;
  Playback playback_;
  std::vector<Suspicion> judged_;
  bool not_opened_ = false;
};

}  // namespace

Suspicion suspicion_of_end(const net::ExitStatus& status, const std::string& log) {
  if (auto told = diagnose(log)) {
    told->sentence = fmt::format("{}; it {}", told->sentence, net::describe(status));
    return *told;
  }
  return {status.signalled ? Kind::crash : Kind::exit,
          fmt::format("{} {}", status.signalled ? "signal" : "exit code", status.number),
          net::describe(status),
          {}};
}

TrialResult try_plays(net::EventLoop& loop, Host& host, std::span<const Play> plays,
                      const TrialOptions& options) {
  if (options.fresh && host.restarts()) {
    if (auto started = host.fresh(); !started) {
      TrialResult result;
      result.trouble = started.error();
      return result;
    }
  }
  return Trial(loop, host, options).run(plays);
}

}  // namespace campaign
