// The JSON documents of this folder as they are built into the program, and the reading of one of them.
// Internal to this room: others ask the catalogue.
#pragma once

#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cmake/embedded_file.h"
#include "requirements/catalogue.h"

namespace requirements {

// Returns the *.json of this folder; defined by cmake/embed.cmake.
std::span<const embedded::File> documents();

struct Document {
  std::vector<Requirement> requirements;
  std::vector<Difference> differences;
};

// Takes the text of one document. Fails with a sentence that names the object and the field, or the place
// where the text stops being JSON.
std::expected<Document, std::string> read_document(std::string_view text);

}  // namespace requirements
