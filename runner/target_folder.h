// What stands in a folder of targets/, and the placeholders in it.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace runner {

using Placeholders = std::map<std::string, std::string>;

/// `{name}` by its value; what is not known stays as it is, so that templates may hold braces of their own.
std::string fill(std::string_view text, const Placeholders& values);
std::vector<std::string> fill(std::vector<std::string> texts, const Placeholders& values);

/// The text of `targets/TARGET/NAME` as it is built in; empty when there is none.
std::string_view file_of(std::string_view target, std::string_view name);

}  // namespace runner
