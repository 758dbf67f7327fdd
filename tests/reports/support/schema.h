// As much of JSON Schema 2020-12 as docs/schema/ uses: $ref within the document, type, const, enum, pattern,
// minimum, required, properties, additionalProperties, items.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace schema {

/// What is wrong with `value`, one sentence a fault, with its JSON pointer; empty when it is valid. A keyword
/// of the schema that is not understood is a fault too.
std::vector<std::string> faults(const nlohmann::json& schema, const nlohmann::json& value);

/// Every member of `value` that no `properties` names, so that nothing is written that the schema does not
/// describe.
std::vector<std::string> undescribed(const nlohmann::json& schema, const nlohmann::json& value);

}  // namespace schema
