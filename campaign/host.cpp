// See the header.
#include "campaign/host.h"

#include <csignal>
#include <cstdlib>
#include <fmt/format.h>

#include "campaign/diagnosis.h"
#include "campaign/remote_end.h"
#include "net/broker_link.h"
#include "net/free_port.h"
#include "runner/endpoints.h"
#include "runner/ready.h"

namespace campaign {
namespace {

constexpr std::chrono::seconds stop_patience{5};
constexpr net::Time ready_patience = std::chrono::seconds(30);
/// Long enough for whoever watches a service to start it again.
constexpr net::Time foreign_patience = std::chrono::seconds(10);

std::map<std::string, std::string> environment_of_sanitizers() {
  std::map<std::string, std::string> environment;
  for (const char* name : {"ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "TSAN_OPTIONS"}) {
    const char* ours = std::getenv(name);
    environment[name] = sanitizer_options(name, ours == nullptr ? "" : ours);
  }
  return environment;
}

/// What the environment of a broker of ours needs, and the map behind it.
struct Instruments {
  std::optional<CoverageMap> coverage;
  std::map<std::string, std::string> environment = environment_of_sanitizers();

  Instruments() {
    if (auto map = CoverageMap::create()) coverage.emplace(std::move(*map));
    if (coverage) environment.merge(coverage->environment());
  }
};

class Launched final : public Host {
 public:
  Launched(std::string name, net::EventLoop& loop, runner::LaunchOptions options)
      : name_(std::move(name)), loop_(loop), options_(std::move(options)) {
    for (const auto& [variable, value] : instruments_.environment)
      options_.environment.emplace(variable, value);
  }

  const runner::Target& target() const override { return target_; }
  bool restarts() const override { return true; }
  std::expected<void, std::string> fresh() override {
    broker_.reset();
    auto broker = runner::launch(name_, loop_, options_);
    if (!broker) return std::unexpected(broker.error().message);
    broker_.emplace(std::move(*broker));
    target_ = broker_->target();
    return {};
  }
  std::optional<net::ExitStatus> ended() override { return broker_ ? broker_->ended() : std::nullopt; }
  std::optional<End> stop() override {
    if (!broker_) return std::nullopt;
    broker_->end(false);
    const net::Time deadline = loop_.now() + broker_->stop_within();
    while (!broker_->ended() && loop_.now() < deadline)
      loop_.run_until([&] { return broker_->ended().has_value(); },
                      loop_.now() + std::chrono::milliseconds(10));
    std::optional<End> end;
    if (const auto status = broker_->ended()) end = End{*status, broker_->log()};
    broker_.reset();
    return end;
  }
  CoverageMap* coverage() override { return instruments_.coverage ? &*instruments_.coverage : nullptr; }
  Say say() override {
    net::BrokerLink* const link = broker_ ? broker_->link() : nullptr;
    if (link == nullptr) return {};
    return [link](const std::string& bytes) { link->say(bytes); };
  }
  int pid() const override { return broker_ ? broker_->pid() : 0; }
  std::string log() const override { return broker_ ? broker_->log() : std::string(); }

 private:
  std::string name_;
  net::EventLoop& loop_;
  runner::LaunchOptions options_;
  Instruments instruments_;
  std::optional<runner::LaunchedBroker> broker_;
  runner::Target target_;  ///< of the last one
};

constexpr std::string_view remote_place = "{remote}";

/// Each `place` in the text replaced.
std::string with(std::string text, std::string_view place, const std::string& what) {
  for (std::size_t at = 0; (at = text.find(place, at)) != std::string::npos; at += what.size())
    text.replace(at, place.size(), what);
  return text;
}

class Commanded final : public Host {
 public:
  Commanded(std::string command, net::EventLoop& loop) : command_(std::move(command)), loop_(loop) {}

  const runner::Target& target() const override { return target_; }
  bool restarts() const override { return true; }
  std::expected<void, std::string> fresh() override {
    child_.reset();
    const auto ports = net::free_ports(1);
    if (!ports) return std::unexpected(ports.error());
    const std::string port = std::to_string(ports->front());
    std::string command = with(command_, "{port}", port);
    if (command.find(remote_place) != std::string::npos) {
      auto remote = RemoteEnd::open();
      if (!remote) return std::unexpected(remote.error());
      remote_.emplace(std::move(*remote));
      command = with(std::move(command), remote_place, std::to_string(remote_->port()));
    }
    auto target = runner::target_from_url("127.0.0.1:" + port);
    if (!target) return std::unexpected(target.error());
    target_ = std::move(*target);
    auto child =
        net::ChildProcess::spawn({{"/bin/sh", "-c", "exec " + command}, {}, instruments_.environment});
    if (!child) return std::unexpected(child.error());
    child_.emplace(std::move(*child));
    const auto how_it_ended = [this]() -> std::optional<std::string> {
      if (const auto status = child_->poll()) return net::describe(*status);
      return std::nullopt;
    };
    if (auto ready = runner::wait_until_ready(target_, loop_, ready_patience, how_it_ended); !ready) {
      const std::string log = child_->log();
      child_.reset();
      return std::unexpected(fmt::format("the broker of --command {}{}{}", ready.error(),
                                         log.empty() ? "" : "; it printed:\n", log));
    }
    return {};
  }
  std::optional<net::ExitStatus> ended() override { return child_ ? child_->poll() : std::nullopt; }
  std::optional<End> stop() override {
    if (!child_) return std::nullopt;
    child_->signal(SIGTERM);
    std::optional<End> end;
    if (const auto status = child_->wait(stop_patience)) end = End{*status, child_->log()};
    child_.reset();
    return end;
  }
  CoverageMap* coverage() override { return instruments_.coverage ? &*instruments_.coverage : nullptr; }
  Say say() override {
    if (!remote_) return {};
    return [remote = &*remote_](const std::string& bytes) { remote->say(bytes); };
  }
  int pid() const override { return child_ ? child_->pid() : 0; }
  std::string log() const override { return child_ ? child_->log() : std::string(); }

 private:
  std::string command_;
  net::EventLoop& loop_;
  runner::Target target_;
  Instruments instruments_;
  std::optional<RemoteEnd> remote_;  ///< ends behind the broker
  std::optional<net::ChildProcess> child_;
};

class Foreign final : public Host {
 public:
  Foreign(runner::Target target, net::EventLoop& loop) : target_(std::move(target)), loop_(loop) {}

  const runner::Target& target() const override { return target_; }
  bool restarts() const override { return false; }
  std::expected<void, std::string> fresh() override {
    if (auto ready = runner::wait_until_ready(target_, loop_, foreign_patience, [] { return std::nullopt; });
        !ready)
      return std::unexpected(fmt::format("the broker {}", ready.error()));
    return {};
  }
  std::optional<net::ExitStatus> ended() override { return std::nullopt; }
  std::optional<End> stop() override { return std::nullopt; }
  int pid() const override { return 0; }
  std::string log() const override { return {}; }

 private:
  runner::Target target_;
  net::EventLoop& loop_;
};

}  // namespace

net::Endpoint Host::where() const {
  return runner::endpoint_for(target(), target().default_listener, {}).value_or(net::Endpoint{});
}

client::Credentials Host::credentials() const {
  const auto all = runner::credentials_of(target());
  const auto found = all.find("");
  return found == all.end() ? client::Credentials{} : found->second;
}

std::unique_ptr<Host> launched_host(std::string name, net::EventLoop& loop, runner::LaunchOptions options) {
  return std::make_unique<Launched>(std::move(name), loop, std::move(options));
}

std::unique_ptr<Host> command_host(std::string command, net::EventLoop& loop) {
  return std::make_unique<Commanded>(std::move(command), loop);
}

std::unique_ptr<Host> foreign_host(runner::Target target, net::EventLoop& loop) {
  return std::make_unique<Foreign>(std::move(target), loop);
}

}  // namespace campaign
