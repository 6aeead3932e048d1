// The letters of Latin, Greek and Cyrillic scripts, each as ASCII letters in lower case.
#pragma once

#include <span>

namespace pontis {

// One run of code points. "-" stands for what is no letter, "=" for a letter that leaves nothing.
struct FoldingBlock {
  char32_t first, last;
  const char* const* ascii;
};

std::span<const FoldingBlock> foldingBlocks();

}  // namespace pontis
