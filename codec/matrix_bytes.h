// Changes to the bytes of a sound packet that no list of fields can say. Internal to the matrix*.cpp of this
// room.
#pragma once

#include "codec/matrix.h"

namespace codec::matrix {

/// The packet with what `edit` says, if that is about its bytes; else as it was. The packet must be sound,
/// and in a version that has what is changed; where it has not, it stays as it was.
Bytes edited(const Bytes& packet, Version version, const Edit& edit);

}  // namespace codec::matrix
