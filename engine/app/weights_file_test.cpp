#include "engine/app/weights_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "engine/app/config.h"
#include "tests/support/scratch_directory.h"

namespace pontis {
namespace {

class WeightsFileTest : public ::testing::Test {
 protected:
  // The text of the error, without the folder.
  std::string refusal(const std::string& text) {
    std::ofstream(path_) << text;
    const auto read = readWeights(path_);
    return read ? "none" : read.error().text.substr(folder_.path().size() + 1);
  }

  ScratchDirectory folder_;
  std::string path_ = folder_.path() + "/weights.json";
};

TEST_F(WeightsFileTest, WhatIsWrittenIsRead) {
  std::ofstream(path_) << weightsText(*Weights::shipped());
  const auto read = readWeights(path_);
  ASSERT_TRUE(read) << read.error().text;
  EXPECT_EQ(weightsText(**read), weightsText(*Weights::shipped()));
}

TEST_F(WeightsFileTest, WhatIsLeftOutIsAsShipped) {
  std::ofstream(path_) << R"({"given": {"equal": {"same": 0.5, "others": 0.25}}})";
  const auto read = readWeights(path_);
  ASSERT_TRUE(read) << read.error().text;
  EXPECT_FLOAT_EQ((*read)->bits(Field::kGiven, AgreementLevel::kEqual), 1);
  EXPECT_FLOAT_EQ((*read)->bits(Field::kFamily, AgreementLevel::kEqual),
                  Weights::shipped()->bits(Field::kFamily, AgreementLevel::kEqual));
}

TEST_F(WeightsFileTest, MistakesAreNamedWithTheirPlace) {
  EXPECT_EQ(refusal("[]"), "weights.json:1:1: expected an object");
  EXPECT_EQ(refusal(R"({"shoe": {}})"), "weights.json:1:10: there is no field \"shoe\"");
  EXPECT_EQ(refusal(R"({"given": {"missing": {"same": 1, "others": 1}}})"),
            "weights.json:1:23: there is no level \"missing\"");
  EXPECT_EQ(refusal(R"({"given": {"equal": {"same": 1.5, "others": 1}}})"),
            "weights.json:1:30: expected a share above 0 and at most 1");
  EXPECT_EQ(refusal(R"({"given": {"equal": {"same": 1}}})"),
            "weights.json:1:21: expected both \"same\" and \"others\"");
  EXPECT_EQ(refusal(R"({"gender": {"swapped": {"same": 1, "others": 1}}})"),
            "weights.json:1:24: \"gender\" is never \"swapped\"");
  EXPECT_EQ(readWeights(folder_.path() + "/none").error().code, Code::kNotFound);
}

TEST_F(WeightsFileTest, AnEngineFileNamesIt) {
  std::ofstream(path_) << R"({"given": {"equal": {"same": 0.5, "others": 0.25}}})";
  std::filesystem::create_directory(folder_.path() + "/channels");
  std::ofstream(folder_.path() + "/channels/ward.json") << R"({
    "name": "ward", "format": "hl7v2", "source": {"use": "mllp", "listen": "127.0.0.1:1"},
    "privacy": {"personal": false, "reason": "none is sent"},
    "sinks": [{"name": "out", "use": "file", "directory": "out"}]})";
  std::ofstream(folder_.path() + "/pontis.json") << R"({"index": {"weights": "weights.json"}})";
  const auto config = loadConfig(folder_.path(), std::nullopt);
  ASSERT_TRUE(config) << config.error().text;
  EXPECT_FLOAT_EQ(config->index->weights->bits(Field::kGiven, AgreementLevel::kEqual), 1);
  std::ofstream(path_) << "{";
  EXPECT_FALSE(loadConfig(folder_.path(), std::nullopt));
}

}  // namespace
}  // namespace pontis
