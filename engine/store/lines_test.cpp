#include "engine/store/lines.h"

#include <gtest/gtest.h>

#include "engine/store/postgres_text.h"

namespace pontis {
namespace {

TEST(Lines, GivesBackWhatWasPutIn) {
  const std::vector<std::vector<std::string>> all = {
      {}, {""}, {"", ""}, {"a"}, {"a\nb", "\\n", "\\", "\n"}, {"x", std::string("\0y", 2)}};
  for (const std::vector<std::string>& texts : all) EXPECT_EQ(splitLines(joinLines(texts)), texts);
}

TEST(Lines, ReadsADamagedColumnWithoutHarm) {
  EXPECT_EQ(splitLines("a\\"), std::vector<std::string>{"a\\"});
  EXPECT_EQ(splitLines("\\x"), std::vector<std::string>{"x"});
}

TEST(PostgresText, ReplacesWhatCannotBeKept) {
  EXPECT_TRUE(isPostgresText("gr\xC3\xBC\xC3\x9F \xF0\x9F\x98\x80"));
  const std::string bad("a\0\xFF\xC3(\xED\xA0\x80", 8);
  EXPECT_FALSE(isPostgresText(bad));
  EXPECT_EQ(toPostgresText("a\xFF"
                           "b"),
            "a\xEF\xBF\xBD"
            "b");
  EXPECT_TRUE(isPostgresText(toPostgresText(bad)));
}

}  // namespace
}  // namespace pontis
