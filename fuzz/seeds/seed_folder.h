// Where seeds go: a folder for each target, a file for each input, named by its contents, so that what is
// there twice stands once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace fuzz::seeds {

class SeedFolder {
 public:
  explicit SeedFolder(std::filesystem::path root) : root_(std::move(root)) {}

  /// Writes an input of a target, unless it is empty, there already or longer than `longest`: what takes long
  /// to run is a bad place to begin. Throws std::runtime_error when the file cannot be written.
  void add(std::string_view target, std::string_view input);

  /// How many there are, by target.
  const std::map<std::string, std::size_t, std::less<>>& counts() const { return counts_; }

  static constexpr std::size_t longest = 8'192;

 private:
  std::filesystem::path root_;
  std::set<std::filesystem::path> there_;
  std::map<std::string, std::size_t, std::less<>> counts_;
};

}  // namespace fuzz::seeds
