// `conformance install`: brings the brokers that no package has, each in the version that its target was
// tried with.
#include "runner/install.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/nearest.h"
#include "cli/verbs.h"

namespace cli {
namespace {

using runner::Exit;

void list(const std::string& cache, Console& console) {
  for (const auto& name : runner::installable()) {
    const auto what = *runner::installation_of(name);
    std::vector<std::string> needs;
    for (const auto& [program, least] : what.recipe.needs)
      needs.push_back(fmt::format("{} {}", program, least));
    console.out(fmt::format("{:<14} {:<14} {:<14} needs {}\n", name, what.recipe.version,
                            runner::is_installed(what, cache) ? "installed" : "not installed",
                            fmt::join(needs, ", ")));
  }
}

Exit install_one(const std::string& name, const std::string& cache, Console& console) {
  const auto what = runner::installation_of(name);
  if (!what) {
    const auto known = runner::installable();
    const auto meant = nearest(name, known);
    console.complain(fmt::format("there is no `{}` to install{}; there are: {}", name,
                                 meant ? fmt::format(", did you mean `{}`?", *meant) : "",
                                 fmt::join(known, ", ")));
    return Exit::usage;
  }
  if (!runner::is_installed(*what, cache)) {
    const auto installed =
        runner::install(*what, cache, [&console](std::string_view text) { console.err(text); });
    if (!installed) {
      console.complain(installed.error().message);
      return installed.error().exit;
    }
  }
  console.out(fmt::format("{} {} is installed in {}; conformance --launch {} judges it\n", name,
                          what->recipe.version, runner::folder_of(*what, cache), name));
  return Exit::as_expected;
}

}  // namespace

Exit install(const Arguments& arguments, Console& console) {
  CLI::App app(
      "Installs brokers that no package brings into a folder of the user's cache, for --launch. Without a "
      "name,\n"
      "lists those that there are and what each needs.",
      "install");
  std::vector<std::string> names;
  app.add_option("NAME", names, "Targets to install");
  if (const auto parsed = parse(app, arguments, console); !parsed) return parsed.error();

  const std::string cache = runner::cache_folder();
  if (names.empty()) list(cache, console);
  for (const auto& name : names) {
    if (const Exit exit = install_one(name, cache, console); exit != Exit::as_expected) return exit;
  }
  return Exit::as_expected;
}

}  // namespace cli
