// See play.h.
#include "tests/client/support/play.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <sstream>
#include <stdexcept>

#include "client/overloaded.h"
#include "requirements/catalogue.h"

namespace client_test {

namespace {

constexpr Time latency = 1ms;
constexpr Time longest_case = 10min;

std::string scenario_text(Version version, std::string_view statements, std::string_view header) {
  std::string text = "suite test \"A test\"\n\nscenario case\n  \"What it says of itself.\"\n";
  if (header.find("covers") == std::string_view::npos)
    text += version == v3 ? "  covers 3.1.1/MQTT-3.3.5-1\n" : "  covers 5.0/MQTT-3.3.4-2\n";
  text += header;
  text += statements;
  return text;
}

script::CasePlan compiled(std::string_view text, Version version, std::string_view row) {
  const script::ParseResult parsed = script::parse("test.scenario", text, requirements::catalogue());
  std::string errors;
  for (const script::Diagnostic& each : parsed.diagnostics)
    if (each.severity == script::Diagnostic::Severity::error) errors += script::render(each);
  if (!parsed.suite || !errors.empty()) throw std::runtime_error("the scenario is wrong:\n" + errors);
  for (const script::CaseInfo& info : script::cases_of(parsed.suite)) {
    if (info.version != version || (!row.empty() && info.row != row)) continue;
    script::Environment environment;
    environment.auth = {{"good", "conformance-challenge"}, {"scram", "SCRAM-SHA-256"}};
    auto plan = script::compile(info, environment);
    if (!plan) throw std::runtime_error(plan.error().message);
    return *plan;
  }
  throw std::runtime_error("no case of this version");
}

}  // namespace

Play::Play(Version version, std::string_view statements, std::string_view header, std::string_view row)
    : text_(scenario_text(version, statements, header)), server_(version) {
  plan_ = compiled(text_, version, row);
  settings_.auth = {{"good", {"conformance-challenge", "alice", "wonderland", {}}},
                    {"scram", {"SCRAM-SHA-256", "alice", "wonderland", {}}}};
}

std::uint32_t Play::line_of(std::string_view text) const {
  const std::size_t found = text_.find(text);
  if (found == std::string::npos) return 0;
  return static_cast<std::uint32_t>(
      std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(found), '\n') + 1);
}

void Play::collect() {
  for (FakeServer::Output& each : server_.take_output())
    pending_.push_back(
        {now_ + latency + each.delay, ++order_, each.connection, std::move(each.bytes), each.end, false});
}

void Play::carry_out() {
  for (const client::Action& action : player_->take_actions()) {
    std::visit(
        client::Overloaded{
            [&](const client::OpenConnection& open) {
              const std::string& name = plan_.actors.at(open.actor).name;
              names_[open.connection] = name;
              server_.accept(open.connection, name, opened_[name]++);
              pending_.push_back({now_ + latency, ++order_, open.connection, {}, std::nullopt, true});
            },
            [&](const client::WriteBytes& write) {
              if (!player_->draining()) writes_.push_back(write);
              server_.receive(write.connection, write.bytes);
            },
            [&](const client::HalfClose& close) {
              actions_.push_back(names_[close.connection] + ": half-close");
              server_.client_ended(close.connection, false);
            },
            [&](const client::CloseConnection& close) {
              actions_.push_back(names_[close.connection] + ": close");
              server_.client_ended(close.connection, false);
            },
            [&](const client::ResetConnection& reset) {
              actions_.push_back(names_[reset.connection] + ": reset");
              dropped_.insert(reset.connection);
              server_.client_ended(reset.connection, true);
            },
            [&](const client::DropConnection& drop) {
              actions_.push_back(names_[drop.connection] + ": drop");
              dropped_.insert(drop.connection);
              server_.client_ended(drop.connection, true);
            },
            [&](const client::StopReading& stop) {
              actions_.push_back(names_[stop.connection] + ": stop reading");
            },
            [&](const client::ControlBroker& control) {
              constexpr std::array words{"stop",    "kill",         "start",
                                         "restart", "cut the link", "restore the link"};
              actions_.push_back(std::string("broker: ") + words.at(static_cast<std::size_t>(control.what)) +
                                 (control.broker.empty() ? "" : " " + control.broker) +
                                 (control.at ? fmt::format(" at {}", codec::name_of(*control.at)) : ""));
              const auto answer = broker_answer_;
              at(now_ + latency, [this, answer](FakeServer&) {
                player_->handle(answer, now_);
                carry_out();
              });
            },
            [&](const client::GoOnReading& go) {
              actions_.push_back(names_[go.connection] + ": go on reading");
            },
        },
        action);
  }
  collect();
}

