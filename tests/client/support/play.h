// A test's stage: the text of a scenario, a fake server, virtual time. `run()` plays to the end and gives the
// outcome; nothing here touches a socket or a clock.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "client/player.h"
#include "script/script.h"
#include "tests/client/support/fake_server.h"

namespace client_test {

inline constexpr Version v3 = Version::v3_1_1;
inline constexpr Version v5 = Version::v5_0;

class Play {
 public:
  /// The statements of one scenario, each line indented by two spaces; `header` lines stand before them. Of
  /// several rows the first is played, or the one that is named.
  Play(Version version, std::string_view statements, std::string_view header = "", std::string_view row = "");

  FakeServer& server() { return server_; }
  client::Settings& settings() { return settings_; }
  script::CasePlan& plan() { return plan_; }
  const script::CasePlan& plan() const { return plan_; }
  /// The line of the text that holds this, as the file counts.
  std::uint32_t line_of(std::string_view text) const;

  void on(std::string actor, PacketType type, FakeServer::Reaction reaction) {
    server_.on(std::move(actor), type, std::move(reaction));
  }
  /// Does this at that time of the case.
  void at(Time time, std::function<void(FakeServer&)> action) {
    planned_.push_back({time, std::move(action)});
  }
  /// What is said to every wish to stop, kill or start the broker; that it is done, if nothing else is said.
  void answer_for_broker(client::BrokerAnswered answer) { broker_answer_ = std::move(answer); }
  /// The edge does not reach the broker, or the broker refuses the handshake.
  void fail_to_open(std::string why) { open_failure_ = std::move(why); }
  void refuse_handshake(std::string why) { refusal_ = std::move(why); }
  /// The loop reports at that time that it was late by so much.
  void lag_at(Time time, Time amount) { lags_.push_back({time, amount}); }
  void abandon_at(Time time, std::string reason) { abandonments_.push_back({time, std::move(reason)}); }

  const client::Outcome& run();
  const client::Outcome& outcome() const { return player_->outcome(); }
  /// What passed on the wire, a line an event, for failing tests.
  std::string log() const;
  /// What the case's failure, advice and so on say, in one text.
  std::string story() const;
  /// When the case ended.
  Time ended() const { return now_; }
  bool ever_draining() const { return drained_; }
  /// Actions that the player asked for besides writing: "alice: reset", in order.
  const std::vector<std::string>& actions() const { return actions_; }
  /// What it asked to be written, in order, without the goodbyes at the end.
  const std::vector<client::WriteBytes>& writes() const { return writes_; }

 private:
  struct Pending {
    Time at{};
    std::uint64_t order{};
    client::ConnectionId connection{};
    std::string bytes;
    std::optional<client::Ended::How> end;
    bool opened{};
  };
  struct Planned {
    Time at{};
    std::function<void(FakeServer&)> action;
  };

  void carry_out();
  void collect();
  void deliver(const Pending& pending);
  std::optional<Time> next_time() const;

  script::CasePlan plan_;
  std::string text_;
  client::Settings settings_;
  FakeServer server_;
  std::optional<client::Player> player_;
  std::vector<Pending> pending_;
  std::vector<Planned> planned_;
  std::vector<std::pair<Time, Time>> lags_;
  std::vector<std::pair<Time, std::string>> abandonments_;
  std::vector<std::string> actions_;
  std::vector<client::WriteBytes> writes_;
  std::map<client::ConnectionId, std::string> names_;
  std::map<std::string, std::uint32_t> opened_;
  std::set<client::ConnectionId> dropped_;
  client::BrokerAnswered broker_answer_{true, {}};
  std::string open_failure_;
  std::string refusal_;
  Time now_{};
  std::uint64_t order_ = 0;
  bool drained_ = false;
};

/// The lines of a scenario, after bob subscribed to all below `$t` and alice connected.
std::string listening(std::string_view lines);

/// Plays with the obedient server.
client::Outcome play(Version version, std::string_view statements, std::string_view header = "");

std::string story_of(const client::Outcome& outcome);

}  // namespace client_test
