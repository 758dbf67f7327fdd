// Values worth trying in a field: limits of its type, limits of the rule, and text that means something to
// MQTT.
#pragma once

#include "codec/field.h"
#include "codec/field_table.h"
#include "codec/random/random.h"

namespace fuzz {

/// A value that can be written in the field, legal or not; `old` is what it has (or anything of its kind).
codec::Value other_value(codec::Random& random, const codec::FieldDescription& row, const codec::Value& old);

/// A value of the field's kind to begin with.
codec::Value first_value(codec::Random& random, const codec::FieldDescription& row);

}  // namespace fuzz
