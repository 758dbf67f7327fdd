// The requirements that a broker is tested against, each in a sentence of our own: the numbered statements of
// MQTT 3.1.1 and 5.0, the behaviours without a number, and the target's own promises. It is data and not
// code, because reports, the scenario checker and `conformance explain` all need the same words. Read this
// header first.
#pragma once

#include <cstddef>
#include <expected>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace requirements {

// What a breach may be called: a violation, advice, or nothing at all.
enum class Grade { must, should, may, note, untestable };

// Numbered by the standard (MQTT-3.3.1-5), by us (U-042), or promised by the target (T-acl).
enum class Kind { numbered, unnumbered, target };

// What a server does with a packet of a client that breaks the requirement, in a word for machines: the lists
// `accept`, `forbid` and `lenient` say the same to people.
struct Reaction {
  enum class Kind {
    unknown,           // no packet breaks it by itself
    close,             // the connection ends
    close_if_noticed,  // likewise, unless the server lets the packet pass: advice. An error told, and no
                       // close: a violation
    close_or_refuse,   // the connection ends, or an error is acknowledged; anything else is advice
    open               // the text names no reaction: nothing is asked but that the server goes on
  };
  Kind kind = Kind::unknown;
  std::string in_connect;  // the id that judges the reaction where the packet is a CONNECT
  std::string stated_by;   // the id that judges it everywhere, when this one binds the sender alone
  std::vector<unsigned>
      return_codes;  // 3.1.1: of a CONNACK that may come before the close of a refused CONNECT
};

struct Requirement {
  std::string id;       // qualified, since ids of the two versions collide: "5.0/MQTT-3.3.1-5"
  std::string version;  // "3.1.1" or "5.0"
  Kind kind = Kind::numbered;
  std::string section;  // where it stands, often deeper than its number tells; empty for a target's promise
  std::string level;    // the keyword of the standard: "MUST", "MUST NOT", "SHOULD", "Protocol Error", …
  std::string binds;    // "server", "client", "both", "sender", "receiver" or "encoding"
  Grade grade = Grade::must;
  std::string basis;  // why it has this grade, in one word; explain_basis() says it in a sentence
  std::string sentence;
  bool observable = true;           // false just when the grade is untestable
  std::string how;                  // how it is tested; empty when not observable
  std::string reason;               // why it cannot be tested; empty when observable
  bool on_detection = false;        // the close is owed only by a server that shows that it noticed the fault
  Reaction reaction;                // to a packet that breaks it
  std::vector<std::string> accept;  // reactions that the text allows
  std::vector<std::string> forbid;  // reactions that prove a violation
  std::vector<std::string> lenient;  // reactions that are reported as advice only
  std::string condition;             // what must hold before it may be judged; empty for nothing
  // Why no fault can be made that breaks it, so that no proof of it is owed; empty where one can.
  std::string no_fault;
};

// Where our judgement of a requirement departs from the graders'.
struct Difference {
  std::string id;
  std::string ours;
  std::string grades;
  std::string reason;
};

class Catalogue {
 public:
  // Reads JSON documents, each an array of requirements or of differences.
  // Returns the catalogue, or a sentence that names the document (counted from 1), the object and the field.
  static std::expected<Catalogue, std::string> parse(std::span<const std::string_view> json_documents);

  // Takes a qualified id; returns nullptr when there is none such. The pointer lives as long as the
  // catalogue.
  [[nodiscard]] const Requirement* find(std::string_view id) const;

  // Takes the id that a packet breaks and whether it is a CONNECT; returns the requirement whose reaction
  // counts, or nullptr when none does: a bare section, or an id that no packet breaks by itself.
  [[nodiscard]] const Requirement* judging(std::string_view id, bool connect) const;

  // Returns all by version, then by section, numbered before unnumbered; the target's promises last.
  [[nodiscard]] std::span<const Requirement> all() const;

  // Takes an id that was not found; returns at most three that resemble it, the nearest first, or none.
  [[nodiscard]] std::vector<std::string> suggest(std::string_view id) const;

  [[nodiscard]] std::span<const Difference> differences() const;

 private:
  std::vector<Requirement> requirements_;
  std::vector<Difference> differences_;
  std::map<std::string, std::size_t, std::less<>> index_;
};

// Returns the catalogue that is built into the program.
const Catalogue& catalogue();

// Returns whether no behaviour of a server bears on the requirement, so that no scenario may cover it.
// A duty of clients to which a server must or should react is not of this sort.
bool binds_only_clients(const Requirement& requirement);

// Return the word used in JSON and in reports: "must", "untestable", "numbered", …
std::string_view name(Grade grade);
std::string_view name(Kind kind);
std::string_view name(Reaction::Kind kind);

}  // namespace requirements
