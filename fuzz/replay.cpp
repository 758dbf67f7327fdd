// Runs a fuzz target over files, without any engine: `fuzz_decode FILE|FOLDER…`. An input that a target does
// not hold for ends the process, and its name is the last line.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

namespace fs = std::filesystem;

std::vector<std::string> inputs(int count, char** names) {
  std::vector<std::string> files;
  for (int i = 1; i < count; ++i) {
    std::error_code error;
    if (!fs::is_directory(names[i], error)) {
      files.emplace_back(names[i]);
      continue;
    }
    for (const auto& each : fs::recursive_directory_iterator(names[i], error))
      if (each.is_regular_file(error)) files.push_back(each.path().string());
  }
  std::ranges::sort(files);
  return files;
}

}  // namespace

int main(int count, char** names) {
  if (count < 2) {
    std::fprintf(stderr, "usage: %s FILE|FOLDER...\n", names[0]);
    return 2;
  }
  std::size_t ran = 0;
  for (const std::string& file : inputs(count, names)) {
    std::ifstream in(file, std::ios::binary);
    if (!in) {
      std::fprintf(stderr, "cannot read %s\n", file.c_str());
      return 2;
    }
    const std::vector<char> bytes{std::istreambuf_iterator<char>(in), {}};
    std::fprintf(stderr, "\r%s", file.c_str());
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
    ++ran;
  }
  std::fprintf(stderr, "\n%zu inputs\n", ran);
  return 0;
}
