// The tables of docs/fields.md, made from the codec's own, so that the manual cannot be wrong about them.
#pragma once

#include <string>

namespace script {

/// Markdown: the fields of every packet, the overrides, the pseudo fields, the words of `needs`.
std::string render_field_reference();

}  // namespace script
