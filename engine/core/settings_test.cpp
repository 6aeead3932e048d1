#include "engine/core/settings.h"

#include <gtest/gtest.h>

#include "engine/core/spec.h"

namespace pontis {
namespace {

struct Options {
  std::size_t port = 2575;
  std::string host = "127.0.0.1";
  std::chrono::milliseconds idle = std::chrono::minutes(5);
};

const Spec<Options>& spec() {
  static const Spec<Options> kSpec =
      Spec<Options>()
          .field("port", &Options::port, "where to listen",
                 std::function<std::string(const std::size_t&)>([](const std::size_t& port) {
                   return port > 65535 ? std::string("not a port") : std::string();
                 }))
          .field("host", &Options::host, "which address")
          .field("idle", &Options::idle, "how long a peer may be silent");
  return kSpec;
}

std::string read(std::string_view text) {
  const auto settings = Settings::parse(text, "a.json");
  if (!settings) return settings.error().text;
  const auto options = spec().read(*settings);
  if (!options) return options.error().text;
  return options->host + ":" + std::to_string(options->port) + " " +
         std::to_string(options->idle.count());
}

TEST(Settings, AcceptsCommentsAndTrailingCommas) {
  EXPECT_EQ(read("{ // where\n \"port\": 1, /* more */ \"idle\": \"90s\", }"), "127.0.0.1:1 90000");
}

TEST(Settings, NamesFileLineAndColumnOfEachMistake) {
  EXPECT_EQ(read("{\n  \"prot\": 1\n}"),
            "a.json:2:11: unknown option \"prot\"; known are: port, host, idle");
  EXPECT_EQ(read("{\"host\": 5}"), "a.json:1:10: \"host\": expected a string");
  EXPECT_EQ(read("{\"port\": 70000}"), "a.json:1:10: \"port\": not a port");
  EXPECT_EQ(read("{\"host\": \"a\\\"b\", \"idle\": \"soon\"}"),
            "a.json:1:26: \"idle\": expected a duration");
  EXPECT_EQ(read("{\"port\": 1 \"host\": 2}"), "a.json:1:12: expected , or }");
  EXPECT_EQ(read("{\"port\": 1,\n \"port\": 2}"), "a.json:2:2: \"port\" is given twice");
}

TEST(Settings, RefusesWhatIsNotOneDocument) {
  EXPECT_EQ(read(""), "a.json:1:1: the file is empty");
  EXPECT_EQ(read("{} {}"), "a.json:1:4: something follows the end of the document");
  EXPECT_NE(read(std::string(100'000, '[')).find("nested too deeply"), std::string::npos);
}

TEST(Spec, ShowsItsDefaults) {
  std::string all;
  for (const Option& option : spec().options())
    all += option.name + " " + option.type + " " + option.fallback + "\n";
  EXPECT_EQ(all, "port integer 2575\nhost string 127.0.0.1\nidle duration 5m\n");
}

TEST(Settings, PathsAreRelativeToTheFile) {
  const auto settings = Settings::parse("{}", "/etc/pontis/pontis.json");
  ASSERT_TRUE(settings);
  EXPECT_EQ(settings->beside("ca.pem"), "/etc/pontis/ca.pem");
  EXPECT_EQ(settings->beside("/certs/ca.pem"), "/certs/ca.pem");
  EXPECT_EQ(settings->beside(""), "");
}

}  // namespace
}  // namespace pontis
