// What a case needs against what was announced.
#include "client/needs.h"

#include <gtest/gtest.h>

namespace client {
namespace {

using codec::Field;

script::Need announced(Field field, std::optional<codec::Number> lowest,
                       std::optional<codec::Number> highest) {
  script::Need need;
  need.server = field;
  need.range = {lowest, highest};
  return need;
}

std::string sentence(const script::Need& need, const ServerFacts& facts) {
  const auto unmet = unmet_need(std::span(&need, 1), facts);
  return unmet ? unmet->sentence : "";
}

TEST(Needs, AreComparedWithWhatWasAnnounced) {
  ServerFacts facts;
  facts.announced[Field::receive_maximum] = 20;
  EXPECT_EQ(sentence(announced(Field::receive_maximum, 1, 20), facts), "");
  EXPECT_EQ(sentence(announced(Field::receive_maximum, 21, {}), facts),
            "server.receive_maximum is 20, needed is 21..");
  EXPECT_EQ(sentence(announced(Field::receive_maximum, 1, 1), facts),
            "server.receive_maximum is 20, needed is 1");
}

TEST(Needs, TakeSilenceForTheStandardsDefault) {
  EXPECT_EQ(sentence(announced(Field::maximum_qos, 2, 2), {}), "");
  EXPECT_EQ(sentence(announced(Field::retain_available, 0, 0), {}),
            "server.retain_available is 1, needed is 0");
  EXPECT_EQ(sentence(announced(Field::maximum_packet_size, {}, 65535), {}),
            "server.maximum_packet_size is 268435460, needed is ..65535");
  EXPECT_EQ(sentence(announced(Field::session_expiry_interval, 3600, {}), {}), "");
}

TEST(Needs, AreNotMetBySilenceThatSaysNothing) {
  EXPECT_EQ(sentence(announced(Field::server_keep_alive, 1, {}), {}),
            "server.server_keep_alive is not announced, needed is 1..");
}

TEST(Needs, ThatAreWordsAreMissedOnlyWhereTheProbeMissedThem) {
  script::Need need;
  need.capability = "tls";
  ServerFacts facts;
  EXPECT_EQ(sentence(need, facts), "");
  facts.capabilities["tls"] = false;
  facts.source["tls"] = "target file";
  const auto unmet = unmet_need(std::span(&need, 1), facts);
  ASSERT_TRUE(unmet);
  EXPECT_EQ(unmet->capability, "tls");
  EXPECT_EQ(unmet->source, "target file");
}

}  // namespace
}  // namespace client
