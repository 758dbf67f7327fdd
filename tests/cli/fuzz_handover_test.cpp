// What a finding hands over shows it again: scenario and program fail on a broker with the defect, and pass
// on a sound one. The findings are written by hand, so that nothing here is left to chance.
#include <arpa/inet.h>
#include <chrono>
#include <fmt/format.h>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "campaign/handover.h"
#include "codec/compose.h"
#include "net/child_process.h"
#include "net/free_port.h"
#include "tests/support/program.h"
#include "tests/support/sanitized.h"

namespace {

using campaign::Finding;
using campaign::Kind;
using codec::Field;
using codec::Number;
using codec::PacketType;
using codec::Version;
using std::chrono::seconds;
using testing::HasSubstr;

std::string in_build(const std::string& file) {
  return std::string(CONFORMANCE_BINARY_DIR) + "/" + file;
}

/// A broker on a port of its own, ended with the object.
class Broker {
 public:
  explicit Broker(std::vector<std::string> words)
      : port_(std::to_string(net::free_ports(1).value().front())) {
    for (std::string& word : words)
      if (const auto at = word.find("{port}"); at != std::string::npos) word.replace(at, 6, port_);
    auto child = net::ChildProcess::spawn({words, CONFORMANCE_SOURCE_DIR, {}});
    if (child) child_ = std::make_unique<net::ChildProcess>(std::move(*child));
    const auto deadline = std::chrono::steady_clock::now() + seconds(20);
    while (!listens() && std::chrono::steady_clock::now() < deadline) ::poll(nullptr, 0, 5);
  }
  std::string address() const { return "127.0.0.1:" + port_; }
  const std::string& port() const { return port_; }
  int pid() const { return child_ ? child_->pid() : 0; }

 private:
  bool listens() const {
    const int line = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    where.sin_port = htons(static_cast<std::uint16_t>(std::stoi(port_)));
    const bool open = ::connect(line, reinterpret_cast<sockaddr*>(&where), sizeof where) == 0;
    ::close(line);
    return open;
  }

