// Reading of scenario files.
#include "cli/suites.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <system_error>

namespace cli {
namespace {

namespace fs = std::filesystem;

std::optional<std::string> read_file(const std::string& path) {
  if (path == "-") return std::string(std::istreambuf_iterator<char>(std::cin), {});
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::string text(std::istreambuf_iterator<char>(file), {});
  if (file.bad()) return std::nullopt;
  return text;
}

/// The files that a path means: itself, or the scenario files below a folder, sorted.
std::vector<std::string> files_of(const std::string& path) {
  std::error_code error;
  if (!fs::is_directory(path, error)) return {path};
  std::vector<std::string> files;
  for (auto entry = fs::recursive_directory_iterator(path, error); !error && entry != fs::end(entry);
       entry.increment(error))
    if (entry->path().extension() == ".scenario") files.push_back(entry->path().string());
  std::ranges::sort(files);
  return files;
}

void add(Suites& suites, std::string name, std::string text) {
  auto result = script::parse(name, text, requirements::catalogue());
  std::ranges::move(result.diagnostics, std::back_inserter(suites.diagnostics));
  suites.files.push_back({std::move(name), std::move(text), std::move(result.suite)});
}

void check_together(Suites& suites) {
  const auto parsed = suites.parsed();
  auto found = script::check_together(parsed);
  std::ranges::move(found, std::back_inserter(suites.diagnostics));
}

}  // namespace

bool Suites::has_errors() const {
  return std::ranges::any_of(diagnostics, [](const script::Diagnostic& diagnostic) {
    return diagnostic.severity == script::Diagnostic::Severity::error;
  });
}

std::vector<script::SuitePtr> Suites::parsed() const {
  std::vector<script::SuitePtr> suites;
  for (const auto& file : files)
    if (file.suite) suites.push_back(file.suite);
  return suites;
}

std::vector<script::CaseInfo> Suites::cases() const {
  std::vector<script::CaseInfo> cases;
  for (const auto& file : files)
    if (file.suite) std::ranges::move(script::cases_of(file.suite), std::back_inserter(cases));
  return cases;
}

bool names_scenarios(const std::string& word) {
  std::error_code error;
  if (fs::is_directory(word, error)) return true;
  return word.ends_with(".scenario") && fs::exists(word, error);
}

Suites built_in_suites() {
  Suites suites;
  for (const auto& file : scenarios::suites()) add(suites, std::string(file.name), std::string(file.text));
  check_together(suites);
  return suites;
}

Suites suites_of(const std::vector<std::string>& paths) {
  Suites suites;
  for (const auto& path : paths) {
    const auto files = files_of(path);
    if (files.empty()) suites.unreadable.push_back("there is no .scenario file in the folder " + path);
    for (const auto& file : files) {
      auto text = read_file(file);
      if (text)
        add(suites, file, std::move(*text));
      else
        suites.unreadable.push_back("cannot read " + file + ": " + std::strerror(errno));
    }
  }
  check_together(suites);
  return suites;
}

std::string render(const std::vector<script::Diagnostic>& diagnostics) {
  std::string text;
  for (const auto& diagnostic : diagnostics) text += script::render(diagnostic);
  return text;
}

}  // namespace cli
