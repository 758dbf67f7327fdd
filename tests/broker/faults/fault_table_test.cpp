// The table of faults holds what it promises: names, requirements that a black box can observe, sentences;
// and each fault is asked for where its requirement is obeyed, with the id beside it.
#include "broker/faults/fault_table.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "broker/faults.h"
#include "requirements/catalogue.h"

namespace broker {
namespace {

std::vector<std::string> words(std::string_view text) {
  std::istringstream stream{std::string(text)};
  std::vector<std::string> result;
  for (std::string word; stream >> word;) result.push_back(word);
  return result;
}

bool is_name(std::string_view name) {
  const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
  return !name.empty() && std::ranges::all_of(name, fits) && name.front() >= 'a' && name.front() <= 'z' &&
         name.back() != '-' && name.find("--") == std::string_view::npos;
}

/// A place where the sources ask `faults.on("name")`: the lines around it. Likewise a row of a table of such
/// questions, `{"5.0/U-004", "name", …}`.
struct Place {
  std::string where;
  std::string fault;
  std::string around;
};

constexpr std::size_t lines_around = 4;

std::vector<Place> places_in(const std::filesystem::path& file) {
  std::ifstream stream(file);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  std::vector<Place> places;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    constexpr std::string_view question = "on(\"";
    for (std::size_t at = lines[i].find(question); at != std::string::npos;
         at = lines[i].find(question, at + 1)) {
      const std::size_t name = at + question.size();
      Place place{file.filename().string() + ':' + std::to_string(i + 1),
                  lines[i].substr(name, lines[i].find('"', name) - name),
                  {}};
      const std::size_t last = std::min(lines.size(), i + lines_around + 1);
      for (std::size_t near = i < lines_around ? 0 : i - lines_around; near < last; ++near) {
        // Only what a comment says.
        const std::size_t comment = lines[near].find("//");
        if (comment != std::string::npos) place.around += lines[near].substr(comment) + '\n';
      }
      places.push_back(std::move(place));
    }
    const std::size_t row = lines[i].find_first_not_of(' ');
    if (row == std::string::npos) continue;
    if (lines[i].find("{\"3.1.1/") != row && lines[i].find("{\"5.0/") != row) continue;
    const std::size_t name = lines[i].find("\", \"") + std::string_view("\", \"").size();
    places.push_back({file.filename().string() + ':' + std::to_string(i + 1),
                      lines[i].substr(name, lines[i].find('"', name) - name), lines[i]});
  }
  return places;
}

/// All places in broker/ and net/.
const std::vector<Place>& places() {
  static const std::vector<Place> all = [] {
    std::vector<Place> found;
    for (const char* room : {"broker", "net"}) {
      const std::filesystem::path folder = std::filesystem::path(CONFORMANCE_SOURCE_DIR) / room;
      for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        const auto extension = entry.path().extension();
        if (extension != ".cpp" && extension != ".h") continue;
        if (entry.path().filename() == "faults.h") continue;  // its comment shows how to ask
        for (Place& place : places_in(entry.path())) found.push_back(std::move(place));
      }
    }
    return found;
  }();
  return all;
}

/// Whether the id stands there as a whole: "5.0/U-10" does not stand in "5.0/U-106".
bool names(const std::string& text, const std::string& id) {
  for (std::size_t at = text.find(id); at != std::string::npos; at = text.find(id, at + 1)) {
    const char after = at + id.size() < text.size() ? text[at + id.size()] : ' ';
    if (after < '0' || after > '9') return true;
  }
  return false;
}

TEST(FaultTable, has_names_in_lower_case_each_once) {
  std::set<std::string_view> seen;
  for (const FaultRow& row : fault_table) {
    EXPECT_TRUE(is_name(row.name)) << row.name;
    EXPECT_TRUE(seen.insert(row.name).second) << row.name << " is there twice";
  }
}

TEST(FaultTable, names_requirements_that_a_black_box_can_observe) {
  for (const FaultRow& row : fault_table) {
    const std::vector<std::string> ids = words(row.requirements);
    EXPECT_FALSE(ids.empty()) << row.name;
    EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), ids.size()) << row.name;
    for (const std::string& id : ids) {
      const requirements::Requirement* found = requirements::catalogue().find(id);
      ASSERT_NE(found, nullptr) << row.name << ": " << id;
      EXPECT_NE(found->grade, requirements::Grade::untestable) << row.name << ": " << id;
    }
  }
}

TEST(FaultTable, explains_each_fault_in_a_sentence) {
  for (const FaultRow& row : fault_table) {
    EXPECT_GE(words(row.explanation).size(), 3U) << row.name;
    EXPECT_TRUE(row.explanation.ends_with('.')) << row.name;
    EXPECT_EQ(row.explanation.find("  "), std::string_view::npos) << row.name;
    EXPECT_TRUE(row.collateral.empty() || row.collateral.ends_with('.')) << row.name;
  }
}

TEST(FaultTable, is_found_by_name) {
  for (std::size_t i = 0; i < fault_count; ++i) EXPECT_EQ(find_fault(fault_table[i].name), i);
  EXPECT_EQ(find_fault("no-such-fault"), fault_count);
  EXPECT_EQ(find_fault(""), fault_count);
}

TEST(FaultTable, has_no_fault_that_nobody_asks_for) {
  std::set<std::string> asked;
  for (const Place& place : places()) asked.insert(place.fault);
  for (const FaultRow& row : fault_table) EXPECT_TRUE(asked.contains(std::string(row.name))) << row.name;
}

TEST(FaultTable, is_asked_with_the_ids_beside_the_question) {
  for (const FaultRow& row : fault_table) {
    std::string comments;
    std::string where;
    for (const Place& place : places()) {
      if (place.fault != row.name) continue;
      comments += place.around;
      where += ' ' + place.where;
    }
    if (where.empty()) continue;  // the test above tells
    for (const std::string& id : words(row.requirements))
      EXPECT_TRUE(names(comments, id)) << row.name << ": no comment names " << id << " at" << where;
  }
}

TEST(Faults, are_off_unless_switched_on_and_tell_what_was_asked_once_watched) {
  Faults faults;
  EXPECT_FALSE(faults.on("hash-misses-parent"));
  EXPECT_TRUE(faults.asked().none());
  faults.watch(FaultSet{}.set());
  EXPECT_FALSE(faults.on("hash-misses-parent"));
  EXPECT_TRUE(faults.asked().test(find_fault("hash-misses-parent")));
  EXPECT_EQ(faults.asked().count(), 1U);
  faults.switch_on(find_fault("hash-misses-parent"));
  EXPECT_TRUE(faults.on("hash-misses-parent"));
  EXPECT_EQ(faults.active().count(), 1U);
}

}  // namespace
}  // namespace broker
