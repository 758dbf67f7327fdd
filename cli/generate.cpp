// `conformance generate`: files for shells and for man, made of what the verbs say of themselves.

#include "cli/describe.h"
#include "cli/verbs.h"
#include "runner/launch.h"

namespace cli {

using runner::Exit;

Exit generate(const Arguments& arguments, Console& console) {
  CLI::App app("Prints completion for a shell, or the manual page.", "generate");
  std::string what;
  app.add_option("WHAT", what, "bash, zsh, fish or man")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish", "man"}).description(""));
  if (const auto parsed = parse(app, arguments, console); !parsed) return parsed.error();
  const auto verbs = describe_verbs();
  const auto targets = runner::launchable();
  console.out(what == "bash"   ? bash_completion(verbs, targets)
              : what == "zsh"  ? zsh_completion(verbs, targets)
              : what == "fish" ? fish_completion(verbs, targets)
                               : manual_page(verbs));
  return Exit::as_expected;
}

}  // namespace cli
