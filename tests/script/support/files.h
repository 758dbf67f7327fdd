// Reading test data, and golden files that CONFORMANCE_UPDATE_GOLDEN=1 writes anew.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "script/script.h"

namespace script_test {

/// A path from the root of the sources.
std::filesystem::path source_path(std::string_view relative);
std::string read_file(const std::filesystem::path& path);
/// Compares with the file, or writes it when the environment says so.
void expect_golden(const std::filesystem::path& path, const std::string& text);

script::ParseResult parse(std::string_view text, std::string_view file = "test.scenario");
/// All diagnostics, rendered.
std::string rendered(const std::vector<script::Diagnostic>& diagnostics);
/// A suite with this one scenario; lines of the body are indented already.
std::string with_suite(std::string_view body, std::string_view covers = "5.0/MQTT-3.3.1-9");
/// The plan of the n-th case of a scenario with this body; fails the test when there is none.
script::CasePlan plan_of(std::string_view body, std::string_view covers = "5.0/MQTT-3.3.1-9",
                         std::size_t index = 0, const script::Environment& environment = {});

}  // namespace script_test
