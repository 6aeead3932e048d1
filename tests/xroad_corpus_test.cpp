// X-Road's own test vectors for hash chains, with the verdicts of its HashChainVerifierTest.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "adapters/xroad/hash_chain.h"
#include "tests/support/corpora.h"

namespace pontis {
namespace {

struct Case {
  const char* chain;    // stands for /hashchain.xml
  const char* message;  // stands for /message.xml
  const char* verdict;  // X-Road's fault code; empty: the chain is good
};

// Each file of the corpus is in one of them; 2 to 4 of X-Road's test are not in the corpus.
constexpr Case kCases[] = {
    {"hc-verifier1-hashchain.xml", "hc-verifier1-message.xml", ""},
    {"hc-verifier5-hashchain-invalid-schema.xml", "hc-verifier1-message.xml", "MalformedHashChain"},
};

std::string faultOf(const Result<Done>& verified) {
  if (verified) return "";
  return verified.error().text.substr(0, verified.error().text.find(':'));
}

class XRoadCorpus : public ::testing::Test {
 protected:
  XRoadCorpus() : folder_(corpora() / "crossborder" / "hashchain" / "xroad") {}
  void SetUp() override {
    if (!std::filesystem::exists(folder_)) GTEST_SKIP() << "no corpora";
  }

  std::string file(const char* name) const { return contents(folder_ / name); }

  static std::string verdict(const std::string& result, const std::string& chain,
                             const std::string& message) {
    const HashChainFiles files = [&](std::string_view uri) -> std::optional<Bytes> {
      if (uri == "/hashchain.xml") return Bytes::clone(chain);
      if (uri == "/message.xml") return Bytes::clone(message);
      return std::nullopt;
    };
    return faultOf(verifyHashChain(Bytes::clone(result), files, {{"/message.xml", std::nullopt}}));
  }

  std::filesystem::path folder_;
};

TEST_F(XRoadCorpus, EveryVerdictIsRight) {
  int seen = 0, right = 0;
  for (const Case& one : kCases) {
    const std::string got =
        verdict(file("hc-verifier1-hashchainresult.xml"), file(one.chain), file(one.message));
    EXPECT_EQ(got, one.verdict) << one.chain;
    ++seen;
    right += got == one.verdict;
  }
  fmt::print("x-road: {} hash chains seen, {} judged right\n", seen, right);
}

TEST_F(XRoadCorpus, AnyBitOfTheDigestsOrTheMessageCounts) {
  const std::string result = file("hc-verifier1-hashchainresult.xml"),
                    chain = file("hc-verifier1-hashchain.xml"),
                    message = file("hc-verifier1-message.xml");
  for (std::size_t i = 0; i < message.size(); ++i) {
    std::string changed = message;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_EQ(verdict(result, chain, changed), "InvalidHashChainRef");
  }
  for (const std::string* text : {&result, &chain}) {
    std::size_t at = 0;
    while ((at = text->find("<DigestValue>", at)) != std::string::npos) {
      at += 13;
      // Not the last, whose bits are not all of the digest's.
      for (std::size_t i = at; (*text)[i + 2] != '<'; ++i) {
        std::string changed = *text;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        const std::string got =
            text == &result ? verdict(changed, chain, message) : verdict(result, changed, message);
        EXPECT_TRUE(got == "InvalidHashChainRef" || got == "InvalidHashChainResult") << got;
      }
    }
  }
}

}  // namespace
}  // namespace pontis
