// See the header.
#include "tests/runner/support/notes.h"

#include <fmt/format.h>
#include <stdexcept>

#include "requirements/catalogue.h"

namespace runner::testing {

std::vector<script::CaseInfo> cases_from(std::string_view scenarios) {
  const auto parsed = script::parse("t.scenario", fmt::format("suite t \"Tests\"\n\n{}", scenarios),
                                    requirements::catalogue());
  if (!parsed.suite) {
    throw std::invalid_argument(parsed.diagnostics.empty() ? "no suite"
                                                           : script::render(parsed.diagnostics.front()));
  }
  return script::cases_of(parsed.suite);
}

Target target_at(std::uint16_t port) {
  return *target_from_url(fmt::format("127.0.0.1:{}", port));
}

void Notes::begins(const RunResult&, std::size_t cases) {
  announced = cases;
}

void Notes::finished(const CaseResult& result, const Standing&) {
  finished_ids.push_back(result.id);
  if (on_finished) on_finished();
}

void Notes::slow(std::string_view, double) {}

void Notes::standing(const Standing&) {
  ++standings;
  if (on_standing) on_standing();
}

void Notes::note(std::string_view line) {
  lines.emplace_back(line);
}

}  // namespace runner::testing
