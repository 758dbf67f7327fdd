// player: the test client plays a scenario against a broker that turns hostile: what the reference broker
// writes is dropped, repeated, bent, followed by arbitrary bytes, held back, cut off. Holds: the case ends in
// good time with a verdict; what it says of a failure is whole; the harness itself is never called the
// culprit.
#include "client/player.h"

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "broker/broker.h"
#include "client/overloaded.h"
#include "fuzz/support/input.h"
#include "fuzz/support/oracle.h"
#include "fuzz/support/records.h"
#include "requirements/catalogue.h"
#include "script/script.h"

namespace {

using client::Time;
using fuzz::Deed;
using fuzz::hold;
using fuzz::Record;

constexpr std::string_view scenarios = R"(suite fuzz "What the player does with a hostile broker"

scenario delivers
  "A message arrives."
  covers 3.1.1/MQTT-3.3.5-1 5.0/MQTT-3.3.4-2
  for qos in 0 1 2
  given
    bob connects
    bob subscribes "$t/#" max_qos=$qos
    alice connects
    carol connects
  alice publishes topic="$t/a" qos=$qos payload="one"
  bob <- PUBLISH topic="$t/a" qos=$qos payload="one"
  never bob <- PUBLISH payload="two"
    fence carol => bob topic="$t/a" qos=$qos

scenario comes-again
  "What is open comes again."
  covers 3.1.1/MQTT-4.4.0-1 5.0/MQTT-4.4.0-1
  given
    bob connects session=kept acks=manual
    bob subscribes "$t" max_qos=2
    alice connects
    alice publishes topic="$t" qos=2 payload="open"
    bob <- PUBLISH payload="open" id=?p
    bob resets
    bob connects session=kept acks=manual
  either
    bob <- PUBLISH payload="open" id=?p
    bob -> PUBREC id=?p
    bob <- PUBREL id=?p
    bob -> PUBCOMP id=?p
  or should "sends it at once"
    fence alice => bob

scenario closes
  "A second CONNECT closes."
  covers 3.1.1/MQTT-3.1.0-2 5.0/MQTT-3.1.0-2
  given
    alice connects keep_alive=2
  alice -> CONNECT!
  alice is closed

scenario wills
  "A Will comes, and retained messages."
  covers 3.1.1/MQTT-3.1.2-8 5.0/MQTT-3.1.2-8
  given
    bob connects
    bob subscribes "$t/will" max_qos=1
    alice connects will_topic="$t/will" will_payload="gone" will_qos=1 will_retain=1
  alice resets
  bob -> PINGREQ
  in any order
    maybe bob <- PINGRESP
    bob <- PUBLISH payload="gone" in ..3s
)";

const std::vector<script::CasePlan>& plans() {
  static const std::vector<script::CasePlan> all = [] {
    const auto parsed = script::parse("fuzz.scenario", scenarios, requirements::catalogue());
    for (const auto& each : parsed.diagnostics) std::fputs(script::render(each).c_str(), stderr);
    hold(parsed.suite != nullptr, "the scenarios of this target are right");
    std::vector<script::CasePlan> made;
    for (const auto& info : script::cases_of(parsed.suite)) made.push_back(script::compile(info, {}).value());
    return made;
  }();
  return all;
}

class Stage {
 public:
  Stage(const script::CasePlan& plan, fuzz::Input input)
      : input_(input),
        plan_(plan),
        broker_(broker::Settings{}, broker::Faults{}, 1),
        player_(plan, client::Settings{}) {}

