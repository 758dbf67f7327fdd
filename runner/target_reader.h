// Reads the objects of a target file and keeps the first complaint, so that the code that fills in a target
// needs no branch for errors. A complaint begins with the path of the key: "listeners.tls.port: …".
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace runner {

/// Parses a target file, in which comments may stand. Returns its object, or where it is no JSON.
std::expected<nlohmann::json, std::string> parse_target_file(std::string_view text);

class Reader {
 public:
  /// `path` is the object's own, empty for the file; `complaint` outlives the reader and may be shared.
  Reader(const nlohmann::json& object, std::string path, std::string& complaint);

  /// Complains about each key that is not in the list, with the one that was probably meant.
  void only(std::span<const std::string_view> keys) const;
  void only(std::initializer_list<std::string_view> keys) const {
    only(std::span(keys.begin(), keys.size()));
  }

  /// These leave `value` alone when the key is missing or wrong. A text must not be empty.
  void text(std::string_view key, std::string& value) const;
  void boolean(std::string_view key, bool& value) const;
  void seconds(std::string_view key, double& value) const;
  void texts(std::string_view key, std::vector<std::string>& values) const;
  [[nodiscard]] std::optional<std::uint64_t> number(std::string_view key, std::uint64_t least,
                                                    std::uint64_t most) const;

  [[nodiscard]] bool has(std::string_view key) const { return find(key) != nullptr; }
  [[nodiscard]] const nlohmann::json* find(std::string_view key) const;
  /// The keys with their values; none when it is no object.
  [[nodiscard]] std::vector<std::pair<std::string, const nlohmann::json*>> members() const;
  [[nodiscard]] std::vector<std::string> texts_of(const nlohmann::json& list, std::string_view key) const;
  /// The reader of the object under a key. Complains when that is no object.
  [[nodiscard]] Reader inner(std::string_view key) const;
  /// The reader of an object in the list under a key: the one at `index`.
  [[nodiscard]] Reader element(std::string_view key, const nlohmann::json& object, std::size_t index) const;

  [[nodiscard]] std::string path_of(std::string_view key) const;
  /// An empty key stands for the object itself.
  void complain(std::string_view key, std::string_view what) const;

 private:
  const nlohmann::json* object_;
  std::string path_;
  std::string* complaint_;
};

struct Target;
/// The key `control` of a target file.
void read_control(const Reader& top, Target& target);
/// The key `survives`: a list of stop and kill.
void read_survives(const Reader& reader, bool& stop, bool& kill);

}  // namespace runner
