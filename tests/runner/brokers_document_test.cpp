// docs/brokers.md is read as its readers read it: every JSON of it is a target file.
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>
#include <string>
#include <vector>

#include "runner/target.h"
#include "tests/support/program.h"

namespace runner {
namespace {

std::vector<std::string> json_blocks(const std::string& file) {
  std::ifstream in(std::string(CONFORMANCE_SOURCE_DIR) + "/" + file);
  std::stringstream text;
  text << in.rdbuf();
  const std::string all = text.str();
  const std::string fence = "```json\n";
  std::vector<std::string> blocks;
  for (std::size_t at = all.find(fence); at != std::string::npos; at = all.find(fence, at + 1)) {
    const std::size_t begin = at + fence.size();
    blocks.push_back(all.substr(begin, all.find("```", begin) - begin));
  }
  return blocks;
}

/// Files that a target file names are the reader's own; passwords must be there to be read.
void expect_targets(const std::string& document, std::size_t at_least) {
  const program::TemporaryFolder folder;
  for (const char* name : {"tester", "sensor", "dashboard"})
    std::ofstream(folder.file(std::string(name) + ".password")) << name << "pw\n";
  const auto blocks = json_blocks(document);
  EXPECT_GE(blocks.size(), at_least);
  for (const std::string& block : blocks) {
    const auto target = target_from_json(block, folder.file(""));
    ASSERT_TRUE(target) << target.error() << '\n' << block;
    EXPECT_FALSE(target->name.empty());
    if (!target->acl.empty()) {
      EXPECT_TRUE(target->users.contains("writer") && target->users.contains("reader")) << block;
      for (const auto& [right, topic] : target->acl)
        EXPECT_NE(topic.find("{case}"), std::string::npos) << right;
    }
  }
}

TEST(BrokersDocument, EveryJsonIsATargetFile) {
  expect_targets("docs/brokers.md", 10);
}

}  // namespace
}  // namespace runner
