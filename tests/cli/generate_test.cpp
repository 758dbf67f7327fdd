// Completion and the manual page, made from the verbs themselves.
#include <cstdlib>
#include <fmt/format.h>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/reports/support/golden.h"
#include "tests/support/program.h"

namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::string generated(const std::string& what) {
  const auto ended = program::run({"generate", what});
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_EQ(ended.err, "");
  return ended.out;
}

bool is_installed(const std::string& program) {
  return std::system(fmt::format("command -v {} >/dev/null 2>&1", program).c_str()) == 0;
}

/// What bash offers behind these words, the last of which is being typed.
std::string offered(const std::string& words, int at) {
  const program::TemporaryFolder folder;
  std::ofstream(folder.file("completion")) << generated("bash");
  std::ofstream(folder.file("ask")) << fmt::format(
      "set -eu\n. '{}'\nCOMP_WORDS=({}) COMP_CWORD={}\n_conformance || true\nprintf '%s ' "
      "${{COMPREPLY[@]+\"${{COMPREPLY[@]}}\"}}\n",
      folder.file("completion"), words, at);
  const std::string command = fmt::format("cd '{0}' && bash ask >out 2>err", folder.file("."));
  EXPECT_EQ(std::system(command.c_str()), 0) << golden::read(folder.file("err"));
  EXPECT_EQ(golden::read(folder.file("err")), "");
  return golden::read(folder.file("out"));
}

TEST(Completion, OfBashOffersVerbsFirst) {
  EXPECT_THAT(offered("conformance co", 1), AllOf(HasSubstr("compare "), HasSubstr("completion ")));
  EXPECT_THAT(offered("conformance prob", 1), HasSubstr("probe "));
}

TEST(Completion, OfBashOffersTheOptionsOfTheVerbAndOfTheDefaultOne) {
  EXPECT_THAT(offered("conformance list --rerun", 2), HasSubstr("--rerun-failed "));
  EXPECT_THAT(offered("conformance --update", 1), HasSubstr("--update-baseline "));
  EXPECT_THAT(offered("conformance list --update", 2), Not(HasSubstr("--update-baseline ")));
}

TEST(Completion, OfBashOffersTheWordsThatAnOptionTakes) {
  EXPECT_EQ(offered("conformance --level s", 2), "should ");
  EXPECT_EQ(offered("conformance --launch hive", 2), "hivemq ");
  EXPECT_THAT(offered("conformance --baseline com", 2), HasSubstr("completion ")) << "files";
  EXPECT_EQ(offered("conformance --seed x", 2), " ") << "nothing";
}

TEST(Completion, OfZshIsWellFormed) {
  const std::string text = generated("zsh");
  EXPECT_THAT(text, testing::StartsWith("#compdef conformance\n"));
  EXPECT_THAT(text, HasSubstr("'--level[should\\: advice"));
  if (!is_installed("zsh")) GTEST_SKIP() << "zsh is not installed";
  const program::TemporaryFolder folder;
  std::ofstream(folder.file("_conformance")) << text;
  EXPECT_EQ(std::system(fmt::format("zsh -n '{}'", folder.file("_conformance")).c_str()), 0);
}

TEST(Completion, OfZshCompletesWhatIsTyped) {
  if (!is_installed("zsh")) GTEST_SKIP() << "zsh is not installed";
  const program::TemporaryFolder folder;
  std::ofstream(folder.file("_conformance")) << generated("zsh");
  const auto line = [&](const std::string& typed) {
    const std::string command =
        fmt::format("HOME='{0}' timeout 60 zsh -f '{1}/{2}' '{0}' '{3}' >'{0}/out' 2>&1", folder.file("."),
                    CONFORMANCE_SOURCE_DIR, program::data("ask.zsh"), typed);
    EXPECT_EQ(std::system(command.c_str()), 0);
    return golden::read(folder.file("out"));
  };
  EXPECT_EQ(line("conformance prob"), "conformance probe \n");
  EXPECT_EQ(line("conformance --lev"), "conformance --level \n");
  EXPECT_EQ(line("conformance --level s"), "conformance --level should \n");
  EXPECT_EQ(line("conformance --launch hive"), "conformance --launch hivemq \n");
  EXPECT_EQ(line("conformance list --rerun"), "conformance list --rerun-failed \n");
  EXPECT_EQ(line("conformance list --update-b"), "conformance list --update-b\n") << "no option of this verb";
}

TEST(Completion, OfFishCompletesWhatIsTyped) {
  if (!is_installed("fish")) GTEST_SKIP() << "fish is not installed";
  const program::TemporaryFolder folder;
  std::ofstream(folder.file("c.fish")) << generated("fish");
  const auto offer = [&](const std::string& typed) {
    const std::string command =
        fmt::format("cd '{0}' && HOME=$PWD timeout 60 fish -c 'source c.fish; complete -C \"{1}\"' >out 2>&1",
                    folder.file("."), typed);
    EXPECT_EQ(std::system(command.c_str()), 0);
    return golden::read(folder.file("out"));
  };
  EXPECT_EQ(offer("conformance prob"), "probe\twhat a broker is and what it can\n");
  EXPECT_EQ(offer("conformance --lev"), "--level\tshould: advice counts as failure, too\n");
  EXPECT_THAT(offer("conformance --level "), AllOf(HasSubstr("must\t"), HasSubstr("should\t")));
  EXPECT_THAT(offer("conformance --launch hive"), HasSubstr("hivemq\t"));
  EXPECT_EQ(offer("conformance list --update"), "") << "no option of this verb";
}

TEST(Completion, OfFishIsWellFormed) {
  const std::string text = generated("fish");
  EXPECT_THAT(text, HasSubstr(" -l level -x -a 'must should' -d "));
  if (!is_installed("fish")) GTEST_SKIP() << "fish is not installed";
  const program::TemporaryFolder folder;
  std::ofstream(folder.file("c.fish")) << text;
  EXPECT_EQ(std::system(fmt::format("fish --no-execute '{}'", folder.file("c.fish")).c_str()), 0);
}

TEST(ManualPage, NamesEveryVerbAndReadsWithoutAWarning) {
  const std::string text = generated("man");
  for (const char* part :
       {".TH CONFORMANCE 1", ".SS conformance compare", "\\fB\\-\\-update\\-baseline\\fR", ".SH EXIT STATUS"})
    EXPECT_THAT(text, HasSubstr(part));
  if (!is_installed("groff")) GTEST_SKIP() << "groff is not installed";
  const program::TemporaryFolder folder;
  std::ofstream(folder.file("page")) << text;
  const std::string command =
      fmt::format("groff -ww -k -man -Tutf8 '{0}' >'{0}.out' 2>'{0}.err'", folder.file("page"));
  EXPECT_EQ(std::system(command.c_str()), 0);
  EXPECT_EQ(golden::read(folder.file("page.err")), "");
}

}  // namespace
