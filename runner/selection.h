// Which cases run: patterns, requirements, tags, versions, and a shard of what is left. Of several patterns,
// requirements or tags one must fit; of the kinds that are given all must. Pure.
#pragma once

#include <cstddef>
#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "codec/version.h"
#include "runner/run_error.h"
#include "script/script.h"

namespace runner {

struct SelectionOptions {
  /// Names: `suite`, `suite/scenario`, `suite/scenario[row]`, each also with `@version`. `*` stands for any
  /// text and `?` for one character; all else is literal. What is a name as it stands is only that name.
  std::vector<std::string> patterns = {};
  /// An id (5.0/MQTT-3.3.1-5; without the version in both), the start of one (5.0/MQTT-3.3.1), a section with
  /// those below it (5.0/3.3.1); `*` and `?` as above.
  std::vector<std::string> covers = {};
  std::vector<std::string> tags = {};         ///< `!slow` leaves out
  std::vector<codec::Version> versions = {};  ///< none: all
  bool safe = false;                          ///< only cases that are is_safe()
  std::size_t shard_index = 1;                ///< from 1 to shard_count
  std::size_t shard_count = 1;
};

/// The same as it is typed.
struct SelectionRequest {
  std::vector<std::string> patterns = {};
  std::vector<std::string> covers = {};
  std::vector<std::string> tags = {};
  std::vector<std::string> versions = {};  ///< "3.1.1", "5.0"; none: both
  bool safe = false;
  std::string shard = {};  ///< "2/3": the second of three; empty: all
};

/// Whether the case leaves a broker in use in peace (`--safe`): it is not tagged `unsafe` (quotas, floods),
/// `malformed` or `exclusive` (`#`, `$SYS`), its plan sends nothing wrong and names no topic outside its
/// root.
bool is_safe(const script::CaseInfo& info);

/// Returns the cases that fit, in the order given. A case's shard depends on its id alone.
std::vector<script::CaseInfo> select(std::span<const script::CaseInfo> cases,
                                     const SelectionOptions& options);

/// Says, when select() returned none, which of the options fits no case, with names that resemble it; or that
/// it is all of them together. Sentences without a newline at the end.
std::string nothing_selected_message(std::span<const script::CaseInfo> cases,
                                     const SelectionOptions& options);

/// Also fails (exit 5) when one of several patterns fits no case, and for a request that makes no sense (exit
/// 2).
std::expected<std::vector<script::CaseInfo>, RunError> select(std::span<const script::CaseInfo> cases,
                                                              const SelectionRequest& request);

}  // namespace runner
