// Installing a broker that no package brings, with a recipe that only needs a shell, in a folder of the
// test's own.
#include "runner/install.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <iterator>
#include <mutex>
#include <sys/stat.h>

#include "net/free_port.h"
#include "net/socket_loop.h"
#include "runner/launch.h"
#include "runner/target_folder.h"

namespace runner {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

class Install : public ::testing::Test {
 protected:
  Installation what(std::vector<std::vector<std::string>> commands) const {
    Installation result{"pigeon", {"1.2", {}, {"note"}, std::move(commands)}, {}};
    result.files["note"] = "coo";
    return result;
  }
  /// A program that says `text`, whatever it is asked.
  std::string program_saying(const std::string& text) const {
    const std::string path = folder_.path() + "/teller";
    std::ofstream(path) << "#!/bin/sh\necho '" << text << "'\n";
    ::chmod(path.c_str(), 0755);
    return path;
  }
  std::expected<void, RunError> install(const Installation& what) {
    return runner::install(what, cache(), [this](std::string_view text) {
      const std::scoped_lock lock(mutex_);
      shown_ += text;
    });
  }
  std::string cache() const { return folder_.path() + "/cache"; }

  net::TemporaryFolder folder_ = *net::TemporaryFolder::create("install");
  std::string shown_;
  std::mutex mutex_;
};

TEST_F(Install, RunsTheCommandsInTheFolderAndShowsWhatTheySay) {
  const auto pigeon =
      what({{"sh", "-c", "echo plucked; cp note {installed}/copy"}, {"sh", "-c", "echo {version} >version"}});
  EXPECT_FALSE(is_installed(pigeon, cache()));
  const auto done = install(pigeon);
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_TRUE(is_installed(pigeon, cache()));
  EXPECT_EQ(folder_of(pigeon, cache()), cache() + "/pigeon-1.2");
  std::ifstream copy(cache() + "/pigeon-1.2/copy");
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(copy), {}), "coo");
  EXPECT_THAT(shown_, StartsWith("$ sh -c echo plucked"));
  EXPECT_THAT(shown_, HasSubstr("\nplucked\n"));
}

TEST_F(Install, LeavesNothingWhenACommandFails) {
  const auto pigeon = what({{"sh", "-c", "touch half"}, {"sh", "-c", "exit 3"}, {"sh", "-c", "echo never"}});
  const auto done = install(pigeon);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().exit, Exit::unreachable);
  EXPECT_EQ(done.error().message, "pigeon 1.2 could not be installed: sh ended with exit code 3");
  EXPECT_FALSE(is_installed(pigeon, cache()));
  EXPECT_FALSE(std::filesystem::exists(folder_of(pigeon, cache())));
  EXPECT_THAT(shown_, testing::Not(HasSubstr("never")));
}

TEST_F(Install, AFolderWithoutItsMarkDoesNotCountAndIsMadeAnew) {
  const auto pigeon = what({{"sh", "-c", "ls >seen"}});
  std::filesystem::create_directories(folder_of(pigeon, cache()));
  std::ofstream(folder_of(pigeon, cache()) + "/left-over") << "x";
  EXPECT_FALSE(is_installed(pigeon, cache()));
  ASSERT_TRUE(install(pigeon));
  EXPECT_FALSE(std::filesystem::exists(folder_of(pigeon, cache()) + "/left-over"));
}

TEST_F(Install, OfAnOtherRecipeDoesNotCount) {
  auto pigeon = what({{"true"}});
  ASSERT_TRUE(install(pigeon));
  pigeon.files["note"] = "coo, coo";
  EXPECT_FALSE(is_installed(pigeon, cache()));
}

TEST_F(Install, IsDoneByOneAtATime) {
  const auto pigeon = what({{"true"}});
  const auto outer = what({{"true"}});
  std::string inner;
  const auto done = runner::install(outer, cache(), [&](std::string_view text) {
    if (!text.starts_with("$")) return;
    const auto second = runner::install(pigeon, cache(), [](std::string_view) {});
    inner = second ? "installed" : second.error().message;
  });
  ASSERT_TRUE(done);
  EXPECT_THAT(inner, HasSubstr("is it being installed?"));
}

TEST_F(Install, SaysWhichProgramIsMissingOrTooOld) {
  auto pigeon = what({{"true"}});
  pigeon.recipe.needs = {{"no-such-program", "3.1"}};
  EXPECT_THAT(unmet_needs(pigeon),
              ElementsAre("pigeon needs no-such-program 3.1 or newer, and there is no program "
                          "`no-such-program` here"));
  const std::string teller = program_saying("teller version \"17.0.15\" of 2025");
  pigeon.recipe.needs = {{teller, "21"}};
  EXPECT_THAT(unmet_needs(pigeon),
              ElementsAre("pigeon needs " + teller + " 21 or newer, and " + teller + " is 17.0.15"));
  EXPECT_EQ(install(pigeon).error().exit, Exit::unreachable);
  EXPECT_THAT(shown_, IsEmpty());
  pigeon.recipe.needs = {{teller, "11"}};
  EXPECT_THAT(unmet_needs(pigeon), IsEmpty());
  program_saying("hello");
  EXPECT_THAT(unmet_needs(pigeon), ElementsAre(HasSubstr("does not tell its version")));
}

TEST(IsAtLeast, ComparesNumberByNumber) {
  EXPECT_TRUE(is_at_least("17.0.15", "11"));
  EXPECT_TRUE(is_at_least("11", "11.0"));
  EXPECT_TRUE(is_at_least("1.26.8", "1.26"));
  EXPECT_FALSE(is_at_least("1.8.0", "11"));
  EXPECT_FALSE(is_at_least("1.9", "1.26"));
  EXPECT_FALSE(is_at_least("11", "11.0.1"));
}

TEST(Installable, TargetsSayWhatTheyNeedAndHowTheyAreInstalled) {
  for (const std::string& name : installable()) {
    const auto what = installation_of(name);
    ASSERT_TRUE(what) << name;
    EXPECT_FALSE(what->recipe.needs.empty()) << name;
    for (const auto& [file, text] : what->files) EXPECT_FALSE(text.empty()) << name << "/" << file;
  }
  EXPECT_FALSE(installation_of("mosquitto"));
  EXPECT_FALSE(installation_of("no-such-broker"));
}

TEST(Installable, TargetsShareTheInstallationThatTheyName) {
  const auto shared = installation_of("rumqttd-5");
  ASSERT_TRUE(shared);
  EXPECT_EQ(folder_of(*shared, "/cache"), folder_of(*installation_of("rumqttd"), "/cache"));
  for (const std::string& name : launchable()) {
    const auto recipe = recipe_from_json(file_of(name, "target.json"));
    ASSERT_TRUE(recipe) << name;
    EXPECT_TRUE(recipe->installed_with.empty() || installation_of(name)) << name;
  }
}

TEST(Launch, OfWhatIsNotInstalledSaysTheCommand) {
  const auto empty = *net::TemporaryFolder::create("empty");
  net::SocketLoop loop;
  for (const std::string& name : installable()) {
    LaunchOptions options;
    options.cache = empty.path();
    const auto broker = launch(name, loop, options);
    ASSERT_FALSE(broker) << name;
    EXPECT_EQ(broker.error().exit, Exit::unreachable);
    EXPECT_THAT(broker.error().message,
                HasSubstr("is not installed; install it with: conformance install " + name));
  }
}

}  // namespace
}  // namespace runner
