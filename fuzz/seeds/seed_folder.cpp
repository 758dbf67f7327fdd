// See the header.
#include "fuzz/seeds/seed_folder.h"

#include <fmt/format.h>
#include <fstream>
#include <stdexcept>

namespace fuzz::seeds {

void SeedFolder::add(std::string_view target, std::string_view input) {
  if (input.empty() || input.size() > longest) return;
  std::uint64_t hash = 14'695'981'039'346'656'037U;  // FNV-1a
  for (const char c : input) hash = (hash ^ static_cast<unsigned char>(c)) * 1'099'511'628'211U;
  const auto folder = root_ / target;
  const auto file = folder / fmt::format("{:016x}", hash);
  if (!there_.insert(file).second) return;
  std::filesystem::create_directories(folder);
  std::ofstream out(file, std::ios::binary);
  out << input;
  if (!out.flush()) throw std::runtime_error("cannot write " + file.string());
  ++counts_[std::string(target)];
}

}  // namespace fuzz::seeds
