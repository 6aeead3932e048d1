#include "engine/mapping/v2_types.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace pontis {
namespace {

// The eras of a field or component as the generated text spells them.
std::string spelled(const V2Types::Composite* composite, int number) {
  if (composite == nullptr) return "none";
  std::string out;
  for (const V2Types::Era& era : composite->part(number))
    out += fmt::format("{}{}:{}{}{}", out.empty() ? "" : " ", V2Types::kVersions[era.since],
                       era.type.empty() ? "-" : era.type, era.repeats ? "*" : "",
                       era.table != 0 ? fmt::format("#{}", era.table) : "");
  return out;
}

std::string field(const char* segment, int number) {
  return spelled(V2Types::all().segment(segment), number);
}

std::string component(const char* type, int number) {
  return spelled(V2Types::all().type(type), number);
}

TEST(V2Types, KnowsAFieldInEveryVersion) {
  EXPECT_EQ(field("PID", 3), "2.1:CK 2.2:CM* 2.3:CX*");
  EXPECT_EQ(field("PID", 8), "2.1:ID#1 2.3:IS#1 2.7:CWE#1");
  EXPECT_EQ(field("PID", 2), "2.1:CK 2.3:CX 2.7:-");
  EXPECT_EQ(field("PID", 40), "2.1:- 2.7:XTN*");
  EXPECT_EQ(field("PID", 41), "");
  EXPECT_EQ(field("PID", 0), "");
  EXPECT_EQ(field("OBX", 5), "2.1:ST 2.2:* 2.3:**");
  EXPECT_EQ(field("MSH", 9), "2.1:ID 2.2:CM 2.3.1:MSG");
  EXPECT_EQ(field("ZPD", 1), "none");
}

TEST(V2Types, KnowsAComponentInEveryVersion) {
  EXPECT_EQ(component("CX", 4), "2.3:HD 2.5:HD#363");
  EXPECT_EQ(component("CX", 7), "2.3:- 2.4:DT");
  EXPECT_EQ(component("XPN", 1), "2.3:ST 2.3.1:FN");
  EXPECT_EQ(component("TS", 1), "2.2:ST 2.5:DTM");
  EXPECT_EQ(component("ST", 1), "none");
  EXPECT_TRUE(V2Types::primitive("ST"));
  EXPECT_FALSE(V2Types::primitive("TS"));
  EXPECT_FALSE(V2Types::primitive("XX"));
}

TEST(V2Types, KnowsWhenASegmentCameAndWent) {
  const V2Types& v2 = V2Types::all();
  const auto lives = [&](const char* name) {
    const auto* found = v2.segment(name);
    return fmt::format("{} to {}", V2Types::kVersions[found->first],
                       V2Types::kVersions[found->last]);
  };
  EXPECT_EQ(lives("PID"), "2.1 to 2.9");
  EXPECT_EQ(lives("SPM"), "2.5 to 2.9");
  EXPECT_EQ(lives("QRD"), "2.1 to 2.6");
  EXPECT_EQ(lives("CTR"), "2.9 to 2.9");
}

TEST(V2Types, HasADefinitionForEveryTypeItNames) {
  const V2Types& v2 = V2Types::all();
  std::string unknown;
  const auto look = [&](const V2Types::Composite& composite) {
    for (const V2Types::Part part : composite.parts)
      for (const V2Types::Era& era : part)
        if (!era.type.empty() && era.type != "*" && era.type != "CM" &&
            !V2Types::primitive(era.type) && v2.type(era.type) == nullptr)
          unknown += fmt::format("{}: {}\n", composite.name, era.type);
  };
  for (const auto& [name, composite] : v2.segments()) look(composite);
  for (const auto& [name, composite] : v2.types()) look(composite);
  EXPECT_EQ(unknown, "");
  EXPECT_EQ(v2.segments().size(), 199U);
}

}  // namespace
}  // namespace pontis
