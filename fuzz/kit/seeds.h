// What fuzzing starts from, made from the codec's tables, so that it cannot lag behind them.
#pragma once

#include <string>
#include <vector>

#include "codec/version.h"

namespace kit {

/// Inputs of one packet each (fuzz/support/options.h): for every version, side and packet type some lawful
/// ones; of clients each variant of the codec's matrices, lawful or breaking one rule. In an order that does
/// not change.
const std::vector<std::string>& seeds();

/// The input that holds this one packet.
std::string input_of(const std::string& packet, codec::Version version, codec::Direction from);

/// Names, identifiers and values that mean something to MQTT, as a dictionary for libFuzzer and AFL++.
const std::string& dictionary();

}  // namespace kit
