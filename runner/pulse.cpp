// See the header.
#include "runner/pulse.h"

#include <fmt/format.h>

#include "runner/endpoints.h"

namespace runner {
namespace {
constexpr std::size_t misses_of_the_dead = 5;
/// Sockets are closed before a process can be waited for.
constexpr std::size_t checks_of_the_living = 3;
}  // namespace

void Pulse::suspect() {
  if (undecided()) return;
  suspected_ = true;
  since_ = loop_.now();
  checks_ = 0;
}

std::optional<std::string> Pulse::check() {
  if (launched_ != nullptr) {
    if (const auto status = launched_->ended()) return net::describe(*status);
    if (suspected_ && ++checks_ >= checks_of_the_living) suspected_ = false;
    return std::nullopt;
  }
  if (attempt_) {
    if (attempt_->state() == Dialogue::State::opening) return std::nullopt;
    const bool missed = attempt_->state() == Dialogue::State::open_failed;
    const std::string why = attempt_->why();
    attempt_.reset();
    misses_ = missed ? misses_ + 1 : 0;
    suspected_ = missed;
    if (misses_ >= misses_of_the_dead) return fmt::format("takes no connections any more ({})", why);
  }
  if (suspected_) {
    const auto where = endpoint_for(target_, target_.default_listener, "");
    if (where) attempt_ = std::make_unique<Dialogue>(loop_, *where, codec::Version::v3_1_1);
  }
  return std::nullopt;
}

std::string Pulse::last_words() const {
  if (launched_ == nullptr) return {};
  std::string log = launched_->log();
  constexpr std::size_t shown = 800;
  if (log.size() <= shown) return log;
  const std::size_t line = log.find('\n', log.size() - shown);
  return log.substr(line == std::string::npos ? log.size() - shown : line + 1);
}

}  // namespace runner
