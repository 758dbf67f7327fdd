// See the header. What is measured is read from the wire logs of ordinary plays, so it is measured at the
// same place where the cases are judged.
#include "runner/calibrate.h"

#include <algorithm>
#include <fmt/format.h>
#include <vector>

#include "codec/compose.h"
#include "runner/endpoints.h"
#include "runner/harness_scenarios.h"
#include "runner/pool.h"

namespace runner {
namespace {

using client::WireEvent;
using codec::PacketType;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr unsigned deliveries_per_play = 20;
constexpr net::Time slow_delivery = milliseconds(400);  // TRIALS rule 13
constexpr net::Time calibration_limit = seconds(3);
/// Beyond this round trip the first delivery may not come within the limit; then there is a longer one.
constexpr net::Time far_away = milliseconds(300);
constexpr net::Time far_calibration_limit = seconds(15);
constexpr std::size_t most_recent = 200;

std::optional<PacketType> answer_to(PacketType sent) {
  switch (sent) {
    case PacketType::connect: return PacketType::connack;
    case PacketType::subscribe: return PacketType::suback;
    case PacketType::pubrel: return PacketType::pubcomp;
    case PacketType::pingreq: return PacketType::pingresp;
    default: return std::nullopt;
  }
}

PacketType type_of(const std::string& packet) {
  return packet.empty() ? PacketType::reserved
                        : static_cast<PacketType>(static_cast<unsigned char>(packet[0]) >> 4);
}

std::string payload_of(const std::string& packet, codec::Version version, codec::Direction from) {
  for (const codec::FieldValue& each : codec::dissect(packet, version, from)) {
    if (each.field != codec::Field::payload) continue;
    if (const auto* bytes = std::get_if<codec::Bytes>(&each.value)) return *bytes;
  }
  return {};
}

void add_delivery(Calibration& calibration, net::Time took) {
  calibration.slowest_delivery = std::max(calibration.slowest_delivery, took);
  ++calibration.deliveries;
  calibration.recent.push_back(took);
  if (calibration.recent.size() > most_recent) calibration.recent.pop_front();
}

void take_grace_anew(Calibration& calibration) {
  const net::Time slowest = *std::ranges::max_element(calibration.recent);
  calibration.grace = std::clamp<net::Time>(5 * slowest, milliseconds(100), seconds(2));
}

double in_ms(net::Time time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

}  // namespace

bool Calibration::crowded() const {
  if (recent.empty()) return false;
  std::vector<net::Time> sorted(recent.begin(), recent.end());
  std::ranges::sort(sorted);
  return sorted[sorted.size() * 9 / 10] - sorted.front() > slow_delivery;
}

std::map<std::string, double> Calibration::numbers() const {
  return {{"deliveries", static_cast<double>(deliveries)},
          {"delivery_ms_max", in_ms(slowest_delivery)},
          {"step_ms_max", in_ms(slowest_step)},
          {"grace_ms", in_ms(grace)},
          {"timeout_ms", in_ms(timeout)},
          {"keeps_order", keeps_order ? 1.0 : 0.0}};
}

void take_in(Calibration& calibration, codec::Version version, const client::Outcome& outcome) {
  std::map<std::string, net::Time> published;
  std::map<std::pair<script::Actor, PacketType>, net::Time> asked;
  net::Time newest_arrived{};
  for (const WireEvent& event : outcome.wire) {
    const PacketType type = type_of(event.bytes);
    if (event.what == WireEvent::What::sent) {
      if (type == PacketType::publish) {
        published[payload_of(event.bytes, version, codec::Direction::client_to_server)] = event.at;
      }
      if (const auto answer = answer_to(type)) asked[{event.actor, *answer}] = event.at;
    } else if (event.what == WireEvent::What::received) {
      if (type == PacketType::publish) {
        const auto sent =
            published.find(payload_of(event.bytes, version, codec::Direction::server_to_client));
        if (sent == published.end()) continue;
        add_delivery(calibration, event.at - sent->second);
        if (sent->second < newest_arrived) calibration.keeps_order = false;
        newest_arrived = std::max(newest_arrived, sent->second);
        published.erase(sent);  // what comes again is no delivery
      } else if (const auto sent = asked.find({event.actor, type}); sent != asked.end()) {
        calibration.slowest_step = std::max(calibration.slowest_step, event.at - sent->second);
        asked.erase(sent);
      }
    }
  }
  calibration.slowest_step = std::max(calibration.slowest_step, calibration.slowest_delivery);
  if (calibration.slowest_step == net::Time{}) return;
  if (calibration.deliveries > 0) take_grace_anew(calibration);
  calibration.timeout = std::clamp<net::Time>(20 * calibration.slowest_step, seconds(5), seconds(30));
}

void follow(Calibration& calibration, const client::Outcome& outcome) {
  if (outcome.starved || outcome.marker_delays.empty()) return;
  for (const net::Time took : outcome.marker_delays) add_delivery(calibration, took);
  take_grace_anew(calibration);
}

namespace {

void calibrate_within(net::Time limit, Calibration& calibration, net::EventLoop& loop, const Target& target,
                      const Probe& probe, const script::Environment& environment, std::size_t jobs,
                      std::size_t& number, const std::function<bool()>& stopped) {
  Pool pool(jobs);
  constexpr unsigned highest_qos = 2;
  const std::size_t copies = std::max<std::size_t>(1, jobs / ((highest_qos + 1) * probe.versions.size()));
  for (std::size_t copy = 0; copy < copies; ++copy) {
    for (const codec::Version version : probe.versions) {
      for (unsigned qos = 0; qos <= highest_qos; ++qos) {
        client::Settings settings;
        settings.grace = milliseconds(0);  // nothing depends on silence here
        settings.timeout = limit;
        settings.server = probe.facts.at(version);
        settings.users = credentials_of(target);
        Pool::Task task;
        task.id = "calibration";
        task.make = [&loop, &target, &environment, settings, version, qos,
                     name = fmt::format("ca{:x}", number++)](std::function<void()> changed) {
          return std::make_unique<CasePlay>(loop, target,
                                            harness_plan(HarnessScenario::calibration, version, environment,
                                                         name, qos, deliveries_per_play),
                                            settings, std::move(changed));
        };
        task.done = [&calibration, version](const CasePlay& play) {
          take_in(calibration, version, play.outcome());
        };
        pool.add(std::move(task));
      }
    }
  }
  const auto through = [&] {
    pool.step();
    return pool.idle() || stopped();
  };
  if (!loop.run_until(through, loop.now() + limit) || !pool.idle()) {
    pool.drop_waiting();
    pool.abandon("calibration is over");
    pool.step();
  }
}

}  // namespace

Calibration calibrate(net::EventLoop& loop, const Target& target, const Probe& probe,
                      const script::Environment& environment, std::size_t jobs,
                      const std::function<bool()>& stopped) {
  Calibration calibration;
  std::size_t number = 0;
  const auto within = [&](net::Time limit) {
    calibrate_within(limit, calibration, loop, target, probe, environment, jobs, number, stopped);
  };
  within(calibration_limit);
  if (calibration.deliveries == 0 && calibration.slowest_step > far_away && !stopped())
    within(far_calibration_limit);
  return calibration;
}

}  // namespace runner
