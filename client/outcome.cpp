// The words for verdicts, as they stand in every report.
#include "client/outcome.h"

#include <array>

namespace client {

std::string_view name_of(Verdict verdict) {
  static constexpr std::array<std::string_view, 8> names = {
      "pass", "advisory", "fail", "flaky", "unsupported", "inconclusive", "not_run", "error"};
  return names[static_cast<std::size_t>(verdict)];
}

}  // namespace client
