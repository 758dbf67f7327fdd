// Headings, shortened to what tells chapters apart. Of chapters 5 to 7 little concerns a server, so that they
// are not divided.
#include "reports/chapters.h"

#include <algorithm>
#include <array>
#include <utility>

#include "reports/wording.h"
#include "requirements/catalogue.h"

namespace reports {
namespace {

struct Heading {
  std::string_view version;  ///< empty: of both
  std::string_view number;
  std::string_view title;
};

constexpr auto headings = std::to_array<Heading>({
    {"", "1.2", "Terminology"},
    {"", "1.5", "Data representation"},
    {"", "2.1", "Structure of a packet"},
    {"3.1.1", "2.2", "Fixed header"},
    {"3.1.1", "2.3", "Variable header"},
    {"3.1.1", "2.4", "Payload"},
    {"5.0", "2.2", "Variable header"},
    {"5.0", "2.3", "Payload"},
    {"5.0", "2.4", "Reason codes"},
    {"", "3.1", "CONNECT"},
    {"", "3.2", "CONNACK"},
    {"", "3.3", "PUBLISH"},
    {"", "3.4", "PUBACK"},
    {"", "3.5", "PUBREC"},
    {"", "3.6", "PUBREL"},
    {"", "3.7", "PUBCOMP"},
    {"", "3.8", "SUBSCRIBE"},
    {"", "3.9", "SUBACK"},
    {"", "3.10", "UNSUBSCRIBE"},
    {"", "3.11", "UNSUBACK"},
    {"", "3.12", "PINGREQ"},
    {"", "3.13", "PINGRESP"},
    {"", "3.14", "DISCONNECT"},
    {"", "3.15", "AUTH"},
    {"", "4.1", "Session state"},
    {"", "4.2", "Network connections"},
    {"", "4.3", "Quality of Service"},
    {"", "4.4", "Delivery retry"},
    {"", "4.5", "Message receipt"},
    {"", "4.6", "Message ordering"},
    {"", "4.7", "Topic names and filters"},
    {"3.1.1", "4.8", "Handling errors"},
    {"5.0", "4.8", "Subscriptions"},
    {"5.0", "4.9", "Flow control"},
    {"5.0", "4.10", "Request / response"},
    {"5.0", "4.11", "Server redirection"},
    {"5.0", "4.12", "Enhanced authentication"},
    {"5.0", "4.13", "Handling errors"},
    {"", "5", "Security"},
    {"", "6", "WebSocket"},
    {"", "7", "Conformance"},
});

/// "3.3" of "3.3.1.2", "6" of "6.0".
std::string chapter_number(std::string_view section) {
  const auto dot = section.find('.');
  const bool divided = !section.empty() && section.front() >= '1' && section.front() <= '4';
  if (dot == std::string_view::npos || !divided) return std::string(section.substr(0, dot));
  return std::string(section.substr(0, section.find('.', dot + 1)));
}

/// "3.3.1" of "5.0/MQTT-3.3.1-5".
std::string_view section_in(std::string_view id) {
  constexpr std::string_view mark = "/MQTT-";
  const auto at = id.find(mark);
  if (at == std::string_view::npos) return {};
  const auto section = id.substr(at + mark.size());
  return section.substr(0, section.find('-'));
}

int number_in(std::string_view digits) {
  int number = 0;
  for (const char digit : digits)
    if (digit >= '0' && digit <= '9') number = number * 10 + (digit - '0');
  return number;
}

std::pair<int, int> numbers_of(std::string_view chapter) {
  constexpr int behind_all = 99;
  if (chapter.empty()) return {behind_all, 0};
  const auto dot = std::min(chapter.find('.'), chapter.size());
  return {number_in(chapter.substr(0, dot)), number_in(chapter.substr(dot))};
}

}  // namespace

Chapter chapter_of(std::string_view id) {
  if (group_of(id) == Group::promise) return {{}, "The target's own promises"};
  const auto* requirement = requirements::catalogue().find(id);
  const std::string_view section = requirement == nullptr ? section_in(id) : requirement->section;
  Chapter chapter{chapter_number(section), {}};
  const auto found = std::ranges::find_if(headings, [&](const Heading& heading) {
    return heading.number == chapter.number && (heading.version.empty() || heading.version == version_of(id));
  });
  if (found != headings.end()) chapter.title = found->title;
  return chapter;
}

bool is_before(std::string_view number, std::string_view other) {
  return numbers_of(number) < numbers_of(other);
}

}  // namespace reports
