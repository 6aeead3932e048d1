#include "engine/audit/merkle.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <map>

namespace pontis {
namespace {

// Where a tree of `size` > 1 leaves is parted: the largest power of two below its size.
std::uint64_t split(std::uint64_t size) { return std::bit_floor(size - 1); }

// The way from a leaf up to the root, as the verifying algorithms of RFC 9162 walk it.
struct Ascent {
  std::uint64_t node, last;  // fn and sn

  bool isRightOrLast() const { return (node & 1) != 0 || node == last; }
  void up() {
    node >>= 1;
    last >>= 1;
  }
  // A last node without a sibling is its own parent.
  void skipLevelsWithoutSibling() {
    while ((node & 1) == 0 && node != 0) up();
  }
};

}  // namespace

Digest leafHash(std::string_view data) { return sha256({std::string_view("\0", 1), data}); }

Digest nodeHash(const Digest& left, const Digest& right) {
  return sha256({"\1", left.view(), right.view()});
}

MerkleFrontier::MerkleFrontier(std::uint64_t size, std::vector<Digest> subtrees)
    : size_(size), subtrees_(std::move(subtrees)) {
  assert(subtrees_.size() == static_cast<std::size_t>(std::popcount(size)));
}

void MerkleFrontier::append(const Digest& leaf) {
  subtrees_.push_back(leaf);
  for (int merges = std::countr_one(size_); merges > 0; --merges) {
    const Digest right = subtrees_.back();
    subtrees_.pop_back();
    subtrees_.back() = nodeHash(subtrees_.back(), right);
  }
  ++size_;
}

Digest MerkleFrontier::root() const {
  if (subtrees_.empty()) return sha256("");
  Digest made = subtrees_.back();
  for (auto left = subtrees_.rbegin() + 1; left != subtrees_.rend(); ++left)
    made = nodeHash(*left, made);
  return made;
}

std::vector<LeafRange> inclusionPath(std::uint64_t index, std::uint64_t size) {
  assert(index < size);
  std::vector<LeafRange> path;
  LeafRange tree{0, size};
  while (tree.end - tree.begin > 1) {
    const std::uint64_t middle = tree.begin + split(tree.end - tree.begin);
    const bool left = index < middle;
    path.push_back(left ? LeafRange{middle, tree.end} : LeafRange{tree.begin, middle});
    tree = left ? LeafRange{tree.begin, middle} : LeafRange{middle, tree.end};
  }
  std::reverse(path.begin(), path.end());
  return path;
}

std::vector<LeafRange> consistencyPath(std::uint64_t first, std::uint64_t second) {
  assert(0 < first && first <= second);
  std::vector<LeafRange> path;
  LeafRange tree{0, second};
  while (tree.end != first) {
    const std::uint64_t middle = tree.begin + split(tree.end - tree.begin);
    const bool left = first <= middle;
    path.push_back(left ? LeafRange{middle, tree.end} : LeafRange{tree.begin, middle});
    tree = left ? LeafRange{tree.begin, middle} : LeafRange{middle, tree.end};
  }
  // The verifier holds the first tree's root; it is a node of the second only if it stands at 0.
  if (tree.begin != 0) path.push_back(tree);
  std::reverse(path.begin(), path.end());
  return path;
}

SubtreeHasher::SubtreeHasher(std::vector<LeafRange> path, const MerkleFrontier& before)
    : path_(std::move(path)), hashes_(path_.size()), next_(before.size()) {
  std::map<std::uint64_t, Digest> known;  // by the first leaf
  std::uint64_t begin = 0;
  for (const Digest& subtree : before.subtrees()) {
    known[begin] = subtree;
    begin += std::bit_floor(before.size() - begin);
  }
  for (std::size_t i = 0; i < path_.size(); ++i) {
    if (path_[i].begin < next_)
      hashes_[i] = known[path_[i].begin];
    else
      order_.push_back(i);
  }
  std::sort(order_.begin(), order_.end(),
            [this](std::size_t a, std::size_t b) { return path_[a].begin < path_[b].begin; });
}

void SubtreeHasher::append(const Digest& leaf) {
  const std::uint64_t index = next_++;
  if (at_ == order_.size() || index < path_[order_[at_]].begin) return;
  below_.append(leaf);
  if (next_ < path_[order_[at_]].end) return;
  hashes_[order_[at_++]] = below_.root();
  below_ = {};
}

std::vector<Digest> SubtreeHasher::hashes() const {
  assert(at_ == order_.size());
  return hashes_;
}

bool provesInclusion(std::uint64_t index, std::uint64_t size, const Digest& leaf,
                     std::span<const Digest> proof, const Digest& root) {
  if (index >= size) return false;
  Ascent at{index, size - 1};
  Digest made = leaf;
  for (const Digest& sibling : proof) {
    if (at.last == 0) return false;
    if (at.isRightOrLast()) {
      made = nodeHash(sibling, made);
      at.skipLevelsWithoutSibling();
    } else {
      made = nodeHash(made, sibling);
    }
    at.up();
  }
  return at.last == 0 && made == root;
}

bool provesConsistency(std::uint64_t first, std::uint64_t second, std::span<const Digest> proof,
                       const Digest& first_root, const Digest& second_root) {
  if (first == second) return proof.empty() && first_root == second_root;
  if (first == 0 || first > second || proof.empty()) return false;
  Ascent at{first - 1, second - 1};
  while ((at.node & 1) != 0) at.up();
  const bool whole = std::has_single_bit(first);
  Digest old_made = whole ? first_root : proof[0], made = old_made;
  for (const Digest& node : proof.subspan(whole ? 0 : 1)) {
    if (at.last == 0) return false;
    if (at.isRightOrLast()) {
      old_made = nodeHash(node, old_made);
      made = nodeHash(node, made);
      at.skipLevelsWithoutSibling();
    } else {
      made = nodeHash(made, node);
    }
    at.up();
  }
  return at.last == 0 && old_made == first_root && made == second_root;
}

}  // namespace pontis
