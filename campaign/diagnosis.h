// What a broker printed about its own end, or about what a sanitizer saw in it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "campaign/suspicion.h"

namespace campaign {

/// What a sanitizer, an assertion or an uncaught exception says in the text, the first of them; nothing where
/// none speaks. The signature holds the kind of error and the innermost functions of the broker's own, so
/// that one defect has one; addresses and numbers of processes are left out.
std::optional<Suspicion> diagnose(std::string_view log);

/// The value of ASAN_OPTIONS, UBSAN_OPTIONS, LSAN_OPTIONS or TSAN_OPTIONS that makes a sanitizer speak and
/// end a process whatever handlers of signals it has, behind what the user has set (`ours`).
std::string sanitizer_options(std::string_view name, std::string_view ours);

}  // namespace campaign