  std::string port_;
  std::unique_ptr<net::ChildProcess> child_;
};

std::vector<std::string> planted(const std::string& defect) {
  std::vector<std::string> words{in_build("tests/planted_broker"), "{port}"};
  if (!defect.empty()) words.push_back(defect);
  return words;
}

campaign::Step sends(std::string bytes) {
  campaign::Step step;
  step.bytes = std::move(bytes);
  return step;
}

std::string packet(PacketType type, const std::vector<codec::FieldValue>& fields,
                   const codec::Overrides& overrides = {}) {
  return codec::compose(type, Version::v5_0, fields, overrides).value();
}

std::string connect() {
  return packet(PacketType::connect, {{Field::client_id, "c"}});
}

Finding finding(Kind kind, std::vector<std::string> packets) {
  Finding finding;
  finding.number = 1;
  finding.tries = finding.reproduced = 10;
  finding.suspicion = {kind, "signature", "did what it must not", {}};
  finding.plays.emplace_back();
  for (auto& bytes : packets) finding.plays.front().steps.push_back(sends(std::move(bytes)));
  return finding;
}

struct Shown {
  int scenario{};
  int python{};
  std::string told;
};

/// Each on a fresh broker.
Shown show(const Finding& finding, const std::vector<std::string>& broker, bool measure = false) {
  const program::TemporaryFolder folder;
  const std::string name = campaign::name_of(finding);
  const std::string scenario = folder.file(name + ".scenario");
  const std::string script = folder.file(name + ".py");
  std::ofstream(scenario) << campaign::scenario_of(finding, name, "broker 1.0");
  std::ofstream(script) << campaign::script_of(finding, name, "broker 1.0");
  Shown shown;
  {
    const Broker one(broker);
    const auto ended = program::run({scenario, "--broker", one.address()});
    shown.scenario = ended.exit_code;
    shown.told = ended.out + ended.err;
  }
  const Broker one(broker);
  net::Command command;
  command.arguments = {"/usr/bin/env", "python3", script, "127.0.0.1", one.port()};
  if (measure) command.arguments.insert(command.arguments.end(), {"--pid", std::to_string(one.pid())});
  const auto ended = net::run_to_end(command, seconds(60));
  shown.python = ended ? ended->status.number : -1;
  shown.told += ended ? ended->output : ended.error();
  return shown;
}

void expect_shown(const Finding& finding, const std::vector<std::string>& bad, int scenario_ends_with) {
  const Shown on_bad = show(finding, bad);
  EXPECT_EQ(on_bad.scenario, scenario_ends_with) << on_bad.told;
  EXPECT_EQ(on_bad.python, 1) << on_bad.told;
  const Shown on_sound = show(finding, planted(""));
  EXPECT_EQ(on_sound.scenario, 0) << on_sound.told;
  EXPECT_EQ(on_sound.python, 0) << on_sound.told;
}

TEST(Handover, ACrash) {
  expect_shown(finding(Kind::crash, {connect(), connect()}), planted("second-connect"), 6);
}

TEST(Handover, AGarbledSuback) {
  const std::vector<codec::FieldValue> filters{{Field::id, Number{5}},
                                               {Field::filter, "a"},
                                               {Field::filter, "b"},
                                               {Field::filter, "c"},
                                               {Field::filter, "d"}};
  Finding found = finding(Kind::ill_formed, {connect(), packet(PacketType::subscribe, filters)});
  found.suspicion.requirement = "5.0/MQTT-3.9.3-2";
  found.suspicion.evidence = std::string("\x90\x06\x00\x05\x00\x00\x00\x7e", 8);
  expect_shown(found, planted("garbled-suback"), 1);
}

TEST(Handover, AnIllegalPacketThatIsAnswered) {
  codec::Overrides wrong;
  wrong.flags = 0;
  Finding found = finding(
      Kind::accepted,
      {connect(), packet(PacketType::subscribe, {{Field::id, Number{5}}, {Field::filter, "a"}}, wrong)});
  found.suspicion.requirement = "5.0/MQTT-3.8.1-1";
  expect_shown(found,
               {in_build("conformance"), "broker", "--listen", "127.0.0.1:{port}", "--fault",
                "subscribe-with-wrong-flags-granted"},
               1);
}

TEST(Handover, AnExitAndAnAcknowledgementThatIsLost) {
  Finding exit = finding(Kind::exit, {connect(), packet(PacketType::disconnect, {{Field::code, Number{4}}})});
  expect_shown(exit, planted("exit-on-reason"), 6);
  std::vector<std::string> packets{connect()};
  for (unsigned id = 1; id < 13; ++id)
    packets.push_back(
        packet(PacketType::publish, {{Field::topic, "t"}, {Field::qos, Number{2}}, {Field::id, Number{id}}}));
  const Shown shown = show(finding(Kind::bystander_lost, packets), planted("lost-acknowledgement"));
  EXPECT_EQ(shown.python, 1) << shown.told;
}

TEST(Handover, WearIsMeasuredOverManyRounds) {
  if (sanitized) GTEST_SKIP() << "freed memory stays in the quarantine";
  Finding wear = finding(Kind::memory_not_returned, {connect(), std::string("\xc1\x00", 2)});
  wear.repetitions = 300;
  const Shown worn = show(wear, planted("leak-malformed"), true);
  EXPECT_EQ(worn.python, 1) << worn.told;
  EXPECT_THAT(worn.told, HasSubstr("after 300 rounds"));
  EXPECT_EQ(worn.scenario, 0) << "no scenario can see it: " << worn.told;
  const Shown sound = show(wear, planted(""), true);
  EXPECT_EQ(sound.python, 0) << sound.told;
}

TEST(Handover, WithoutABrokerTheProgramSaysSo) {
  const program::TemporaryFolder folder;
  std::ofstream(folder.file("p.py")) << campaign::script_of(finding(Kind::crash, {connect()}), "crash-1",
                                                            "broker");
  const auto ended = net::run_to_end(
      {{"/usr/bin/env", "python3", folder.file("p.py"), "127.0.0.1", std::to_string(program::refused_port())},
       {},
       {}},
      seconds(30));
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->status.number, 2) << ended->output;
}

/// Whatever a broker prints, or is called.
TEST(Handover, NothingBreaksOutOfItsPlace) {
  Finding hostile = finding(Kind::crash, {connect(), std::string("\x00\xff\"\"\"\n@HEAD@\n@PLAY@\n", 20)});
  campaign::Step pause;
  pause.deed = campaign::Deed::pause;
  pause.waits = true;
  pause.milliseconds = 5;
  hostile.plays.front().steps.push_back(pause);
  hostile.plays.push_back(hostile.plays.front());
  const std::string evil =
      "\"\"\" \\ $t ' # \n@PLAY@\n@HEAD@\nimport os; os._exit(7)\r\x1b[31m \xe2\x80\xae \xff % %(prog)s {0}";
  hostile.suspicion.sentence = evil;
  hostile.suspicion.signature = evil;
  const program::TemporaryFolder folder;
  std::ofstream(folder.file("s.scenario")) << campaign::scenario_of(hostile, "crash-1", evil);
  std::ofstream(folder.file("p.py")) << campaign::script_of(hostile, "crash-1", evil);
  const auto checked = program::run({"check", folder.file("s.scenario")});
  EXPECT_EQ(checked.exit_code, 0) << checked.out << checked.err;
  const auto python =
      net::run_to_end({{"/usr/bin/env", "python3", folder.file("p.py"), "--help"}, {}, {}}, seconds(30));
  ASSERT_TRUE(python);
  EXPECT_EQ(python->status.number, 0) << python->output;
}

}  // namespace
