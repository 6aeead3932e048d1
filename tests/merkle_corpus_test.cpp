// The proof vectors of transparency-dev/merkle: each says whether it must be refused.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "engine/audit/chain/base64.h"
#include "engine/audit/merkle.h"
#include "engine/tree/json.h"
#include "tests/support/corpora.h"

namespace pontis {
namespace {

// A hash of the vector. One that is not 32 bytes long is nobody's hash, so its proof is refused.
std::optional<Digest> hashOf(const Json& text) {
  const auto bytes = decodeBase64(text.text());
  return bytes ? digestFrom(*bytes) : std::nullopt;
}

std::optional<std::vector<Digest>> hashesOf(const Json& list) {
  std::vector<Digest> made;
  for (const Json& item : list.items()) {
    const auto hash = hashOf(item);
    if (!hash) return std::nullopt;
    made.push_back(*hash);
  }
  return made;
}

std::uint64_t number(const Json& json) { return std::stoull(json.text()); }

bool accepted(const Json& vector) {
  const auto proof = hashesOf(vector["proof"]);
  if (!proof) return false;
  if (vector["leafIdx"]) {
    const auto leaf = hashOf(vector["leafHash"]), root = hashOf(vector["root"]);
    return leaf && root &&
           provesInclusion(number(vector["leafIdx"]), number(vector["treeSize"]), *leaf, *proof,
                           *root);
  }
  const auto first = hashOf(vector["root1"]), second = hashOf(vector["root2"]);
  return first && second &&
         provesConsistency(number(vector["size1"]), number(vector["size2"]), *proof, *first,
                           *second);
}

TEST(MerkleCorpus, EveryVerdictIsRight) {
  const auto folder = corpora() / "crossborder" / "merkle" / "merkle";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no corpora";
  int seen = 0, right = 0, valid = 0;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    const auto vector = Json::parse(Bytes::own(contents(file.path())));
    ASSERT_TRUE(vector) << file.path();
    const bool wanted = (*vector)["wantErr"].text() == "false";
    const bool good = accepted(*vector) == wanted;
    EXPECT_TRUE(good) << file.path().filename();
    ++seen;
    right += good;
    valid += wanted;
  }
  fmt::print("merkle: {} vectors seen ({} to be accepted), {} judged right\n", seen, valid, right);
  EXPECT_GT(seen, 0);
}

}  // namespace
}  // namespace pontis
