// See the header.
#include "tests/script/support/files.h"

#include <cstdlib>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

namespace script_test {

std::filesystem::path source_path(std::string_view relative) {
  return std::filesystem::path(CONFORMANCE_SOURCE_DIR) / relative;
}

std::string read_file(const std::filesystem::path& path) {
  const std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

void expect_golden(const std::filesystem::path& path, const std::string& text) {
  if (std::getenv("CONFORMANCE_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(path, std::ios::binary) << text;
    return;
  }
  EXPECT_EQ(text, read_file(path)) << path << " differs; CONFORMANCE_UPDATE_GOLDEN=1 writes it anew";
}

script::ParseResult parse(std::string_view text, std::string_view file) {
  return script::parse(file, text, requirements::catalogue());
}

std::string rendered(const std::vector<script::Diagnostic>& diagnostics) {
  std::string text;
  for (const script::Diagnostic& each : diagnostics) text += script::render(each);
  return text;
}

std::string with_suite(std::string_view body, std::string_view covers) {
  return fmt::format("suite test \"A test\"\n\nscenario it\n  \"It must hold.\"\n  covers {}\n{}", covers,
                     body);
}

script::CasePlan plan_of(std::string_view body, std::string_view covers, std::size_t index,
                         const script::Environment& environment) {
  const script::ParseResult result = parse(with_suite(body, covers));
  EXPECT_NE(result.suite, nullptr) << rendered(result.diagnostics);
  const std::vector<script::CaseInfo> cases = script::cases_of(result.suite);
  EXPECT_LT(index, cases.size());
  if (index >= cases.size()) return {};
  auto plan = script::compile(cases[index], environment);
  EXPECT_TRUE(plan.has_value()) << (plan ? "" : plan.error().message);
  return plan ? std::move(*plan) : script::CasePlan{};
}

}  // namespace script_test
