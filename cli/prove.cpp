// `conformance prove`: does the suite notice every fault that the reference broker can be given?
#include "runner/prove.h"

#include <algorithm>
#include <fmt/format.h>

#include "cli/broker_faults.h"
#include "cli/outputs.h"
#include "cli/proof.h"
#include "cli/run_options.h"
#include "cli/selection_options.h"
#include "cli/verbs.h"
#include "reports/proof.h"
#include "reports/write_file.h"

namespace cli {
namespace {

using runner::Exit;

struct Options {
  SelectionOptions selection;
  std::vector<std::string> faults;
  std::string json;
  std::string seed = default_proof_seed;
  std::optional<std::size_t> jobs;
  Loudness loudness;
};

void add_options(CLI::App& app, Options& options) {
  const std::string group = "Proof";
  app.add_option("--fault", options.faults, "Only this fault (again for more); -v shows who convicts it")
      ->type_name("NAME")
      ->allow_extra_args(false)
      ->group(group);
  app.add_option("-j,--jobs", options.jobs, "Threads; otherwise one for each processor")
      ->check(CLI::Range(1, 200).description(""))
      ->type_name("N")
      ->group(group);
  app.add_option("--seed", options.seed, "Seed of names, in hex")->type_name("HEX")->group(group);
  add_selection_options(app, options.selection);
  add_json(app, options.json);
  add_loudness(app, options.loudness);
}

bool selects(const SelectionOptions& selection) {
  const auto& request = selection.request;
  return !selection.words.empty() || !request.covers.empty() || !request.tags.empty() ||
         !request.versions.empty() || request.safe || !request.shard.empty();
}

Exit end_of(const runner::Proof& proof) {
  return runner::holds(proof) ? Exit::as_expected : Exit::unexpected;
}

}  // namespace

Exit prove(const Arguments& arguments, Console& console) {
  CLI::App app(
      "Plays the cases against the reference broker with each of its faults on, in simulation, and tells "
      "which faults no case notices.",
      "prove");
  Options options;
  add_options(app, options);
  if (const auto parsed = parse(app, arguments, console); !parsed) return parsed.error();
  runner::ProveOptions how = proof_options(console);
  const auto faults = faults_named(options.faults);
  if (!faults) {
    console.complain(faults.error());
    return Exit::usage;
  }
  for (std::size_t i = 0; i < broker::fault_count; ++i)
    if (faults->active().test(i)) how.faults.push_back(i);
  if (!is_seed(options.seed)) {
    console.complain(fmt::format("--seed: `{}` is no hexadecimal number of up to 16 digits", options.seed));
    return Exit::usage;
  }
  if (!options.json.empty()) {
    if (const auto writable = reports::check_writable(options.json); !writable) {
      console.complain(writable.error());
      return Exit::usage;
    }
    if (options.json == "-") console.give_stdout_away();
  }
  const auto selected = select_cases(options.selection, console);
  if (!selected) return selected.error();

  const auto style = style_of_results(console, options.loudness);
  how.seed = options.seed;
  how.jobs = options.jobs.value_or(how.jobs);
  how.all_cases = !selects(options.selection);
  how.keep_convictions = !how.faults.empty() && style.verbosity >= reports::Verbosity::verbose;
  const auto proof = runner::prove(selected->cases, how);
  end_of_progress(console);
  if (!proof) {
    console.complain(proof.error().message);
    return proof.error().exit;
  }
  console.out(reports::conviction_blocks(*proof, style) + reports::proof_screen(*proof, style));
  if (options.json.empty()) return end_of(*proof);
  if (const auto written = reports::write_file(options.json, reports::proof_to_json(*proof)); !written) {
    console.complain(written.error());
    return Exit::usage;
  }
  return end_of(*proof);
}

}  // namespace cli
