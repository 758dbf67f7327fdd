// Dictionaries for libFuzzer and AFL++, from the tables of codec and language.
#pragma once

#include <string>

namespace fuzz::seeds {

/// Names and values of MQTT: protocol names, each property with its smallest and largest value, the Reason
/// Codes, topics that mean something.
std::string packet_dictionary();
/// Words of the scenario language and names of packets and fields.
std::string language_dictionary();
/// What breaks JSON, XML and HTML.
std::string report_dictionary();

}  // namespace fuzz::seeds
