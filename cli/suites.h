// The scenarios that a command is about: the suites that are built in, or files and folders that were named.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cmake/embedded_file.h"
#include "script/script.h"

namespace scenarios {
/// The suites that are built into the program, from scenarios/CMakeLists.txt.
std::span<const embedded::File> suites();
}  // namespace scenarios

namespace cli {

/// A scenario file that was read.
struct SuiteFile {
  std::string name;
  std::string text;
  script::SuitePtr suite;  ///< null when it has errors
};

struct Suites {
  std::vector<SuiteFile> files;
  std::vector<script::Diagnostic> diagnostics;  ///< of all files, and between them
  std::vector<std::string> unreadable;          ///< a sentence for each file that could not be read

  bool has_errors() const;
  std::vector<script::SuitePtr> parsed() const;
  std::vector<script::CaseInfo> cases() const;
};

/// Whether a word of the command line means files: it exists as a folder, or as a file that ends in
/// `.scenario`.
bool names_scenarios(const std::string& word);

/// Reads and checks the suites that are built in.
Suites built_in_suites();

/// Reads and checks files, and the `.scenario` files of folders.
Suites suites_of(const std::vector<std::string>& paths);

/// All diagnostics as text.
std::string render(const std::vector<script::Diagnostic>& diagnostics);

}  // namespace cli
