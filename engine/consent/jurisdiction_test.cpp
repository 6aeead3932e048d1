#include "engine/consent/jurisdiction.h"

#include <gtest/gtest.h>

#include <set>

namespace pontis {
namespace {

TEST(Jurisdiction, EachProfileNamesItsLaw) {
  std::set<std::string> names;
  for (const Jurisdiction& one : jurisdictions()) {
    EXPECT_FALSE(one.source.empty()) << one.name;
    EXPECT_EQ(findJurisdiction(one.name), &one);
    names.insert(one.name);
  }
  EXPECT_EQ(names, (std::set<std::string>{"DE", "EE", "EU", "FI", "FR", "NL"}));
  EXPECT_EQ(findJurisdiction("ee"), nullptr);
}

TEST(Jurisdiction, NoProfileIsOpenToAllAndNoneStartsWithAPermitOrADuty) {
  for (const Jurisdiction& one : jurisdictions()) {
    EXPECT_NE(one.policy, ImplicitPolicy::kAllNormal) << one.name;
    EXPECT_FALSE(one.data_permit) << one.name;
    EXPECT_TRUE(one.duties.empty()) << one.name;
  }
}

TEST(Jurisdiction, APolicyThatIsNotKnownDenies) {
  EXPECT_EQ(readImplicitPolicy("all-normal"), ImplicitPolicy::kAllNormal);
  EXPECT_EQ(readImplicitPolicy("https://profiles.ihe.net/ITI/PCF/Policy-break-glass-only"),
            ImplicitPolicy::kBreakGlassOnly);
  for (const char* text : {"", "deny", "ALL-NORMAL", "permit", "Policy-all-normal"})
    EXPECT_EQ(readImplicitPolicy(text), ImplicitPolicy::kDeny) << text;
}

}  // namespace
}  // namespace pontis
