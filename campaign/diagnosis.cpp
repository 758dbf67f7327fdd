// See the header.
#include "campaign/diagnosis.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <regex>
#include <vector>

namespace campaign {
namespace {

std::string_view line_at(std::string_view text, std::size_t at) {
  const std::size_t begin = text.rfind('\n', at);
  const std::size_t from = begin == std::string_view::npos ? 0 : begin + 1;
  return text.substr(from, text.find('\n', at) - from);
}

/// Functions of a stack trace that belong to the tools and not to the broker.
bool is_of_the_tools(std::string_view function) {
  constexpr std::array<std::string_view, 16> beginnings{
      "__asan", "__interceptor", "__ubsan",  "__sanitizer", "__lsan", "__tsan", "__msan", "__GI_",
      "raise",  "abort",         "__assert", "gsignal",     "malloc", "calloc", "free",   "operator new"};
  return std::ranges::any_of(beginnings, [&](std::string_view each) { return function.starts_with(each); });
}

/// The innermost functions of the first stack, without arguments.
std::string functions_in(std::string_view text) {
  std::vector<std::string> names;
  static const std::regex frame(R"(#\d+ 0x[0-9a-f]+ in ([^\s(]+))");
  const std::string excerpt(text.substr(0, 16'384));
  std::size_t last_end = 0;
  for (std::sregex_iterator each(excerpt.begin(), excerpt.end(), frame), end; each != end; ++each) {
    // A blank line ends a stack; the next ones tell where memory came from.
    const auto at = static_cast<std::size_t>(each->position());
    if (!names.empty() && excerpt.substr(last_end, at - last_end).find("\n\n") != std::string::npos) break;
    last_end = at + static_cast<std::size_t>(each->length());
    if (std::string name = (*each)[1]; !is_of_the_tools(name)) names.push_back(std::move(name));
    if (names.size() == 3) break;
  }
  return fmt::format("{}", fmt::join(names, " < "));
}

std::string without_numbers(const std::string& text) {
  static const std::regex numbers(R"(0x[0-9a-fA-F]+|==\d+==|\b\d{3,}\b)");
  return std::regex_replace(text, numbers, "");
}

struct Mark {
  std::string_view text;
  std::string_view what;
};

/// In the order in which they are looked for: a leak is the least of several.
constexpr std::array<Mark, 12> marks{{
    {"ERROR: AddressSanitizer: ", "AddressSanitizer"},
    {"WARNING: ThreadSanitizer: ", "ThreadSanitizer"},
    {"WARNING: MemorySanitizer: ", "MemorySanitizer"},
    {"runtime error: ", "UndefinedBehaviorSanitizer"},
    {"Assertion ", "assertion"},
    {"assertion failed", "assertion"},
    {"terminate called", "uncaught exception"},
    {"panicked at", "panic"},
    {"panic: ", "panic"},
    {"fatal error: ", "fatal error"},
    {"OutOfMemoryError", "out of memory"},
    {"StackOverflowError", "stack overflow"},
}};
constexpr std::string_view leak_mark = "ERROR: LeakSanitizer: ";

}  // namespace

std::optional<Suspicion> diagnose(std::string_view log) {
  for (const Mark& mark : marks) {
    const std::size_t at = log.find(mark.text);
    if (at == std::string_view::npos) continue;
    const std::string line(line_at(log, at));
    std::string functions = functions_in(log.substr(at));
    std::string detail = functions.empty() ? without_numbers(line) : std::move(functions);
    const std::size_t word = at + mark.text.size();
    const std::string error(log.substr(word, log.find_first_of(" \n:", word) - word));
    const bool names_error = mark.what.ends_with("Sanitizer");
    return Suspicion{Kind::sanitizer,
                     fmt::format("{}{} {}", mark.what, names_error ? " " + error : "", detail),
                     fmt::format("printed: {}", line),
                     {}};
  }
  if (const std::size_t at = log.find(leak_mark); at != std::string_view::npos) {
    return Suspicion{Kind::leak,
                     "leak " + functions_in(log.substr(at)),
                     "leaked memory, as LeakSanitizer says at its end",
                     {}};
  }
  return std::nullopt;
}

std::string sanitizer_options(std::string_view name, std::string_view ours) {
  std::string options(ours);
  const auto set = [&](std::string_view pair) {
    options += fmt::format("{}{}", options.empty() ? "" : ":", pair);
  };
  // A broker's own handler of SIGSEGV or SIGABRT must not swallow what the sanitizer would say.
  if (name == "ASAN_OPTIONS") {
    for (const auto pair : {"handle_segv=2", "handle_abort=2", "handle_sigfpe=2", "handle_sigbus=2",
                            "handle_sigill=2", "abort_on_error=0", "detect_leaks=1", "exitcode=99"})
      set(pair);
  } else if (name == "UBSAN_OPTIONS") {
    for (const auto pair :
         {"print_stacktrace=1", "halt_on_error=1", "handle_segv=2", "handle_abort=2", "exitcode=99"})
      set(pair);
  } else {
    set("exitcode=99");
  }
  return options;
}

}  // namespace campaign
