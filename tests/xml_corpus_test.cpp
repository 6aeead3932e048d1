// The XML attacks of defusedxml: what declares entities or a DOCTYPE is refused, the rest is read.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "engine/tree/xml.h"
#include "tests/support/corpora.h"

namespace pontis {
namespace {

TEST(XmlCorpus, EveryAttackIsRefusedAndNothingElse) {
  const auto folder = corpora() / "crossborder" / "xmlattack" / "defused";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no corpora";
  int seen = 0, right = 0;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    const std::string text = contents(file.path());
    const bool attack = text.find("<!DOCTYPE") != std::string::npos;
    const auto read = Xml::parse(Bytes::clone(text));
    const bool good = static_cast<bool>(read) != attack;
    EXPECT_TRUE(good) << file.path().filename();
    ++seen;
    right += good;
  }
  fmt::print("xml attacks: {} files seen, {} judged right\n", seen, right);
}

}  // namespace
}  // namespace pontis
