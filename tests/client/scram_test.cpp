// The client's side of SCRAM-SHA-256 against the example of RFC 7677, section 3, and against servers that get
// it wrong.
#include "client/scram.h"

#include <gtest/gtest.h>

namespace client {
namespace {

constexpr std::string_view server_first =
    "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";

Scram example() {
  return {"user", "pencil", "rOprNGfwEbeRWgbNEkqO"};
}

TEST(ScramClient, reproduces_the_example_of_rfc_7677) {
  Scram scram = example();
  EXPECT_EQ(scram.first(), "n,,n=user,r=rOprNGfwEbeRWgbNEkqO");
  EXPECT_EQ(scram.final(server_first),
            "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+"
            "Ute9ytag9zjfMHgsqmmiz7AndVQ=");
  EXPECT_EQ(scram.objection_to("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="), std::nullopt);
}

TEST(ScramClient, writes_commas_and_equals_signs_of_a_name_otherwise) {
  EXPECT_EQ(Scram("a,b=c", "x", "n").first(), "n,,n=a=2Cb=3Dc,r=n");
}

TEST(ScramClient, answers_no_message_that_is_none) {
  for (const char* message :
       {"", "r=rOprNGfwEbeRWgbNEkqOx", "r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==",
        "r=rOprNGfwEbeRWgbNEkqOx,s=***,i=4096", "r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4k",
        "m=x,r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"})
    EXPECT_FALSE(example().final(message)) << message;
}

TEST(ScramClient, answers_no_server_that_uses_another_nonce_or_far_too_much_work) {
  const auto error = [](std::string_view nonce, std::string_view count) {
    const auto answer =
        example().final("r=" + std::string(nonce) + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=" + std::string(count));
    return answer ? *answer : answer.error();
  };
  EXPECT_EQ(error("another", "4096"), "the server's nonce does not go on from the client's");
  EXPECT_EQ(error("rOprNGfwEbeRWgbNEkqO", "4096"), "the server's nonce does not go on from the client's");
  EXPECT_EQ(error("rOprNGfwEbeRWgbNEkqOx", "2000000000"), "the server asks for 2000000000 iterations");
  EXPECT_EQ(error("rOprNGfwEbeRWgbNEkqOx", "0"), "the server asks for 0 iterations");
}

TEST(ScramClient, objects_to_a_server_that_does_not_know_the_password) {
  Scram scram = example();
  EXPECT_TRUE(scram.objection_to("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")) << "before the proof";
  ASSERT_TRUE(scram.final(server_first));
  EXPECT_TRUE(scram.objection_to("v=7rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="));
  EXPECT_TRUE(scram.objection_to(""));
  EXPECT_TRUE(scram.objection_to("e=other-error"));
}

}  // namespace
}  // namespace client
