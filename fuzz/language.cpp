// language: text as a scenario file. Holds: the parser ends and says where each fault is; what it takes is
// printed, and that reads back, gives the same cases and is printed the same again.
#include <string>
#include <string_view>

#include "fuzz/support/oracle.h"
#include "requirements/catalogue.h"
#include "script/script.h"

namespace {

script::ParseResult parse(std::string_view text) {
  return script::parse("fuzz.scenario", text, requirements::catalogue());
}

bool has_error(const script::ParseResult& parsed) {
  for (const script::Diagnostic& each : parsed.diagnostics)
    if (each.severity == script::Diagnostic::Severity::error) return true;
  return false;
}

void the_faults_have_places(const script::ParseResult& parsed) {
  for (const script::Diagnostic& each : parsed.diagnostics) {
    fuzz::hold(!each.message.empty(), "a diagnostic says something");
    fuzz::hold(!script::render(each).empty(), "a diagnostic can be shown");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto parsed = parse(text);
  the_faults_have_places(parsed);
  fuzz::hold((parsed.suite == nullptr) == has_error(parsed), "a suite, or an error");
  if (parsed.suite == nullptr) return 0;
  const std::string printed = script::print(*parsed.suite);
  const auto again = parse(printed);
  fuzz::hold(again.suite != nullptr, "what is printed is read again");
  fuzz::hold(script::print(*again.suite) == printed, "what is printed is printed the same again");
  const auto cases = script::cases_of(parsed.suite);
  const auto cases_again = script::cases_of(again.suite);
  fuzz::hold(cases.size() == cases_again.size(), "what is printed has the same cases");
  const script::Environment environment;
  for (std::size_t i = 0; i < cases.size() && i < 8; ++i) {
    fuzz::hold(cases[i].id == cases_again[i].id, "what is printed has the same cases");
    fuzz::hold(script::compile(cases[i], environment).has_value() ==
                   script::compile(cases_again[i], environment).has_value(),
               "what is printed can be compiled like the original");
  }
  return 0;
}
