// Asks the parser and holds its answer against the reference.
#pragma once

#include <optional>

#include "fuzz/kit/parser.h"

namespace kit {

/// The parser's answer, one of MQTT_FUZZ_…; any other ends the process, since the function under test is then
/// not what its header says. The packet lies in memory of exactly its size.
int ask(mqtt_fuzz_parser parser, const Question& question);

/// The reference verdict on what was asked.
Reference reference_for(const Question& question, Sides sides);

/// What is wrong with an answer; nothing when it is right, or one of several right ones.
std::optional<Disagreement> compare(const Question& question, const Reference& reference, int answer);

/// "accept", "malformed", "protocol error", "no opinion".
const char* name_of_answer(int answer);

}  // namespace kit
