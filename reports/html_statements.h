// What the pages say of requirements whatever the result: chapter, level and sentence.
#pragma once

#include <cstddef>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace reports {

/// Texts that many cases share, written once; others refer to them by number.
class SharedTexts {
 public:
  /// The number of the text; control characters and what is no UTF-8 are escaped, a very long one is cut.
  std::size_t number_of(std::string_view text);
  [[nodiscard]] nlohmann::ordered_json to_json() const;

 private:
  std::map<std::string, std::size_t, std::less<>> numbers_;
  std::vector<std::string> texts_;
};

/// Requirements by their number on the page: by version, chapter, then in the order given.
class Statements {
 public:
  /// `ids` may repeat themselves.
  explicit Statements(std::span<const std::string> ids);

  [[nodiscard]] const std::vector<std::string>& ids() const { return ids_; }
  /// The numbers of those that the page has.
  [[nodiscard]] nlohmann::ordered_json numbers_of(const std::vector<std::string>& ids) const;
  /// [{"id", "version", "chapter": number in `chapters`, "section", "level", "kind", "binds", "sentence"}]
  [[nodiscard]] nlohmann::ordered_json to_json() const;
  /// [{"version", "number", "title"}]
  [[nodiscard]] nlohmann::ordered_json chapters() const;

 private:
  std::vector<std::string> ids_;
  std::map<std::string, std::size_t, std::less<>> numbers_;
};

}  // namespace reports
