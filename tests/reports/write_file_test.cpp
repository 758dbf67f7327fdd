// Files are whole or not there, and a result that cannot be written is not lost.
#include "reports/write_file.h"

#include <cstdlib>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/reports/support/golden.h"

namespace {

using testing::HasSubstr;

class WriteFile : public testing::Test {
 protected:
  WriteFile() {
    std::string name = testing::TempDir() + "conformance-write.XXXXXX";
    folder_ = ::mkdtemp(name.data());
  }
  ~WriteFile() override { std::filesystem::remove_all(folder_); }

  std::size_t files() const {
    std::size_t count = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder_)) ++count;
    return count;
  }

  std::string folder_;
};

TEST_F(WriteFile, MakesAFileAndNothingBeside) {
  ASSERT_TRUE(reports::write_file(folder_ + "/r.json", "text"));
  EXPECT_EQ(golden::read(folder_ + "/r.json"), "text");
  EXPECT_EQ(files(), 1U);
}

TEST_F(WriteFile, ReplacesAnOlderFileWhole) {
  ASSERT_TRUE(reports::write_file(folder_ + "/r.json", std::string(10000, 'a')));
  ASSERT_TRUE(reports::write_file(folder_ + "/r.json", "b"));
  EXPECT_EQ(golden::read(folder_ + "/r.json"), "b");
}

TEST_F(WriteFile, WritesToWhatIsNoRegularFile) {
  EXPECT_TRUE(reports::write_file("/dev/null", "text"));
}

TEST_F(WriteFile, KeepsTheTextWhenTheFolderIsMissingAndSaysWhatToDo) {
  const auto written = reports::write_file(folder_ + "/missing/r.json", "precious");
  ASSERT_FALSE(written);
  EXPECT_THAT(written.error(),
              HasSubstr("No such file or directory; create the folder " + folder_ + "/missing"));
  const auto at = written.error().find("kept in ");
  ASSERT_NE(at, std::string::npos);
  const std::string kept = written.error().substr(at + 8);
  EXPECT_EQ(golden::read(kept), "precious");
  std::filesystem::remove(kept);
}

TEST_F(WriteFile, LeavesTheOlderFileWhenItCannotBeReplaced) {
  std::filesystem::create_directory(folder_ + "/r.json");
  EXPECT_FALSE(reports::check_writable(folder_ + "/r.json"));
  const auto written = reports::write_file(folder_ + "/r.json", "text");
  ASSERT_FALSE(written);
  EXPECT_THAT(written.error(), HasSubstr("name a file in it"));
  EXPECT_EQ(files(), 1U);
  std::filesystem::remove(written.error().substr(written.error().find("kept in ") + 8));
}

TEST_F(WriteFile, IsCheckedBeforehandWithoutATrace) {
  EXPECT_TRUE(reports::check_writable(folder_ + "/r.json"));
  EXPECT_EQ(files(), 0U);
  EXPECT_TRUE(reports::check_writable("-"));
  const auto missing = reports::check_writable(folder_ + "/missing/r.json");
  ASSERT_FALSE(missing);
  EXPECT_THAT(missing.error(), HasSubstr("create the folder"));
}

}  // namespace
