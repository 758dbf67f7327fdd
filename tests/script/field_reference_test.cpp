// docs/fields.md is what the tables say.
#include "script/field_reference.h"

#include <gtest/gtest.h>

#include "tests/script/support/files.h"

TEST(FieldReference, IsTheFileInDocs) {
  script_test::expect_golden(script_test::source_path("docs/fields.md"), script::render_field_reference());
}
