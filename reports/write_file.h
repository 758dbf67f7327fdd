// Results reach the disk whole or not at all: a reader (or a later run) never meets half a file.
#pragma once

#include <expected>
#include <string>
#include <string_view>

namespace reports {

/// Writes `text` to `path`: into a temporary file beside it, then renamed. "-" is standard output; what is no
/// regular file (a pipe, /dev/stderr) is written directly. When that fails the text is kept in the system's
/// temporary folder and the error says where, why, and what to do.
std::expected<void, std::string> write_file(const std::string& path, std::string_view text);

/// Whether write_file could create that file now; the error is a sentence. Asked before a run, so that nobody
/// waits for a result that has no place to go.
std::expected<void, std::string> check_writable(const std::string& path);

}  // namespace reports
