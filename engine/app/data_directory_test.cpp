#include "engine/app/data_directory.h"

#include <gtest/gtest.h>

#include "tests/support/scratch_directory.h"

namespace pontis {
namespace {

TEST(DataDirectory, KeepsTheEnginesNameAndLetsOneInAtATime) {
  ScratchDirectory folder;
  const std::string path = folder.path() + "/a/b";
  std::string name;
  {
    const auto first = DataDirectory::open(path);
    ASSERT_TRUE(first) << first.error().text;
    name = (*first)->engine();
    EXPECT_EQ(name.size(), 36u);
    const auto second = DataDirectory::open(path);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, Code::kBusy);
  }
  const auto again = DataDirectory::open(path);
  ASSERT_TRUE(again) << again.error().text;
  EXPECT_EQ((*again)->engine(), name);
}

}  // namespace
}  // namespace pontis
