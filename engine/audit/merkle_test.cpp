#include "engine/audit/merkle.h"

#include <gtest/gtest.h>

namespace pontis {
namespace {

std::vector<Digest> leaves(std::size_t count) {
  std::vector<Digest> made;
  for (std::size_t i = 0; i < count; ++i) made.push_back(leafHash("record " + std::to_string(i)));
  return made;
}

// The definition of RFC 9162 section 2.1.1, as it stands there: slow and plain.
Digest definedRoot(std::span<const Digest> tree) {
  if (tree.empty()) return sha256("");
  if (tree.size() == 1) return tree[0];
  std::size_t left = 1;
  while (left * 2 < tree.size()) left *= 2;
  return nodeHash(definedRoot(tree.first(left)), definedRoot(tree.subspan(left)));
}

std::vector<Digest> hashesOf(std::vector<LeafRange> path, std::span<const Digest> tree) {
  SubtreeHasher hasher(std::move(path));
  for (const Digest& leaf : tree) hasher.append(leaf);
  return hasher.hashes();
}

// The proof of `index`, begun when that leaf came by.
std::vector<Digest> hashesFrom(std::size_t index, std::span<const Digest> tree) {
  MerkleFrontier before;
  for (std::size_t i = 0; i < index; ++i) before.append(tree[i]);
  SubtreeHasher hasher(inclusionPath(index, tree.size()), before);
  for (const Digest& leaf : tree.subspan(index)) hasher.append(leaf);
  return hasher.hashes();
}

TEST(Merkle, KnowsThePublishedTree) {
  // The eight leaves of Certificate Transparency's reference tests, and their roots.
  const std::string data[] = {std::string(),
                              std::string("\x00", 1),
                              "\x10",
                              "\x20\x21",
                              "\x30\x31",
                              "\x40\x41\x42\x43",
                              "\x50\x51\x52\x53\x54\x55\x56\x57",
                              "\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f"};
  MerkleFrontier tree;
  EXPECT_EQ(toHex(tree.root()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  tree.append(leafHash(data[0]));
  EXPECT_EQ(toHex(tree.root()), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
  for (std::size_t i = 1; i < 8; ++i) tree.append(leafHash(data[i]));
  EXPECT_EQ(toHex(tree.root()), "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
}

TEST(Merkle, GrowsToTheDefinedRootAtEverySize) {
  const auto all = leaves(130);
  MerkleFrontier tree;
  for (std::size_t size = 0; size <= all.size(); ++size) {
    EXPECT_EQ(tree.root(), definedRoot(std::span(all).first(size))) << size;
    if (size < all.size()) tree.append(all[size]);
  }
}

TEST(Merkle, GoesOnFromItsFrontier) {
  const auto all = leaves(37);
  for (std::size_t size = 0; size < all.size(); ++size) {
    MerkleFrontier tree;
    for (std::size_t i = 0; i < size; ++i) tree.append(all[i]);
    MerkleFrontier again(tree.size(), tree.subtrees());
    for (std::size_t i = size; i < all.size(); ++i) again.append(all[i]);
    EXPECT_EQ(again.root(), definedRoot(all)) << size;
  }
}

TEST(Merkle, ProvesEveryLeafOfEveryTreeAndNoOther) {
  const auto all = leaves(33);
  for (std::size_t size = 1; size <= all.size(); ++size) {
    const auto tree = std::span(all).first(size);
    const Digest root = definedRoot(tree);
    for (std::size_t index = 0; index < size; ++index) {
      auto proof = hashesOf(inclusionPath(index, size), tree);
      EXPECT_TRUE(provesInclusion(index, size, tree[index], proof, root)) << index << "/" << size;
      EXPECT_EQ(hashesFrom(index, tree), proof) << index << "/" << size;
      for (std::size_t other = 0; other < size; ++other)
        if (other != index) {
          EXPECT_FALSE(provesInclusion(other, size, tree[index], proof, root));
          EXPECT_FALSE(provesInclusion(index, size, tree[other], proof, root));
        }
      proof.push_back(root);
      EXPECT_FALSE(provesInclusion(index, size, tree[index], proof, root));
    }
    EXPECT_FALSE(provesInclusion(size, size, tree[0], {}, root));
  }
}

TEST(Merkle, ProvesEveryBeginningOfEveryTreeAndNoOther) {
  const auto all = leaves(33);
  for (std::size_t second = 1; second <= all.size(); ++second)
    for (std::size_t first = 1; first <= second; ++first) {
      const auto tree = std::span(all).first(second);
      const auto proof = hashesOf(consistencyPath(first, second), tree);
      const Digest old_root = definedRoot(tree.first(first)), root = definedRoot(tree);
      EXPECT_TRUE(provesConsistency(first, second, proof, old_root, root))
          << first << " " << second;
      if (first < second) {
        EXPECT_FALSE(provesConsistency(first, second, proof, root, root));
        EXPECT_FALSE(provesConsistency(first, second, proof, old_root, old_root));
        EXPECT_FALSE(provesConsistency(first, second, {}, old_root, root));
      }
    }
  EXPECT_FALSE(provesConsistency(0, 3, {}, definedRoot({}), definedRoot(std::span(all).first(3))));
}

}  // namespace
}  // namespace pontis
