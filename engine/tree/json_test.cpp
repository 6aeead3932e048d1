#include "engine/tree/json.h"

#include <gtest/gtest.h>

namespace pontis {
namespace {

// The tree with every value's raw bytes in its place: what was read, spelled as it stood.
std::string spell(const Json& json) {
  std::string line;
  if (json.kind() == Json::Kind::kObject) {
    for (const auto& [key, value] : json.members()) line += key + "=" + spell(value) + ";";
    return "{" + line + "}";
  }
  if (json.kind() == Json::Kind::kArray) {
    for (const Json& item : json.items()) line += spell(item) + ";";
    return "[" + line + "]";
  }
  return std::string(json.raw().view());
}

std::string read(std::string_view text) {
  const auto json = Json::parse(Bytes::clone(text));
  return json ? spell(*json) : json.error().text;
}

TEST(Json, KeepsEveryValueAsItIsSpelled) {
  EXPECT_EQ(read(R"( { "a" : 1.50 , "b":[ true,null , "x\u00e9" , -0e5 ], "c": {} , "d":[]} )"),
            R"({a=1.50;b=[true;null;"x\u00e9";-0e5;];c={};d=[];})");
  EXPECT_EQ(read("\"only\""), "\"only\"");
}

TEST(Json, GivesStringsDecodedAndObjectsRaw) {
  const auto json = Json::parse(Bytes::clone(R"({"r": {"n" : 1.0 }, "s": "\u00e9\n"})"));
  ASSERT_TRUE(json);
  EXPECT_EQ((*json)["r"].raw().view(), R"({"n" : 1.0 })");
  EXPECT_EQ((*json)["s"].text(), "\xC3\xA9\n");
  EXPECT_FALSE((*json)["absent"]["deeper"]);
}

TEST(Json, RefusesWhatIsNotJson) {
  EXPECT_EQ(read(""), "not JSON at byte 0");
  EXPECT_EQ(read("{\"a\":1,}"), "not JSON at byte 7");
  EXPECT_EQ(read("{\"a\":1} x"), "not JSON at byte 8");
  EXPECT_EQ(read("[\"\xFF\"]").substr(0, 8), "not JSON");
  EXPECT_EQ(read("{\"a\":1,\"a\":2}").substr(0, 8), "not JSON") << "a name given twice";
  EXPECT_EQ(read(std::string(200, '[')).substr(0, 8), "not JSON") << "nested too deeply";
}

}  // namespace
}  // namespace pontis
