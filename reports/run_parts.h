// What the JSON report and the page tell alike of a run: its target and its selection. They differ in how a
// text is made safe: JSON keeps control characters, the page escapes them.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "runner/result.h"

namespace reports {

using Escape = std::string (*)(std::string_view text);

nlohmann::ordered_json target_to_json(const runner::RunResult& result, Escape escape);
/// Without what only a machine needs: level, arguments of a rerun.
nlohmann::ordered_json selection_to_json(const runner::Selection& selection, Escape escape);

}  // namespace reports