  void play() {
    player_.start(now_);
    carry_out();
    for (int steps = 0; !player_.done(); ++steps) {
      hold(steps < 20'000, "a case ends after so many steps");
      hold(now_ < std::chrono::minutes(20), "a case ends in good time");
      step();
      carry_out();
    }
    judge(player_.outcome());
  }

 private:
  struct Coming {
    Time at{};
    client::ConnectionId connection{};
    std::string bytes;
    bool ends{};
    bool reset{};
    bool opened{};
  };

  void step() {
    std::optional<Time> next = player_.deadline();
    const auto sooner = [&](std::optional<Time> time) {
      if (time && (!next || *time < *next)) next = time;
    };
    sooner(broker_.deadline());
    if (!coming_.empty()) sooner(std::max(now_, coming_.front().at));
    hold(next.has_value(), "a case that is not over waits for something");
    now_ = std::max(now_, *next);
    if (!coming_.empty() && coming_.front().at <= now_) {
      const Coming one = std::move(coming_.front());
      coming_.pop_front();
      deliver(one);
    } else if (broker_.deadline() && *broker_.deadline() <= now_) {
      broker_.tick(now_);
    } else {
      player_.tick(now_);
    }
  }

  void deliver(const Coming& one) {
    if (gone_.contains(one.connection)) return;
    if (one.opened) return player_.handle(client::Opened{one.connection, {}}, now_);
    if (one.ends) {
      gone_[one.connection] = true;
      using How = client::Ended::How;
      return player_.handle(client::Ended{one.connection, one.reset ? How::rst : How::fin, {}, {}}, now_);
    }
    player_.handle(client::Received{one.connection, one.bytes}, now_);
  }

  void carry_out() {
    for (const client::Action& action : player_.take_actions())
      std::visit(client::Overloaded{
                     [this](const client::OpenConnection& open) {
                       broker_.opened(open.connection, {}, now_);
                       come({now_, open.connection, {}, false, false, true});
                     },
                     [this](const client::WriteBytes& write) {
                       broker_.received(write.connection, write.bytes, now_);
                     },
                     [this](const client::CloseConnection& close) {
                       broker_.ended(close.connection, now_);
                       come({now_, close.connection, {}, true, false, false});
                     },
                     [this](const client::ResetConnection& reset) { drop(reset.connection); },
                     [this](const client::DropConnection& dropped) { drop(dropped.connection); },
                     [](const auto&) {},
                 },
                 action);
    for (const broker::Action& action : broker_.take_actions())
      std::visit(
          client::Overloaded{
              [this](const broker::Write& write) {
                broker_.written(write.connection, write.bytes.size(), now_);
                bend(write);
              },
              [this](const broker::Close& close) {
                broker_.ended(close.connection, now_);
                come({now_, static_cast<client::ConnectionId>(close.connection), {}, true, false, false});
              },
          },
          action);
  }

  void drop(client::ConnectionId connection) {
    gone_[connection] = true;
    broker_.ended(connection, now_);
  }

  /// Things come in the order in which they were sent, each no sooner than the one before.
  void come(Coming one) {
    if (!coming_.empty()) one.at = std::max(one.at, coming_.back().at);
    coming_.push_back(std::move(one));
  }

  /// A record for each write of the broker, as long as there are any.
  void bend(const broker::Write& write) {
    const auto connection = static_cast<client::ConnectionId>(write.connection);
    std::string bytes = write.bytes;
    if (input_.empty()) return come({now_, connection, bytes, false, false, false});
    const Record record = fuzz::next_record(input_);
    const std::string more(reinterpret_cast<const char*>(record.bytes.data()), record.bytes.size());
    Time at = now_;
    switch (record.deed) {
      case Deed::send:
        if (record.how < 2) bytes += more;
        if (record.how == 2) bytes = more + bytes;
        if (record.how == 3) bytes = more;
        break;
      case Deed::send_in_two:
        come({now_, connection, bytes, false, false, false});
        bytes = record.how < 4 ? bytes : more;
        break;
      case Deed::pass_time: at += std::chrono::milliseconds(record.number % 8'000); break;
      case Deed::end:
        come({now_, connection, bytes.substr(0, bytes.size() / 2), false, false, false});
        return come({now_, connection, {}, true, record.how % 2 == 1, false});
      case Deed::other:
        if (!bytes.empty()) {
          char& bent = bytes[record.number % bytes.size()];
          bent = static_cast<char>(static_cast<std::uint8_t>(bent) ^ (1U << record.how));
        }
        break;
    }
    if (!bytes.empty()) come({at, connection, bytes, false, false, false});
  }

  void judge(const client::Outcome& outcome) const {
    hold(outcome.verdict != client::Verdict::error && outcome.verdict != client::Verdict::not_run,
         "whatever a broker does, a case gets a verdict");
    hold((outcome.verdict == client::Verdict::fail) == !outcome.failures.empty(),
         "a failure is told, and only then");
    for (const auto& failure : outcome.failures) {
      hold(!failure.requirement.empty() && !failure.explanation.empty(),
           "a failure names its rule and says why");
      hold(failure.wire_index <= outcome.wire.size(), "a failure points into the wire log");
    }
    for (const auto& event : outcome.wire)
      hold(event.actor < plan_.actors.size(), "who acts in the log is an actor");
  }

  fuzz::Input input_;
  const script::CasePlan& plan_;
  broker::Broker broker_;
  client::Player player_;
  std::deque<Coming> coming_;
  std::map<client::ConnectionId, bool> gone_;
  Time now_{};
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const auto& all = plans();
  const script::CasePlan& plan = all[input.byte() % all.size()];
  Stage(plan, input).play();
  return 0;
}
