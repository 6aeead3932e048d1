#include "adapters/hl7v2/hl7v2_batch.h"

#include <gtest/gtest.h>

namespace pontis {
namespace {

const std::string kA = "MSH|^~\\&|A\rPID|1\r", kB = "MSH|^~\\&|B\r";

std::string split(const std::string& text) {
  std::string out;
  for (const Bytes& unit : splitMessages(Bytes::clone(text)))
    out += "[" + std::string(unit.view()) + "]";
  return out;
}

TEST(Hl7v2Batch, CutsABatchWithOrWithoutItsEnvelope) {
  const std::string both = "[" + kA + "][" + kB + "]";
  EXPECT_EQ(split(kA + kB), both);
  EXPECT_EQ(split("FHS|^~\\&|\rBHS|^~\\&|\r" + kA + kB + "BTS|2\rFTS|1\r"), both);
  EXPECT_EQ(split("BHS#*~!@#\r" + kA + kB + "BTS|9"), both);
  EXPECT_EQ(split("FHS|\rBHS|\r" + kA + "BTS|1\rBHS|\r" + kB + "BTS\rFTS"), both);
  EXPECT_EQ(split("\xEF\xBB\xBF"
                  "FHS|^~\\&\r\r\n" +
                  kA + kB),
            both);
  EXPECT_EQ(split("BHS|^~\\&\r" + kA), "[" + kA + "]");
}

TEST(Hl7v2Batch, ReturnsNothingForAnEmptyBatchAndTheWholeForNoMessage) {
  EXPECT_EQ(split("FHS|^~\\&\rBHS|^~\\&\rBTS|0\rFTS|1\r"), "");
  for (const char* text : {"", "\r\n", "hello", "msh|^~\\&|A\r", "MSH", "{\"a\":1}"})
    EXPECT_EQ(split(text), "[" + std::string(text) + "]");
}

TEST(Hl7v2Batch, ReturnsOneMessageWithAllThatStandsAroundIt) {
  for (const std::string& text :
       {kA, " \r\n\t" + kA + "\r\r", "\xEF\xBB\xBF" + kA, "\x0B" + kA + "\x1C\r"})
    EXPECT_EQ(split(text), "[" + text + "]");
}

TEST(Hl7v2Batch, CutsACaptureOfFrames) {
  const std::string both = "[" + kA + "][" + kB + "]";
  EXPECT_EQ(split("\x0B" + kA + "\x1C\r\x0B" + kB + "\x1C\r"), both);
  EXPECT_EQ(split("\x0B" + kA + "\x1C\x0B" + kB + "\x1C"), both);
  EXPECT_EQ(split("\x0B" + kA + "\x0B" + kB), both) << "no end bytes";
}

TEST(Hl7v2Batch, GivesTheTextOfNoMessageASliceOfItsOwn) {
  EXPECT_EQ(split("log of today\r" + kA), "[log of today\r][" + kA + "]");
  EXPECT_EQ(split("BHS|^~\\&\rjunk\r" + kA + "BTS|1\rmore"), "[junk\r][" + kA + "][more]");
}

TEST(Hl7v2Batch, CutsWideText) {
  std::string wide = "\xFF\xFE", a, b;
  for (const char c : kA) a.append({c, '\0'});
  for (const char c : kB) b.append({c, '\0'});
  EXPECT_EQ(split(wide + a + b), "[" + wide + a + "][" + b + "]");
}

}  // namespace
}  // namespace pontis
