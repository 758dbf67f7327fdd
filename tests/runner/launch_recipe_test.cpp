// The key `launch` of a target file: how a broker is started, and installed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runner/target.h"

namespace runner {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;
using ::testing::StartsWith;

TEST(LaunchRecipe, IsReadFromTheKeyLaunch) {
  const auto recipe = recipe_from_json(R"({"launch": {
      "package": "p q", "needs": ["/f"], "beside": [["d", "{port:d}"]], "right": ["b", "-r"],
      "link": {"from": "{port:link}", "to": "{port:right}"}, "version": {"command": ["b", "-V"], "pattern": "v(.)x"}, "files": ["b.conf"],
      "certificates": true, "prepare": [["mk", "x"]], "owner": "o", "start": ["b", "-c", "{dir}/b.conf"],
      "environment": {"A": ""}, "ready_within_s": 2.5, "stop_within_s": 1,
      "values": {"disk": "none"}, "durable": {"values": {"disk": "{dir}"}, "survives": ["stop", "kill"]}
}
})");
  ASSERT_TRUE(recipe) << recipe.error();
  EXPECT_THAT(recipe->version_command, ElementsAre("b", "-V"));
  EXPECT_THAT(recipe->prepare, ElementsAre(ElementsAre("mk", "x")));
  EXPECT_THAT(recipe->needs, ElementsAre("/f"));
  EXPECT_THAT(recipe->beside, ElementsAre(ElementsAre("d", "{port:d}")));
  EXPECT_THAT(recipe->right, ElementsAre("b", "-r"));
  EXPECT_EQ(recipe->link_from, "{port:link}");
  EXPECT_EQ(recipe->link_to, "{port:right}");
  EXPECT_THAT(recipe->start, ElementsAre("b", "-c", "{dir}/b.conf"));
  EXPECT_THAT(recipe->environment, ElementsAre(Pair("A", "")));
  EXPECT_EQ(recipe->ready_within_s, 2.5);
  EXPECT_FALSE(recipe->install);
  EXPECT_THAT(recipe->values, ElementsAre(Pair("disk", "none")));
  ASSERT_TRUE(recipe->durable);
  EXPECT_THAT(recipe->durable->values, ElementsAre(Pair("disk", "{dir}")));
  EXPECT_TRUE(recipe->durable->survives_stop);
  EXPECT_TRUE(recipe->durable->survives_kill);
}

TEST(LaunchRecipe, SaysHowWhatNoPackageBringsIsInstalled) {
  const auto recipe = recipe_from_json(R"({"launch": {
      "start": ["{installed}/b"],
      "install": {"version": "1.2", "needs": {"go": "1.22"}, "files": ["main.go"], "commands": [["go", "build"]]}
}})");
  ASSERT_TRUE(recipe) << recipe.error();
  ASSERT_TRUE(recipe->install);
  EXPECT_EQ(recipe->install->version, "1.2");
  EXPECT_THAT(recipe->install->needs, ElementsAre(Pair("go", "1.22")));
  EXPECT_THAT(recipe->install->files, ElementsAre("main.go"));
  EXPECT_THAT(recipe->install->commands, ElementsAre(ElementsAre("go", "build")));
  EXPECT_THAT(recipe_from_json(R"({"launch": {"start": ["b"], "install": {"commands": [["x"]]}}})").error(),
              StartsWith("launch.install.version: "));
  EXPECT_THAT(recipe_from_json(R"({"launch": {"start": ["b"], "install": {"version": "1"}}})").error(),
              StartsWith("launch.install.commands: "));
}

TEST(LaunchRecipe, MayUseTheInstallationOfAnotherTarget) {
  const auto recipe = recipe_from_json(R"({"launch": {"start": ["{installed}/b"], "install": "other"}})");
  ASSERT_TRUE(recipe) << recipe.error();
  EXPECT_FALSE(recipe->install);
  EXPECT_EQ(recipe->installed_with, "other");
}

TEST(LaunchRecipe, NamesTheKeyThatIsWrong) {
  const auto complaint = [](std::string_view text) { return recipe_from_json(text).error(); };
  EXPECT_THAT(complaint("{}"), StartsWith("launch: the key is missing"));
  EXPECT_THAT(complaint(R"({"launch": {}})"), StartsWith("launch.start: "));
  EXPECT_THAT(complaint(R"({"launch": {"start": "b"}})"), StartsWith("launch.start: expected a list"));
  EXPECT_THAT(complaint(R"({"launch": {"start": ["b"], "ready_within_s": 0}})"),
              StartsWith("launch.ready_within_s: "));
  EXPECT_THAT(complaint(R"({"launch": {"start": ["b"], "beside": "d"}})"),
              StartsWith("launch.beside: expected a list"));
  EXPECT_THAT(complaint(R"({"launch": {"start": ["b"], "beside": [[]]}})"), StartsWith("launch.beside: "));
  EXPECT_THAT(complaint(R"({"launch": {"start": ["b"], "starts": 1}})"), HasSubstr("`start`"));
  EXPECT_THAT(complaint(R"({"launch": {"start": ["b"], "durable": {"instances": 0}}})"),
              StartsWith("launch.durable.instances: "));
}

}  // namespace
}  // namespace runner
