#include "engine/index/foresight.h"

#include <gtest/gtest.h>

#include "tests/support/index_acts.h"

namespace pontis {
namespace {

const char* const kJennifer = "JONES^JENNIFER|1984-01-25|F|12 Main St^NEWARK|4095550133";

class ForesightTest : public ::testing::Test {
 protected:
  void put(std::uint32_t record, const std::string& text) {
    matcher_.put(record, personOf({}, text));
    changed_.add(record);
  }
  Foresight foresee(const std::string& text) const {
    const Demographics person = personOf({}, text);
    return {person, matcher_.search(person, 16), changed_.count()};
  }
  // The records that it finds now: "3 7", or "search".
  std::string now(const Foresight& foreseen, const std::string& text) const {
    const auto found = foreseen.now(personOf({}, text), changed_, matcher_);
    if (!found) return "search";
    std::string out;
    for (const Candidate& one : *found)
      out += (out.empty() ? "" : " ") + std::to_string(one.record);
    return out;
  }

  Matcher matcher_;
  Changed changed_;
};

TEST_F(ForesightTest, HoldsAsLongAsNothingChanges) {
  put(3, kJennifer);
  EXPECT_EQ(now(foresee(kJennifer), kJennifer), "3");
}

TEST_F(ForesightTest, SeesWhoCameSince) {
  const Foresight nobody = foresee(kJennifer);
  put(3, kJennifer);
  put(4, "SMITH^SAM|1989-02-25|M");
  EXPECT_EQ(now(nobody, kJennifer), "3");
}

TEST_F(ForesightTest, ForgetsWhoChangedOrWentSince) {
  put(3, kJennifer);
  put(4, kJennifer);
  put(5, kJennifer);
  const Foresight three = foresee(kJennifer);
  put(3, "SMITH^SAM|1989-02-25|M");
  matcher_.erase(4);
  changed_.add(4);
  EXPECT_EQ(now(three, kJennifer), "5");
}

TEST_F(ForesightTest, IsOfNoUseForAnotherDescription) {
  put(3, kJennifer);
  EXPECT_EQ(now(foresee(kJennifer), "SMITH^SAM|1989-02-25|M"), "search");
}

TEST_F(ForesightTest, IsOfNoUseAfterManyChanges) {
  put(3, kJennifer);
  const Foresight old = foresee(kJennifer);
  for (std::uint32_t i = 0; i < Changed::kMost; ++i) put(100 + i, "SMITH^SAM|1989-02-25|M");
  EXPECT_EQ(now(old, kJennifer), "3");
  put(99, "SMITH^SAM|1989-02-25|M");
  EXPECT_EQ(now(old, kJennifer), "search");
}

}  // namespace
}  // namespace pontis
