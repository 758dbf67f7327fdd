// See the header. An installation stands in its final place from the start, since many tools write that place
// into what they make; what makes it count is a file that is written last and holds all that it was made
// from.
#include "runner/install.h"

#include <charconv>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <fstream>
#include <iterator>
#include <regex>
#include <sys/file.h>
#include <system_error>
#include <unistd.h>

#include "net/child_process.h"
#include "runner/launch.h"
#include "runner/target_folder.h"

namespace runner {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view mark = ".installed";
constexpr std::chrono::hours patience{2};  ///< some are compiled, on whatever machine this is
constexpr std::chrono::seconds version_patience{30};

RunError failed(std::string message) {
  return {Exit::unreachable, std::move(message)};
}

/// All that decides what comes out, so that a new release of this program notices an installation of an old
/// one.
std::string fingerprint(const Installation& what) {
  std::string text = fmt::format("{} {}\n", what.name, what.recipe.version);
  for (const auto& command : what.recipe.commands) text += fmt::format("{}\n", fmt::join(command, " "));
  for (const auto& [name, content] : what.files) text += fmt::format("== {}\n{}\n", name, content);
  return text;
}

std::string content_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

bool write(const fs::path& file, std::string_view text) {
  std::ofstream out(file, std::ios::binary);
  out << text;
  return static_cast<bool>(out.flush());
}

/// One installation of a target at a time: a second one would clear the folder under the first.
class Lock {
 public:
  explicit Lock(const std::string& file)
      : descriptor_(::open(file.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0644)) {
    held_ = descriptor_ >= 0 && ::flock(descriptor_, LOCK_EX | LOCK_NB) == 0;
  }
  ~Lock() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;
  bool held() const { return held_; }

 private:
  int descriptor_;
  bool held_{};
};

/// What asks a program for its version; most know the same word.
std::string version_word(std::string_view program) {
  if (program == "java" || program == "javac") return "-version";  // version 8 has no other
  if (program == "go") return "version";
  return "--version";
}

std::optional<std::string> unmet(const std::string& name, const std::string& program,
                                 const std::string& least) {
  const std::string wanted = fmt::format("{} needs {} {} or newer", name, program, least);
  const std::string path = net::find_program(program);
  if (path.empty()) return fmt::format("{}, and there is no program `{}` here", wanted, program);
  const auto finished = net::run_to_end({{program, version_word(program)}, {}, {}, {}}, version_patience);
  std::smatch match;
  static const std::regex number("[0-9]+(\\.[0-9]+)+");
  if (!finished || !std::regex_search(finished->output, match, number)) {
    return fmt::format("{}, and {} does not tell its version", wanted, path);
  }
  if (is_at_least(match.str(), least)) return std::nullopt;
  return fmt::format("{}, and {} is {}", wanted, path, match.str());
}

/// A sentence about the first command that failed.
std::expected<void, std::string> run_commands(const Installation& what, const std::string& folder,
                                              const std::function<void(std::string_view)>& show) {
  const Placeholders values{{"installed", folder}, {"version", what.recipe.version}};
  for (const auto& command : what.recipe.commands) {
    const auto words = fill(command, values);
    show(fmt::format("$ {}\n", fmt::join(words, " ")));
    // The folder goes with us if we are killed: half of an installation is of no use to anybody.
    auto child = net::ChildProcess::spawn({words, folder, {}, show}, folder);
    if (!child) return std::unexpected(child.error());
    if (!child->wait(patience)) return std::unexpected(fmt::format("{} takes for ever", words.front()));
    const net::ExitStatus status = child->stop(std::chrono::seconds(1));
    if (!status.success()) return std::unexpected(fmt::format("{} {}", words.front(), net::describe(status)));
  }
  return {};
}

}  // namespace

std::optional<Installation> installation_of(std::string_view target) {
  std::string owner(target);
  auto recipe = recipe_from_json(file_of(owner, "target.json"));
  if (recipe && !recipe->installed_with.empty()) {
    owner = recipe->installed_with;
    recipe = recipe_from_json(file_of(owner, "target.json"));
  }
  if (!recipe || !recipe->install) return std::nullopt;
  Installation result{owner, *recipe->install, {}};
  for (const std::string& file : result.recipe.files)
    result.files[fs::path(file).filename()] = file_of(owner, file);
  return result;
}

std::vector<std::string> installable() {
  std::vector<std::string> names = launchable();
  std::erase_if(names, [](const std::string& name) { return !installation_of(name); });
  return names;
}

std::string cache_folder() {
  const char* cache = std::getenv("XDG_CACHE_HOME");
  if (cache != nullptr && *cache == '/') return fmt::format("{}/conformance/targets", cache);
  const char* home = std::getenv("HOME");
  return fmt::format("{}/.cache/conformance/targets", home == nullptr ? "" : home);
}

std::string folder_of(const Installation& what, std::string_view cache) {
  return fmt::format("{}/{}-{}", cache, what.name, what.recipe.version);
}

bool is_installed(const Installation& what, std::string_view cache) {
  return content_of(fs::path(folder_of(what, cache)) / mark) == fingerprint(what);
}

std::string install_command(std::string_view target) {
  return fmt::format("conformance install {}", target);
}

bool is_at_least(std::string_view version, std::string_view least) {
  const auto next = [](std::string_view& text) {
    unsigned number = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), number).ptr;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (text.starts_with('.')) {
      text.remove_prefix(1);
    } else {
      text = {};  // "3.9rc1": what is not a number any more decides nothing
    }
    return number;
  };
  while (!version.empty() || !least.empty()) {
    const unsigned have = next(version);
    const unsigned want = next(least);
    if (have != want) return have > want;
  }
  return true;
}

std::vector<std::string> unmet_needs(const Installation& what) {
  std::vector<std::string> sentences;
  for (const auto& [program, least] : what.recipe.needs) {
    if (auto sentence = unmet(what.name, program, least)) sentences.push_back(std::move(*sentence));
  }
  return sentences;
}

std::expected<void, RunError> install(const Installation& what, std::string_view cache,
                                      const std::function<void(std::string_view)>& show) {
  if (const auto unmet = unmet_needs(what); !unmet.empty()) {
    return std::unexpected(failed(fmt::format("{}", fmt::join(unmet, "; "))));
  }
  const std::string folder = folder_of(what, cache);
  std::error_code error;
  fs::create_directories(cache, error);
  const Lock lock(folder + ".lock");
  if (!lock.held()) {
    return std::unexpected(failed(fmt::format("cannot have {} for myself: is it being installed?", folder)));
  }
  fs::remove_all(folder, error);
  fs::create_directory(folder, error);
  for (const auto& [name, text] : what.files) {
    if (!write(fs::path(folder) / name, text)) {
      return std::unexpected(failed(fmt::format("cannot write {}/{}", folder, name)));
    }
  }
  const auto ran = run_commands(what, folder, show);
  const fs::path marked = fs::path(folder) / mark;
  const fs::path nearly = fs::path(folder) / ".nearly-installed";
  if (ran && write(nearly, fingerprint(what))) {
    fs::rename(nearly, marked, error);
    if (!error) return {};
  }
  fs::remove_all(folder, error);
  return std::unexpected(
      failed(fmt::format("{} {} could not be installed: {}", what.name, what.recipe.version,
                         ran ? "cannot write " + marked.string() : ran.error())));
}

}  // namespace runner
