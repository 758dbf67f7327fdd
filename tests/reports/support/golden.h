// Golden files: what a screen looks like stands in the tree, where a reviewer sees it change.
// CONFORMANCE_UPDATE_GOLDEN=1 writes them anew.
#pragma once

#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>
#include <string>

namespace golden {

inline std::string read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// Expects `text` to be the file tests/<room>/golden/<name>.
inline void expect(const std::string& room, const std::string& name, const std::string& text) {
  const std::string path = std::string(CONFORMANCE_SOURCE_DIR) + "/tests/" + room + "/golden/" + name;
  const char* update = std::getenv("CONFORMANCE_UPDATE_GOLDEN");
  if (update != nullptr && *update == '1') {
    std::ofstream(path, std::ios::binary) << text;
    return;
  }
  EXPECT_EQ(text, read(path)) << path << " differs; CONFORMANCE_UPDATE_GOLDEN=1 writes it anew";
}

}  // namespace golden
