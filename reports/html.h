// A result as one offline page for people, and several as a matrix of brokers. The page carries all it needs;
// what it shows is data in it, which its script turns into text and never into markup.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "runner/result.h"

namespace reports {

/// What the pages may weigh, so that a mail or a CI system takes them.
inline constexpr std::size_t html_bytes_at_most = 10'000'000;

/// The page of one result. With `before`, an earlier result, it tells what changed since; null for none.
/// Where the packets of all cases would not fit, those of known failures and of advice are left out first,
/// and the page says so.
std::string to_html(const runner::RunResult& result, const runner::RunResult* before = nullptr);

/// The matrix of several results: brokers by chapter and by requirement.
std::string to_html_matrix(std::span<const runner::RunResult> results);

}  // namespace reports
