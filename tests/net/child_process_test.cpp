// Programs that we start end when we want, and with us.
#include "net/child_process.h"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <poll.h>
#include <signal.h>
#include <sstream>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "net/free_port.h"

namespace net {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::HasSubstr;

template <typename Condition>
bool soon(Condition condition) {
  const auto deadline = std::chrono::steady_clock::now() + seconds(10);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    ::poll(nullptr, 0, 2);
  }
  return true;
}

bool nobody_in_group(pid_t group) {
  return ::kill(-group, 0) != 0;
}

TEST(ChildProcess, OutputAndExitCodeAreKept) {
  const auto finished = run_to_end({{"sh", "-c", "echo out; echo err >&2; exit 3"}, {}, {}}, seconds(10));
  ASSERT_TRUE(finished);
  EXPECT_FALSE(finished->status.success());
  EXPECT_EQ(describe(finished->status), "ended with exit code 3");
  EXPECT_THAT(finished->output, HasSubstr("out\n"));
  EXPECT_THAT(finished->output, HasSubstr("err\n"));
}

TEST(ChildProcess, HasTheFolderAndTheEnvironmentThatItWasGiven) {
  const auto finished = run_to_end({{"sh", "-c", "pwd; echo $FRUIT"}, "/", {{"FRUIT", "pear"}}}, seconds(10));
  ASSERT_TRUE(finished);
  EXPECT_EQ(finished->output, "/\npear\n");
}

TEST(ChildProcess, HoldsNoneOfOurConnections) {
  int connection[2];
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, connection), 0);
  const auto child = ChildProcess::spawn({{"sleep", "60"}, {}, {}});
  ASSERT_TRUE(child);
  ::close(connection[0]);
  pollfd other{connection[1], POLLIN, 0};
  EXPECT_EQ(::poll(&other, 1, 10000), 1) << "the child keeps the connection open";
  ::close(connection[1]);
}

TEST(ChildProcess, ASignalIsNamed) {
  const auto finished = run_to_end({{"sh", "-c", "kill -SEGV $$"}, {}, {}}, seconds(10));
  ASSERT_TRUE(finished);
  EXPECT_EQ(describe(finished->status), "was killed by signal 11 (SIGSEGV)");
}

TEST(ChildProcess, AProgramThatIsNotThereIsTold) {
  const auto child = ChildProcess::spawn({{"no-such-program"}, {}, {}});
  ASSERT_FALSE(child);
  EXPECT_THAT(child.error(), HasSubstr("no program `no-such-program`"));
}

TEST(ChildProcess, AToolThatNeverEndsIsKilled) {
  const auto finished = run_to_end({{"sleep", "1000"}, {}, {}}, milliseconds(50));
  ASSERT_FALSE(finished);
  EXPECT_THAT(finished.error(), HasSubstr("sleep was not through within 0.05 s"));
}

TEST(ChildProcess, StopAsksFirst) {
  auto child = ChildProcess::spawn(
      {{"sh", "-c", "trap 'echo bye; exit 7' TERM; echo up; while :; do read x < /dev/null; done"}, {}, {}});
  ASSERT_TRUE(child);
  ASSERT_TRUE(soon([&] { return child->log().find("up") != std::string::npos; }));
  EXPECT_EQ(describe(child->stop(seconds(10))), "ended with exit code 7");
  EXPECT_THAT(child->log(), HasSubstr("bye"));
}

TEST(ChildProcess, ItsLogIsReadFromAPlaceOn) {
  auto child = ChildProcess::spawn({{"sh", "-c", "echo one; exec sleep 1000"}, {}, {}});
  ASSERT_TRUE(child);
  ASSERT_TRUE(soon([&] { return child->printed() == 4; }));
  EXPECT_EQ(child->log_since(0), "one\n");
  EXPECT_EQ(child->log_since(2), "e\n");
  EXPECT_EQ(child->log_since(4), "");
  EXPECT_EQ(child->log_since(1000), "") << "a place that it has not come to";
}

