// What counts as markup that is put together well.
#include "fuzz/support/well_formed_html.h"

#include <gtest/gtest.h>

namespace {

using fuzz::elements_of_html;

TEST(WellFormedHtml, ElementsComeInTheirOrder) {
  const auto found = elements_of_html(
      "<!doctype html>\n<html lang=\"en\"><!-- so --><meta charset=\"utf-8\"><p hidden>a &amp; b<br></p>"
      "<script type=\"application/json\">{\"a\":\"<b\"}</script></html>");
  ASSERT_TRUE(found.has_value());
  ASSERT_EQ(found->size(), 5U);
  EXPECT_EQ((*found)[0].name, "html");
  EXPECT_EQ((*found)[2].attributes, " hidden");
  EXPECT_EQ((*found)[4].text, "{\"a\":\"<b\"}");
}

TEST(WellFormedHtml, WhatIsNotPutTogetherWellIsNone) {
  for (const char* page :
       {"<p></p>", "<!doctype html><p>", "<!doctype html></p>", "<!doctype html><p><b></p></b>",
        "<!doctype html><p a=b></p>", "<!doctype html><p>a < b</p>", "<!doctype html><p>a & b</p>",
        "<!doctype html><p a=\"<\"></p>", "<!doctype html><script>", "<!doctype html><!-- so"})
    EXPECT_FALSE(elements_of_html(page).has_value()) << page;
}

}  // namespace
