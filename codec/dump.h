// Annotated hex dumps: which bytes are which field, for reports and for `conformance decode`. Works on whole
// packets, on packets that break off anywhere, and on malformed ones; every byte stands in exactly one line.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "codec/version.h"
#include "codec/violation.h"

namespace codec {

struct DumpLine {
  std::uint32_t offset{};
  std::uint32_t size{};
  std::string field;  ///< name of the field, "type" for byte 1, "?" for bytes that no field explains
  std::string value;  ///< as in the scenario notation; flags of one byte side by side
};

/// The lines of the first packet in `bytes`, and one for whatever is behind it. Long strings are shortened.
std::vector<DumpLine> dump_lines(std::string_view bytes, Version version, Direction from);

/// The lines as text: offset, bytes, field, value. The line that holds the violation's offset is marked.
std::string dump_text(std::string_view bytes, Version version, Direction from,
                      const std::optional<Violation>& violation = {});

}  // namespace codec