TEST(ChildProcess, OfALongLogTheEndIsRead) {
  auto child = ChildProcess::spawn({{"sh", "-c", "yes 0123456 | head -c 800000; echo end"}, {}, {}});
  ASSERT_TRUE(child);
  ASSERT_TRUE(soon([&] { return child->printed() == 800004; }));
  EXPECT_EQ(child->log_since(0).size(), 65536U);
  EXPECT_EQ(child->log_since(800000), "end\n");
}

TEST(ChildProcess, StopKillsWhatDoesNotListen) {
  auto child = ChildProcess::spawn(
      {{"sh", "-c", "trap '' TERM; echo up; while :; do read x < /dev/null; done"}, {}, {}});
  ASSERT_TRUE(child);
  ASSERT_TRUE(soon([&] { return child->log().find("up") != std::string::npos; }));
  EXPECT_EQ(describe(child->stop(milliseconds(50))), "was killed by signal 9 (SIGKILL)");
}

TEST(ChildProcess, StopTakesTheChildrensChildrenAlong) {
  auto child = ChildProcess::spawn({{"sh", "-c", "sleep 1000 & sleep 1000 & echo up; exit 0"}, {}, {}});
  ASSERT_TRUE(child);
  ASSERT_TRUE(soon([&] { return child->poll().has_value(); }));
  const pid_t group = child->pid();
  EXPECT_FALSE(nobody_in_group(group));
  child->stop(milliseconds(50));
  EXPECT_TRUE(soon([&] { return nobody_in_group(group); }));
}

TEST(ChildProcess, ItsDestructorStopsIt) {
  pid_t group = 0;
  {
    auto child = ChildProcess::spawn({{"sleep", "1000"}, {}, {}});
    ASSERT_TRUE(child);
    group = child->pid();
  }
  EXPECT_TRUE(nobody_in_group(group));
}

TEST(ChildProcess, DiesWithUsEvenWhenWeAreKilledAndItsFolderGoes) {
  auto folder = TemporaryFolder::create("test");
  ASSERT_TRUE(folder);
  const std::string doomed = folder->path() + "/doomed";
  std::filesystem::create_directory(doomed);
  int ends[2] = {};
  ASSERT_EQ(::pipe(ends), 0);
  const pid_t parent = ::fork();
  if (parent == 0) {
    // A grandchild that forgets the death signal, as a daemon that changes its user does.
    auto child = ChildProcess::spawn({{"sh", "-c", "sleep 1000 & sleep 1000"}, {}, {}}, doomed);
    const pid_t group = child ? child->pid() : 0;
    static_cast<void>(!::write(ends[1], &group, sizeof group));
    ::raise(SIGKILL);
  }
  pid_t group = 0;
  ASSERT_EQ(::read(ends[0], &group, sizeof group), static_cast<ssize_t>(sizeof group));
  ::waitpid(parent, nullptr, 0);
  EXPECT_GT(group, 0);
  EXPECT_TRUE(soon([&] { return nobody_in_group(group); }));
  EXPECT_TRUE(soon([&] { return !std::filesystem::exists(doomed); }));
  ::close(ends[0]);
  ::close(ends[1]);
}

TEST(FreePorts, AreAllDifferent) {
  const auto ports = free_ports(20);
  ASSERT_TRUE(ports);
  std::vector<std::uint16_t> sorted = *ports;
  std::ranges::sort(sorted);
  EXPECT_EQ(std::ranges::unique(sorted).begin(), sorted.end());
}

TEST(TemporaryFolder, IsGoneAtTheEnd) {
  std::string path;
  {
    auto folder = TemporaryFolder::create("test");
    ASSERT_TRUE(folder);
    path = folder->path();
    EXPECT_TRUE(std::filesystem::is_directory(path));
    std::filesystem::create_directory(path + "/inner");
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

}  // namespace
}  // namespace net
