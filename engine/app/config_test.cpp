#include "engine/app/config.h"

#include <gtest/gtest.h>

#include <fstream>

#include "engine/app/engine.h"
#include "engine/app/maps.h"
#include "engine/app/references.h"
#include "tests/support/privacy_text.h"
#include "tests/support/scratch_directory.h"

namespace pontis {
namespace {

class ConfigTest : public testing::Test {
 protected:
  void write(const std::string& name, const std::string& text) {
    const auto path = std::filesystem::path(folder_.path()) / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << text;
  }
  // What loading says, with the folder's own name taken out.
  std::string load() {
    const auto config = loadConfig(folder_.path(), std::nullopt);
    std::string text = config ? "ok" : config.error().text;
    for (std::size_t at; (at = text.find(folder_.path())) != std::string::npos;)
      text.erase(at, folder_.path().size() + 1);
    return text;
  }
  ScratchDirectory folder_;
};

const std::string kEngine = "{ // all defaults but one\n" + std::string(kEnginePrivacy) + "}";
const std::string kChannel = R"({ "name": "ward", "source": {"use": "mllp"}, )" +
                             std::string(kChannelPrivacy) + R"(,
  "sinks": [{"name": "archive", "use": "file", "directory": "${data}/out", "types": ["ADT^*"], )" +
                             kRecipient + R"(,
             "retry": {"first": "2s", "on_reject": "hold"}}] })";

TEST_F(ConfigTest, ReadsAnEngineAndItsChannels) {
  write("pontis.json", kEngine);
  write("channels/ward.json", kChannel);
  const auto config = loadConfig(folder_.path(), std::nullopt);
  ASSERT_TRUE(config) << config.error().text;
  EXPECT_EQ(config->data, folder_.path() + "/data");
  EXPECT_EQ(config->store, config->data);
  ASSERT_EQ(config->channels.size(), 1u);
  const ChannelConfig& ward = config->channels[0];
  EXPECT_EQ(ward.format->name, "hl7v2");
  EXPECT_EQ(ward.duplicate_window, std::chrono::hours(24));
  EXPECT_EQ(ward.sinks[0].options.find("directory")->string(), config->data + "/out");
  EXPECT_EQ(ward.sinks[0].outbox.first_retry, std::chrono::seconds(2));
  EXPECT_EQ(ward.sinks[0].outbox.on_reject, "hold");
  EXPECT_EQ(loadConfig(folder_.path(), "/elsewhere")->store, "/elsewhere");
}

TEST_F(ConfigTest, ReportsEveryChannelsMistakeWithItsPlace) {
  write("pontis.json", kEngine);
  write("channels/a.json", "{\n \"nmae\": 1 }");
  write("channels/b.json",
        "{\"name\": \"b\", \"source\": {\"use\": \"telepathy\"}, \"sinks\": []}");
  const std::string said = load();
  EXPECT_NE(said.find("channels/a.json:2:10: unknown option \"nmae\""), std::string::npos) << said;
  EXPECT_NE(said.find("channels/b.json:1:33: no adapter \"telepathy\" can be a source"),
            std::string::npos)
      << said;
}

TEST_F(ConfigTest, NamesAreUniqueInTheEngine) {
  write("pontis.json", "{}");
  write("channels/a.json", kChannel);
  write("channels/b.json", kChannel);
  const std::string said = load();
  EXPECT_NE(said.find("the channel \"ward\" is also in"), std::string::npos) << said;
  EXPECT_NE(said.find("the sink \"archive\" is also in"), std::string::npos) << said;
}

TEST_F(ConfigTest, AMissingFolderOrFileIsSaid) {
  EXPECT_NE(load().find("cannot read pontis.json"), std::string::npos) << load();
  write("pontis.json", "{}");
  EXPECT_NE(load().find("cannot read the folder channels"), std::string::npos) << load();
  std::filesystem::create_directories(folder_.path() + "/channels");
  EXPECT_NE(load().find("no channel"), std::string::npos) << load();
}

// A channel of one sink, which is given as it stands in the file.
std::string channelOf(const std::string& format, const std::string& sink) {
  return R"({"name": "c", "source": {"use": "http"}, "format": ")" + format +
         "\",\n \"sinks\": [{\"name\": \"s\", " + sink + ", " + kRecipient + "}], " +
         kChannelPrivacy + "}";
}

