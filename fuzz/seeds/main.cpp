// fuzz_seeds: writes the seeds of every fuzz target, from every vector and from the traffic of every scenario
// played against the reference broker in virtual time; and the dictionaries. `fuzz/make_seeds` runs it and
// keeps of the seeds what reaches something of its own.
//
//     fuzz_seeds SOURCE SEEDS DICTIONARIES
#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include "fuzz/seeds/dictionaries.h"
#include "fuzz/seeds/from_packets.h"
#include "fuzz/seeds/from_texts.h"
#include "net/simulated_loop.h"
#include "runner/run.h"
#include "runner/simulate.h"
#include "tests/codec/vectors/vector.h"

namespace {

namespace fs = std::filesystem;
using fuzz::seeds::SeedFolder;

class Silent : public runner::Listener {
 public:
  void begins(const runner::RunResult& /*so_far*/, std::size_t /*cases*/) override {}
  void finished(const runner::CaseResult& /*result*/, const runner::Standing& /*standing*/) override {}
  void slow(std::string_view /*case_id*/, double /*seconds*/) override {}
  void standing(const runner::Standing& /*standing*/) override {}
  void note(std::string_view /*line*/) override {}
};

void write(const fs::path& file, const std::string& text) {
  fs::create_directories(file.parent_path());
  std::ofstream out(file, std::ios::binary);
  out << text;
  if (!out.flush()) throw std::runtime_error("cannot write " + file.string());
}

std::vector<script::CaseInfo> read_scenarios(const fs::path& folder, SeedFolder& seeds) {
  std::vector<fs::path> files;
  for (const auto& each : fs::directory_iterator(folder))
    if (each.path().extension() == ".scenario") files.push_back(each.path());
  std::ranges::sort(files);
  std::vector<script::CaseInfo> cases;
  for (const fs::path& file : files) {
    std::ifstream in(file, std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(in), {});
    fuzz::seeds::add_scenarios(seeds, text);
    const auto parsed = script::parse(file.filename().string(), text, requirements::catalogue());
    if (parsed.suite == nullptr) throw std::runtime_error(file.string() + " has errors");
    std::ranges::move(script::cases_of(parsed.suite), std::back_inserter(cases));
  }
  return cases;
}

void add_traffic(const std::vector<script::CaseInfo>& cases, SeedFolder& seeds) {
  auto simulation = runner::simulate();
  if (!simulation) throw std::runtime_error(simulation.error());
  runner::Options options;
  options.seed = "5eed";
  simulation->wire.seed = runner::seed_of_wire(options.seed);
  net::SimulatedLoop loop(simulation->wire);
  Silent listener;
  const auto result = runner::run(loop, options, simulation->target, cases, listener);
  if (!result) throw std::runtime_error(result.error().message);
  for (const runner::CaseResult& each : result->cases) fuzz::seeds::add_case(seeds, each);
}

void add_vectors(SeedFolder& seeds) {
  for (const auto& each : codec::vectors::read_vectors()) {
    const std::string_view bytes(reinterpret_cast<const char*>(each.bytes.data()), each.bytes.size());
    fuzz::seeds::add_packet(seeds, bytes, each.version, each.from, each.refuse_disallowed,
                            each.maximum_packet_size.has_value());
    fuzz::seeds::add_hex_line(seeds, bytes, each.version, each.from);
  }
}

}  // namespace

int main(int count, char** words) {
  if (count != 4) {
    std::fprintf(stderr, "usage: %s SOURCE SEEDS DICTIONARIES\n", words[0]);
    return 2;
  }
  try {
    const fs::path dictionaries = words[3];
    write(dictionaries / "packets.dict", fuzz::seeds::packet_dictionary());
    write(dictionaries / "language.dict", fuzz::seeds::language_dictionary());
    write(dictionaries / "report.dict", fuzz::seeds::report_dictionary());
    SeedFolder seeds(words[2]);
    const auto cases = read_scenarios(fs::path(words[1]) / "scenarios", seeds);
    add_traffic(cases, seeds);
    add_vectors(seeds);
    fuzz::seeds::add_hand_made(seeds);
    fuzz::seeds::add_reports(seeds);
    for (const auto& [target, inputs] : seeds.counts()) std::printf("%s %zu\n", target.c_str(), inputs);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "fuzz_seeds: %s\n", error.what());
    return 1;
  }
  return 0;
}
