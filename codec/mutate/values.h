// Values worth trying in a field: limits of its type, limits of the rule, and text that means something to
// MQTT.
#pragma once

#include "codec/field.h"
#include "codec/field_table.h"
#include "codec/random/random.h"

namespace codec {

/// A value that can be written in the field, legal or not; `old` is what it has (or anything of its kind).
Value other_value(Random& random, const FieldDescription& row, const Value& old);

/// A value of the field's kind to begin with.
Value first_value(Random& random, const FieldDescription& row);

}  // namespace codec
