// Merkle: the hash tree over the log (RFC 6962 section 2.1, RFC 9162 section 2.1), with SHA-256.
//
// A leaf's hash is SHA-256(0x00 || data), a node's SHA-256(0x01 || left || right), an empty tree's
// SHA-256 of nothing. The leaf of a record is the 32 bytes of its hash in the chain (entry.h), so
// the tree can be made, and checked, without the text of the records.
//
// Thread safety: functions are pure; a MerkleFrontier and a SubtreeHasher belong to one thread.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/audit/chain/digest.h"

namespace pontis {

Digest leafHash(std::string_view data);
Digest nodeHash(const Digest& left, const Digest& right);

// The roots of the complete subtrees, the largest first: all of a tree that must be kept to make
// it grow. Their sizes are the bits of the tree's size.
class MerkleFrontier {
 public:
  MerkleFrontier() = default;
  // REQUIRES: as many subtrees as `size` has bits that are one
  MerkleFrontier(std::uint64_t size, std::vector<Digest> subtrees);

  void append(const Digest& leaf);
  Digest root() const;
  std::uint64_t size() const { return size_; }
  const std::vector<Digest>& subtrees() const { return subtrees_; }

 private:
  std::uint64_t size_ = 0;
  std::vector<Digest> subtrees_;
};

// The leaves [begin, end) below one node of a proof.
struct LeafRange {
  std::uint64_t begin = 0, end = 0;
  bool operator==(const LeafRange&) const = default;
};

// The nodes that prove leaf `index` in a tree of `size` leaves, in the order of the proof
// (RFC 9162 section 2.1.3.1). REQUIRES: index < size
std::vector<LeafRange> inclusionPath(std::uint64_t index, std::uint64_t size);

// The nodes that prove a tree of `first` leaves to be the beginning of one of `second`
// (RFC 9162 section 2.1.4.1). REQUIRES: 0 < first <= second
std::vector<LeafRange> consistencyPath(std::uint64_t first, std::uint64_t second);

// Makes the hashes of such nodes while the leaves come by, once and in order.
class SubtreeHasher {
 public:
  // `before` holds the leaves that have come by already. REQUIRES: each node of the path is a
  // subtree of `before`, or none of its leaves has come by; so it is for the inclusion of any leaf
  // from before.size() on, and for consistency if `before` is empty.
  explicit SubtreeHasher(std::vector<LeafRange> path, const MerkleFrontier& before = {});
  void append(const Digest& leaf);
  // In the order of the path. REQUIRES: every leaf of it was appended
  std::vector<Digest> hashes() const;

 private:
  std::vector<LeafRange> path_;
  std::vector<std::size_t> order_;  // places in `path_` of nodes to be made, by their first leaf
  std::vector<Digest> hashes_;
  std::size_t at_ = 0;  // place in `order_` of the node that is being made
  std::uint64_t next_ = 0;
  MerkleFrontier below_;
};

// RFC 9162 section 2.1.3.2. False as well if the index is outside the tree.
bool provesInclusion(std::uint64_t index, std::uint64_t size, const Digest& leaf,
                     std::span<const Digest> proof, const Digest& root);

// RFC 9162 section 2.1.4.2. A proof from the empty tree says nothing, and is refused.
bool provesConsistency(std::uint64_t first, std::uint64_t second, std::span<const Digest> proof,
                       const Digest& first_root, const Digest& second_root);

}  // namespace pontis