void Play::deliver(const Pending& pending) {
  if (dropped_.contains(pending.connection)) return;
  if (pending.opened && !open_failure_.empty()) {
    player_->handle(client::OpenFailed{pending.connection, open_failure_}, now_);
  } else if (pending.opened && !refusal_.empty()) {
    player_->handle(client::Refused{pending.connection, refusal_}, now_);
  } else if (pending.opened) {
    player_->handle(client::Opened{pending.connection}, now_);
  } else if (pending.end) {
    dropped_.insert(pending.connection);
    player_->handle(client::Ended{pending.connection, *pending.end, ""}, now_);
  } else {
    player_->handle(client::Received{pending.connection, pending.bytes}, now_);
  }
}

std::optional<Time> Play::next_time() const {
  std::optional<Time> next;
  const auto sooner = [&](Time time) {
    if (!next || time < *next) next = time;
  };
  for (const Pending& each : pending_) sooner(each.at);
  for (const Planned& each : planned_) sooner(each.at);
  for (const auto& each : lags_) sooner(each.first);
  for (const auto& each : abandonments_) sooner(each.first);
  if (const auto deadline = player_->deadline()) sooner(*deadline);
  return next;
}

const client::Outcome& Play::run() {
  player_.emplace(plan_, settings_);
  player_->start(now_);
  carry_out();
  while (!player_->done()) {
    const std::optional<Time> next = next_time();
    if (!next) throw std::runtime_error("the player waits for nothing:\n" + log());
    if (*next > longest_case) throw std::runtime_error("the case does not end:\n" + log());
    now_ = std::max(now_, *next);
    drained_ = drained_ || player_->draining();
    const auto due_lag = std::ranges::find_if(lags_, [&](const auto& each) { return each.first <= now_; });
    if (due_lag != lags_.end()) {
      const Time amount = due_lag->second;
      lags_.erase(due_lag);
      player_->lag(amount, now_);
      continue;
    }
    const auto due_end =
        std::ranges::find_if(abandonments_, [&](const auto& each) { return each.first <= now_; });
    if (due_end != abandonments_.end()) {
      player_->abandon(due_end->second, now_);
      break;
    }
    const auto due_plan =
        std::ranges::find_if(planned_, [&](const Planned& each) { return each.at <= now_; });
    if (due_plan != planned_.end()) {
      const auto action = std::move(due_plan->action);
      planned_.erase(due_plan);
      action(server_);
      collect();
      continue;
    }
    const auto due = std::ranges::min_element(pending_, [](const Pending& a, const Pending& b) {
      return a.at != b.at ? a.at < b.at : a.order < b.order;
    });
    if (due != pending_.end() && due->at <= now_) {
      const Pending pending = std::move(*due);
      pending_.erase(due);
      deliver(pending);
    } else {
      player_->tick(now_);
    }
    carry_out();
  }
  return player_->outcome();
}

std::string story_of(const client::Outcome& outcome) {
  std::ostringstream text;
  text << "verdict " << client::name_of(outcome.verdict);
  if (!outcome.reason.empty()) text << ", reason: " << outcome.reason;
  if (!outcome.capability.empty())
    text << ", capability " << outcome.capability << " from " << outcome.capability_source;
  for (const client::Failure& each : outcome.failures)
    text << "\nfailure " << each.requirement << " at " << each.where.line << ":" << each.where.column
         << ": expected " << each.expected << ", got " << each.actual << " (" << each.explanation << ")";
  for (const client::Remark& each : outcome.advice)
    text << "\nadvice " << each.requirement << ": " << each.text;
  for (const client::Remark& each : outcome.notes) text << "\nnote " << each.requirement << ": " << each.text;
  return text.str();
}

std::string Play::story() const {
  return story_of(player_->outcome()) + "\n" + log();
}

std::string Play::log() const {
  std::ostringstream text;
  for (const client::WireEvent& each : player_->outcome().wire) {
    text << std::chrono::duration_cast<std::chrono::milliseconds>(each.at).count() << " ms  "
         << plan_.actors.at(each.actor).name << "#" << each.connection << (each.harness ? " (harness)" : "");
    using What = client::WireEvent::What;
    switch (each.what) {
      case What::sent:
        text << " -> "
             << codec::print_packet(each.bytes, plan_.version, codec::Direction::client_to_server, 40);
        break;
      case What::received:
        text << " <- "
             << codec::print_packet(each.bytes, plan_.version, codec::Direction::server_to_client, 40);
        break;
      case What::opened: text << " opened"; break;
      case What::broker_ended: text << " <- " << each.text; break;
      case What::we_ended: text << " -> " << each.text; break;
      case What::note: text << " note: " << each.text; break;
    }
    text << "\n";
  }
  return text.str();
}

std::string listening(std::string_view lines) {
  return R"(  given
    bob connects
    bob subscribes "$t/#" max_qos=1
    alice connects
)" + std::string(lines);
}

client::Outcome play(Version version, std::string_view statements, std::string_view header) {
  Play stage(version, statements, header);
  return stage.run();
}

}  // namespace client_test