TEST_F(ConfigTest, ASinkThatMapsSendsTheOtherStandard) {
  write("pontis.json", kEngine);
  write("maps/adt.map", "");
  const auto sends = [&](const std::string& format, const std::string& sink) -> std::string {
    write("channels/c.json", channelOf(format, sink));
    const auto config = loadConfig(folder_.path(), std::nullopt);
    if (!config) return config.error().text;
    for (const Adapter* adapter : adapters())
      if (adapter->format != nullptr && adapter->format == config->channels[0].sinks[0].sends)
        return std::string(adapter->name);
    return "nothing";
  };
  const std::string plain = R"("use": "file")", mapped = plain + R"(, "map": ["../maps"])";
  EXPECT_EQ(sends("hl7v2", plain), "hl7v2");
  EXPECT_EQ(sends("hl7v2", mapped), "fhir");
  EXPECT_EQ(sends("fhir", plain), "fhir");
  EXPECT_EQ(sends("fhir", mapped), "hl7v2");
}

TEST_F(ConfigTest, ASinkThatCannotCarryWhatItWouldSendIsAMistakeWithItsPlace) {
  write("pontis.json", kEngine);
  const auto check = [&](const std::string& format, const std::string& sink) -> std::string {
    write("channels/c.json", channelOf(format, sink));
    const auto config = loadConfig(folder_.path(), std::nullopt);
    if (!config) return config.error().text;
    const auto checked = Engine::check(*config);
    if (checked) return "ok";
    const std::string& text = checked.error().text;
    return text.substr(std::min(text.find("c.json"), text.size()));
  };
  const std::string mllp = R"("use": "mllp", "address": "127.0.0.1:1")";
  const std::string fhir = R"("use": "fhir", "url": "http://127.0.0.1:1")";
  const std::string map = ", \"map\": [\"" PONTIS_ROOT "/mappings/hl7v2-fhir\"]";
  const std::string on_mllp = "c.json:2:12: MLLP carries HL7 v2, and this sink would send another";
  const std::string on_fhir = "c.json:2:12: a FHIR server takes FHIR, and this sink would send";
  EXPECT_EQ(check("hl7v2", mllp), "ok");
  EXPECT_EQ(check("hl7v2", mllp + map), on_mllp + " standard");
  EXPECT_EQ(check("fhir", mllp), on_mllp + " standard");
  EXPECT_EQ(check("fhir", mllp + map), "ok");
  EXPECT_EQ(check("fhir", fhir), "ok");
  EXPECT_EQ(check("fhir", fhir + map), on_fhir + " another standard");
  EXPECT_EQ(check("hl7v2", fhir), on_fhir + " another standard");
  EXPECT_EQ(check("hl7v2", fhir + map), "ok");
}

TEST(Maps, ReadOnlyTheTwoStandardsTheyKnow) {
  EXPECT_EQ(mappedFormat("hl7v2"), findAdapter("fhir")->format);
  EXPECT_EQ(mappedFormat("fhir"), findAdapter("hl7v2")->format);
  EXPECT_EQ(mappedFormat("x12"), nullptr);
}

TEST(References, StandForTheEnvironmentFilesAndTheDataDirectory) {
  ScratchDirectory folder;
  std::ofstream(folder.path() + "/secret") << "s3cret\n";
  const Places places{folder.path(), "/var/data"};
  ::setenv("PONTIS_TEST_VALUE", "42", 1);
  ::unsetenv("PONTIS_TEST_ABSENT");
  const auto resolve = [&](std::string_view text) {
    const auto value = resolveReferences(text, places);
    return value ? *value : "!" + value.error().text;
  };
  EXPECT_EQ(resolve("plain"), "plain");
  EXPECT_EQ(resolve("a${env:PONTIS_TEST_VALUE}b${data}c"), "a42b/var/datac");
  EXPECT_EQ(resolve("${env:PONTIS_TEST_ABSENT:-7}"), "7");
  EXPECT_EQ(resolve("${env:PONTIS_TEST_ABSENT}").substr(0, 55),
            "!the environment variable PONTIS_TEST_ABSENT is not set");
  EXPECT_EQ(resolve("${file:secret}"), "s3cret");
  EXPECT_EQ(resolve("$${data}"), "${data}");
  EXPECT_EQ(resolve("${what}").substr(0, 26), "!unknown reference ${what}");
  EXPECT_EQ(resolve("${data").substr(0, 12), "!a reference");
}

TEST(Schema, NamesEveryAdapterAndOption) {
  const std::string schema = configSchema();
  for (const Adapter* adapter : adapters()) {
    if (adapter->source || adapter->sink) {
      EXPECT_NE(schema.find("{\"const\":\"" + std::string(adapter->name) + "\"}"),
                std::string::npos)
          << adapter->name;
    }
  }
  // Also fails if an adapter's option has the name of one of the engine's own.
  const auto parsed = Settings::parse(schema, "schema");
  EXPECT_TRUE(parsed) << (parsed ? "" : parsed.error().text);
}

}  // namespace
}  // namespace pontis
