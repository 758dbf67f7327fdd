// A launched broker, or a pair of them: stopped, killed and started again.
#include "runner/launched_broker.h"

namespace runner {

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
  return state_->left.child.log();
}

}  // namespace runner
