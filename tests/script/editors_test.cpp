// The editors' syntax files know every word of the language.
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>
#include <nlohmann/json.hpp>
#include <regex>
#include <string>

#include "script/words.h"

namespace {

std::string file(const std::string& name) {
  std::ifstream in(std::string(CONFORMANCE_SOURCE_DIR) + "/editors/" + name);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Whether the text holds the word by itself.
bool names(const std::string& text, const std::string& word) {
  return std::regex_search(text, std::regex("(^|[^A-Za-z-])" + word + "($|[^A-Za-z-])"));
}

TEST(Editors, KnowEveryVerb) {
  const std::string vim = file("vim/syntax/mqttscenario.vim");
  const std::string vscode = file("vscode/syntaxes/mqttscenario.tmLanguage.json");
  for (const auto& verb : script::verbs()) {
    EXPECT_TRUE(names(vim, std::string(verb.name))) << verb.name;
    EXPECT_TRUE(names(vscode, std::string(verb.name))) << verb.name;
  }
}

TEST(Editors, KnowEveryPacketAndEveryBlock) {
  const std::string vim = file("vim/syntax/mqttscenario.vim");
  const std::string vscode = file("vscode/syntaxes/mqttscenario.tmLanguage.json");
  for (const char* word :
       {"CONNECT",   "CONNACK", "PUBLISH",     "PUBACK",   "PUBREC",  "PUBREL",   "PUBCOMP",
        "SUBSCRIBE", "SUBACK",  "UNSUBSCRIBE", "UNSUBACK", "PINGREQ", "PINGRESP", "DISCONNECT",
        "AUTH",      "CLOSED",  "BYTES",       "anything", "suite",   "scenario", "covers",
        "needs",     "tags",    "for",         "clients",  "given",   "either",   "or",
        "repeat",    "on",      "let",         "after",    "fence",   "never",    "maybe",
        "with",      "only",    "should",      "else",     "reacts",  "formerly"}) {
    EXPECT_TRUE(names(vim, word)) << word;
    EXPECT_TRUE(names(vscode, word)) << word;
  }
}

TEST(Editors, VsCodesFilesAreJson) {
  for (const char* name : {"vscode/package.json", "vscode/language-configuration.json"})
    EXPECT_TRUE(nlohmann::json::accept(file(name))) << name;
  const auto grammar = nlohmann::json::parse(file("vscode/syntaxes/mqttscenario.tmLanguage.json"));
  EXPECT_EQ(grammar["scopeName"], "source.mqttscenario");
  EXPECT_GT(grammar["patterns"].size(), 10U);
}

}  // namespace
