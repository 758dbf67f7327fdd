// Where an actor connects, with which certificate, and who cleans up behind a case.
#include "runner/endpoints.h"

#include <gmock/gmock.h>

#include "runner/cleaning.h"

namespace runner {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Target target() {
  Target result;
  result.listeners["tcp"] = {Transport::tcp, "127.0.0.1", 1883, "/mqtt", false};
  result.listeners["mtls"] = {Transport::tls, "127.0.0.1", 8884, "/mqtt", true};
  result.listeners["wss"] = {Transport::wss, "127.0.0.1", 8885, "/ws", false};
  result.listeners["acl"] = {Transport::tcp, "127.0.0.1", 1884, "/mqtt", false};
  result.users["writer"] = {"sensor", "sensorpw"};
  result.users["reader"] = {"dashboard", "dashpw"};
  result.tls.ca = "ca.crt";
  result.tls.certificate = "client.crt";
  result.tls.key = "client.key";
  return result;
}

script::ActorPlan actor(std::string client_id, std::string user = {}, std::string transport = {}) {
  script::ActorPlan result;
  result.name = client_id;
  result.client_id = std::move(client_id);
  result.user = std::move(user);
  result.transport = std::move(transport);
  return result;
}

TEST(Endpoints, AnActorGoesWhereTheRunPoints) {
  EXPECT_EQ(listener_for(target(), actor("a")), "tcp");
}

TEST(Endpoints, AnActorWithAUserGoesWhereUsersAreKnown) {
  EXPECT_EQ(listener_for(target(), actor("a", "writer")), "acl");
  Target without = target();
  without.listeners.erase("acl");
  EXPECT_EQ(listener_for(without, actor("a", "writer")), "tcp");
}

TEST(Endpoints, AnActorsOwnTransportGoesBeforeAll) {
  EXPECT_EQ(listener_for(target(), actor("a", "writer", "mtls")), "mtls");
}

TEST(Endpoints, ACertificateIsShownUnlessTheScenarioSaysNone) {
  EXPECT_EQ(endpoint_for(target(), "mtls", "")->tls_options.certificate, "client.crt");
  EXPECT_EQ(endpoint_for(target(), "mtls", "client")->tls_options.key, "client.key");
  EXPECT_EQ(endpoint_for(target(), "mtls", "none")->tls_options.certificate, "");
}

TEST(Endpoints, ACertificateThatIsNotThereIsNoEndpoint) {
  EXPECT_FALSE(endpoint_for(target(), "mtls", "foreign"));
  EXPECT_FALSE(endpoint_for(target(), "tls", ""));
}

TEST(Endpoints, WebSocketOverTlsIsBoth) {
  const auto where = endpoint_for(target(), "wss", "");
  ASSERT_TRUE(where);
  EXPECT_TRUE(where->tls);
  EXPECT_TRUE(where->websocket);
  EXPECT_EQ(where->path, "/ws");
  EXPECT_EQ(where->tls_options.ca, "ca.crt");
}

TEST(Endpoints, CredentialsAreFoundByRoleAndByName) {
  const auto all = credentials_of(target());
  EXPECT_EQ(all.at("writer").password, "sensorpw");
  EXPECT_EQ(all.at("sensor").password, "sensorpw");
  EXPECT_FALSE(all.contains(""));
}

script::CasePlan plan() {
  script::CasePlan result;
  result.version = codec::Version::v5_0;
  result.topic_root = "t/seed/0123abcd";
  result.actors = {actor("alice1"), actor("sensor1", "writer")};
  return result;
}

TEST(Cleaning, NothingLeftIsNothingToDo) {
  EXPECT_THAT(cleaning_jobs(target(), plan(), {}), IsEmpty());
}

TEST(Cleaning, TopicsAreClearedByTheWriterOfTheCase) {
  client::Outcome outcome;
  outcome.retained_topics = {"t/seed/0123abcd/x"};
  const auto jobs = cleaning_jobs(target(), plan(), outcome);
  ASSERT_THAT(jobs, SizeIs(1));
  EXPECT_EQ(jobs[0].user, "writer");
  EXPECT_EQ(jobs[0].order.credentials.user_name, "sensor");
  EXPECT_THAT(jobs[0].order.retained_topics, ElementsAre("t/seed/0123abcd/x"));
  EXPECT_EQ(jobs[0].order.version, codec::Version::v5_0);
}

TEST(Cleaning, SessionsAreEndedByThoseWhoseTheyAre) {
  client::Outcome outcome;
  outcome.kept_sessions = {"alice1", "sensor1", "assigned-by-the-broker"};
  const auto jobs = cleaning_jobs(target(), plan(), outcome);
  ASSERT_THAT(jobs, SizeIs(2));
  EXPECT_EQ(jobs[0].user, "");
  EXPECT_THAT(jobs[0].order.sessions, ElementsAre("alice1", "assigned-by-the-broker"));
  EXPECT_EQ(jobs[1].user, "writer");
  EXPECT_THAT(jobs[1].order.sessions, ElementsAre("sensor1"));
}

}  // namespace
}  // namespace runner
