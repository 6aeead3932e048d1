#include "adapters/xroad/hash_chain.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace pontis {
namespace {

constexpr std::string_view kSha256 = "http://www.w3.org/2001/04/xmlenc#sha256";
constexpr std::string_view kSha512 = "http://www.w3.org/2001/04/xmlenc#sha512";

// The digests were made with another program: SHA-512 of "first", SHA-256 of "second", and SHA-256
// of the DER of step TOP.
constexpr std::string_view kFirst =
    "f92A293tFWMj02xFnl/RM6TYiMInMgz7cEK+n+s11/ByAeU1aXr5FOadb0ayqIZVyGwjcSiAUszU+pIFiwHT/Q==";
constexpr std::string_view kSecond = "FjZ6rLZ6SgF8jairlWgsyzkIY3gPcRTdoKDgxVZEx8Q=";
constexpr std::string_view kResult = "mbthLSOQJKXm4AbL+FzrZaCTZr0jfzSNE5/whz81Zx8=";

std::string method(std::string_view algorithm) {
  return fmt::format("<d:DigestMethod Algorithm=\"{}\"/>", algorithm);
}
std::string value(std::string_view digest) {
  return fmt::format("<d:DigestValue>{}</d:DigestValue>", digest);
}

std::string chain(std::string_view steps) {
  return fmt::format(
      "<HashChain xmlns=\"http://cyber.ee/hashchain\" "
      "xmlns:d=\"http://www.w3.org/2000/09/xmldsig#\">"
      "<DefaultDigestMethod Algorithm=\"{}\"/>{}</HashChain>",
      kSha512, steps);
}

std::string result(std::string_view uri = "/top.xml#TOP", std::string_view digest = kResult) {
  return fmt::format(
      "<HashChainResult URI=\"{}\" xmlns=\"http://cyber.ee/hashchain\" "
      "xmlns:d=\"http://www.w3.org/2000/09/xmldsig#\">{}{}</HashChainResult>",
      uri, method(kSha256), value(digest));
}

class HashChain : public ::testing::Test {
 protected:
  HashChain() {
    // 64 bytes of zero stand for the other half of the batch.
    files_["/top.xml"] =
        chain(fmt::format("<HashStep id=\"TOP\"><HashValue>{}</HashValue>"
                          "<StepRef URI=\"/low.xml#LOW\"/></HashStep>",
                          value(std::string(86, 'A') + "==")));
    files_["/low.xml"] =
        chain(fmt::format("<HashStep id=\"LOW\"><DataRef URI=\"/a.xml\">{}</DataRef>"
                          "<DataRef URI=\"/b.xml\">{}{}</DataRef></HashStep>",
                          value(kFirst), method(kSha256), value(kSecond)));
    files_["/a.xml"] = "first";
    files_["/b.xml"] = "second";
    inputs_ = {{"/a.xml", std::nullopt}, {"/b.xml", std::nullopt}};
  }

  // X-Road's fault code; empty if the chain is good.
  std::string verdict(const std::string& from = result(),
                      AbsentFile absent = AbsentFile::kRefused) const {
    const auto verified = verifyHashChain(
        Bytes::clone(from),
        [this](std::string_view uri) -> std::optional<Bytes> {
          const auto found = files_.find(uri);
          return found == files_.end() ? std::nullopt : std::optional(Bytes::clone(found->second));
        },
        inputs_, absent);
    return verified ? "" : verified.error().text.substr(0, verified.error().text.find(':'));
  }

  void replace(const std::string& file, std::string_view what, std::string_view with) {
    std::string& text = files_[file];
    const std::size_t at = text.find(what);
    ASSERT_NE(at, std::string::npos);
    text.replace(at, what.size(), with);
  }

