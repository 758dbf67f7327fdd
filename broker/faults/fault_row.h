// One fault as data.
#pragma once

#include <string_view>

namespace broker {

struct FaultRow {
  std::string_view name;  ///< lower case with hyphens: what is wrong, not what is right
  std::string_view
      requirements;  ///< qualified ids with a space between: "3.1.1/MQTT-3.3.1-5 5.0/MQTT-3.3.1-5"
  std::string_view explanation;  ///< a sentence: what the broker does wrong
  /// Why more than five cases that cover none of the ids fall with it; empty: no more do.
  std::string_view collateral{};
};

}  // namespace broker
