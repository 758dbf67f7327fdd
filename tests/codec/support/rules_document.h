// The two tables of docs/codec.md, written from the rules, so that a test can hold the page to them.
#pragma once

#include <string>

namespace codec::test {

std::string rules_table();
std::string property_rules_table();

}  // namespace codec::test
