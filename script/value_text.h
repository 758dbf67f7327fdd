// Values and fields as the printer writes them; also used to name cases.
#pragma once

#include <string>

#include "script/ast.h"

namespace script {

std::string to_text(const Atom& atom);
std::string to_text(const ValueNode& value);
std::string to_text(const FieldNode& field);
/// Joined by blanks, with one in front of each.
std::string to_text(const FieldNodes& fields);

}  // namespace script
