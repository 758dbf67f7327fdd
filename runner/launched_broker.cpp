// A launched broker, or a pair of them: stopped, killed and started again.
#include "runner/launched_broker.h"

#include <algorithm>

namespace runner {
namespace {

constexpr std::size_t kept_log = 65536;

std::string last(std::string text) {
  if (text.size() > kept_log) text.erase(0, text.size() - kept_log);
  return text;
}

}  // namespace

std::string LaunchedBroker::State::Process::log_since(std::uint64_t place) const {
  if (place >= printed_before) return child.log_since(place - printed_before);
  const std::uint64_t wanted = printed_before - place;
  const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(wanted, log_before.size()));
  return log_before.substr(log_before.size() - size) + child.log();
}

LaunchedBroker::LaunchedBroker(std::unique_ptr<State> state) : state_(std::move(state)) {}
LaunchedBroker::~LaunchedBroker() = default;
LaunchedBroker::LaunchedBroker(LaunchedBroker&&) noexcept = default;
LaunchedBroker& LaunchedBroker::operator=(LaunchedBroker&&) noexcept = default;

const std::string& LaunchedBroker::name() const {
  return state_->name;
}
const Target& LaunchedBroker::target() const {
  return state_->target;
}
int LaunchedBroker::pid() const {
  return state_->left.child.pid();
}
const std::string& LaunchedBroker::folder() const {
  return state_->folder.path();
}
std::optional<net::ExitStatus> LaunchedBroker::ended(Side side) {
  return state_->of(side).child.poll();
}
void LaunchedBroker::end(bool kill, Side side) {
  state_->of(side).child.signal(kill ? SIGKILL : SIGTERM);
}
std::expected<void, std::string> LaunchedBroker::start_again(Side side) {
  State::Process& process = state_->of(side);
  process.child.stop(std::chrono::milliseconds(0));  // and what is left of its group
  auto child = net::ChildProcess::spawn(process.command, state_->folder.path());
  if (!child) return std::unexpected(child.error());
  const std::scoped_lock lock(state_->log_mutex);
  process.printed_before = process.printed();
  process.log_before = last(process.log_before + process.child.log());
  process.child = std::move(*child);
  return {};
}
net::BrokerLink* LaunchedBroker::link() {
  return state_->link ? &*state_->link : nullptr;
}
net::Time LaunchedBroker::ready_within() const {
  return state_->ready_patience;
}
net::Time LaunchedBroker::stop_within() const {
  return state_->stop_patience;
}
std::string LaunchedBroker::log() const {
  const std::scoped_lock lock(state_->log_mutex);
  return last(state_->left.log_since(0));
}
LaunchedBroker::LogPlace LaunchedBroker::log_place() const {
  const std::scoped_lock lock(state_->log_mutex);
  return {.left = state_->left.printed(), .right = state_->right ? state_->right->printed() : 0};
}
std::string LaunchedBroker::log_since(const LogPlace& place) const {
  const std::scoped_lock lock(state_->log_mutex);
  std::string text = state_->left.log_since(place.left);
  if (!state_->right) return text;
  const std::string right = state_->right->log_since(place.right);
  for (std::size_t at = 0; at < right.size();) {
    const auto end = std::min(right.find('\n', at), right.size());
    text += "right: " + right.substr(at, end - at) + "\n";
    at = end + 1;
  }
  return text;
}

}  // namespace runner
