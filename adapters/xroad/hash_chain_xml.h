// The XML of a hash chain and of its result, read to the letter of their schema: what the schema
// does not know is refused.
//
// Thread safety: any thread may call any function.
#pragma once

#include <string>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/result.h"

namespace pontis {

struct HashChainValue {
  enum class Kind { kHashValue, kStepRef, kDataRef };
  Kind kind = Kind::kHashValue;
  std::string uri;           // of kStepRef and kDataRef
  std::string method;        // the algorithm's URI; the chain's own default if none was given
  std::string digest;        // decoded; of kHashValue and kDataRef
  bool transformed = false;  // a kDataRef with transforms
};

struct HashChainStep {
  std::string id;
  std::vector<HashChainValue> values;
};

// kMalformed
Result<std::vector<HashChainStep>> readHashChain(const Bytes& xml);

struct HashChainResultText {
  std::string uri, method, digest;
};
// kMalformed
Result<HashChainResultText> readHashChainResult(const Bytes& xml);

}  // namespace pontis
