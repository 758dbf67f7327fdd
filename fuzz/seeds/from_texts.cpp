// See the header.
#include "fuzz/seeds/from_texts.h"

#include <array>
#include <string>
#include <vector>

namespace fuzz::seeds {

void add_scenarios(SeedFolder& seeds, std::string_view text) {
  seeds.add("language", text);
  std::vector<std::size_t> begins;
  for (std::size_t at = text.find("\nscenario "); at != std::string_view::npos;
       at = text.find("\nscenario ", at + 1))
    begins.push_back(at + 1);
  if (begins.empty()) return;
  const std::string head(text.substr(0, begins.front()));
  begins.push_back(text.size());
  for (std::size_t i = 0; i + 1 < begins.size(); ++i)
    seeds.add("language", head + std::string(text.substr(begins[i], begins[i + 1] - begins[i])));
}

void add_reports(SeedFolder& seeds) {
  constexpr std::array<std::string_view, 12> strings{"mosquitto 2.0.11",
                                                     "]]>",
                                                     "<script>alert(1)</script>",
                                                     "\"&'<>",
                                                     "\xC3\x28",
                                                     "\x01\x02\x1B[31m",
                                                     "\xED\xA0\x80",
                                                     "{}",
                                                     "\\u0000\\",
                                                     "-->",
                                                     "\xF0\x9F\x92\xA9",
                                                     "a\r\nb"};
  for (std::size_t first = 0; first < strings.size(); ++first)
    for (unsigned numbers = 0; numbers < 4; ++numbers) {
      // Texts and small numbers in turn: whatever the target reads next, something sensible stands there.
      std::string input;
      for (std::size_t i = 0; i < 60; ++i) {
        const auto text = strings[(first + i) % strings.size()];
        input += static_cast<char>(text.size());
        input += text;
        for (unsigned n = 0; n < numbers; ++n) input += static_cast<char>((i + n) % 4);
      }
      seeds.add("report", input);
    }
}

}  // namespace fuzz::seeds