  std::map<std::string, std::string, std::less<>> files_;
  HashChainInputs inputs_;
};

TEST_F(HashChain, LeadsThroughSeveralDocumentsAndAlgorithms) { EXPECT_EQ(verdict(), ""); }

TEST_F(HashChain, MayBeBrokenIntoLines) {
  replace("/low.xml", kFirst.substr(0, 40), fmt::format("\n  {}\n", kFirst.substr(0, 40)));
  EXPECT_EQ(verdict(), "");
}

TEST_F(HashChain, FindsAFileThatChanged) {
  files_["/b.xml"] = "Second";
  EXPECT_EQ(verdict(), "InvalidHashChainRef");
  files_.erase("/b.xml");
  EXPECT_EQ(verdict(), "InvalidReference");
}

TEST_F(HashChain, TakesAKnownDigestForTheFile) {
  files_.erase("/b.xml");
  inputs_["/b.xml"] = MethodDigest{std::string(kSha256), std::string(32, '\0')};
  EXPECT_EQ(verdict(), "InvalidHashChainResult");
}

TEST_F(HashChain, MayLeaveOutAFileThatIsNoInput) {
  inputs_.erase("/b.xml");
  files_.erase("/b.xml");
  EXPECT_EQ(verdict(), "InvalidReference");
  EXPECT_EQ(verdict(result(), AbsentFile::kByDigest), "");
  files_.erase("/a.xml");
  EXPECT_EQ(verdict(result(), AbsentFile::kByDigest), "InvalidReference");
}

TEST_F(HashChain, MustCoverEveryInput) {
  inputs_["/c.xml"] = std::nullopt;
  EXPECT_EQ(verdict(), "HashChainUnusedInputs");
}

TEST_F(HashChain, MustLeadToTheResult) {
  EXPECT_EQ(verdict(result("/top.xml#TOP", kSecond)), "InvalidHashChainResult");
  replace("/top.xml", "<HashValue>", "<HashValue><d:DigestMethod Algorithm=\"x\"/>");
  EXPECT_EQ(verdict(), "InvalidHashChainResult");
}

TEST_F(HashChain, RefusesStepsThatAreNotThereOrInACircle) {
  for (const char* uri : {"/top.xml", "/top.xml#", "/top.xml#NONE", "#TOP"})
    EXPECT_TRUE(verdict(result(uri)) == "MalformedHashChain" ||
                verdict(result(uri)) == "InvalidReference")
        << uri;
  replace("/low.xml", "<DataRef URI=\"/a.xml\">" + value(kFirst) + "</DataRef>",
          "<StepRef URI=\"/top.xml#TOP\"/>");
  EXPECT_EQ(verdict(), "MalformedHashChain");
}

TEST_F(HashChain, RefusesAChainDeeperThanAnyBatch) {
  std::string steps;
  for (int i = 0; i < 100; ++i)
    steps += fmt::format("<HashStep id=\"S{}\"><StepRef URI=\"#S{}\"/></HashStep>", i, i + 1);
  files_["/top.xml"] = chain(steps);
  EXPECT_EQ(verdict(result("/top.xml#S0")), "MalformedHashChain");
}

TEST_F(HashChain, RefusesWhatTheSchemaDoesNotKnow) {
  const std::string sound = files_["/low.xml"];
  for (const auto& [what, with] : std::vector<std::pair<std::string, std::string>>{
           {"</DataRef>", "<FooBar/></DataRef>"},
           {"URI=\"/a.xml\"", ""},
           {"id=\"LOW\"", ""},
           {"<DefaultDigestMethod", "<Default"},
           {"http://cyber.ee/hashchain", "urn:other"},
           {value(kFirst), ""},
           {value(kFirst), value("no base64!")},
           {"</HashStep>", "</HashStep><HashStep id=\"LOW\"><StepRef URI=\"#X\"/></HashStep>"},
           {"<HashChain ", "<!DOCTYPE x><HashChain "}}) {
    files_["/low.xml"] = sound;
    replace("/low.xml", what, with);
    EXPECT_EQ(verdict(), "MalformedHashChain") << what << " -> " << with;
  }
}

TEST_F(HashChain, DoesNotPassWhatItCannotCheck) {
  replace("/low.xml", value(kFirst), "<d:Transforms/>" + value(kFirst));
  EXPECT_EQ(verdict(), "the transforms of a DataRef are not supported");
}

}  // namespace
}  // namespace pontis
