#include "adapters/xroad/hash_chain.h"

#include <algorithm>
#include <set>

#include "adapters/xroad/hash_chain_xml.h"
#include "engine/audit/chain/digest.h"

namespace pontis {
namespace {

// A chain over a batch is as deep as a tree over it: these are never reached but by an attacker.
constexpr std::size_t kDeepest = 64, kMostValues = 10'000;

// X.690: tag, length in the shortest form, content.
void appendDer(std::string& out, unsigned char tag, std::string_view content) {
  out += static_cast<char>(tag);
  const std::size_t size = content.size();
  if (size < 0x80) {
    out += static_cast<char>(size);
  } else {
    std::string length;
    for (std::size_t rest = size; rest > 0; rest >>= 8)
      length.insert(length.begin(), static_cast<char>(rest & 0xFF));
    out += static_cast<char>(0x80 | length.size());
    out += length;
  }
  out += content;
}

constexpr unsigned char kOctetString = 0x04, kUtf8String = 0x0C, kSequence = 0x30;

Error refused(Code code, std::string_view fault, std::string_view what) {
  return {code, std::string(fault) + ": " + std::string(what), ""};
}

Result<std::string> digestOf(const std::string& method, std::string_view text) {
  auto digest = digestByUri(method, text);
  if (!digest) return Error{Code::kUnsupported, "unknown digest algorithm " + method, ""};
  return std::move(*digest);
}

class Walk {
 public:
  Walk(const HashChainFiles& files, const HashChainInputs& inputs, AbsentFile absent)
      : files_(files), inputs_(inputs), absent_(absent) {}

  // The DER of a step. `file` is the chain that a reference without one means.
  Result<std::string> step(const std::string& uri, const std::string& file) {
    const std::size_t hash = uri.find('#');
    if (hash == std::string::npos || hash + 1 == uri.size())
      return refused(Code::kMalformed, "MalformedHashChain", "a reference that names no step");
    const std::string in = hash == 0 ? file : uri.substr(0, hash), id = uri.substr(hash + 1);
    const std::string name = in + "#" + id;
    if (const auto known = known_.find(name); known != known_.end()) return known->second;
    if (active_.size() >= kDeepest || !active_.insert(name).second)
      return refused(Code::kMalformed, "MalformedHashChain", "steps in a circle, or too deep");
    auto made = makeStep(in, id);
    active_.erase(name);
    if (made) known_[name] = *made;
    return made;
  }

  // The inputs that no step refers to.
  bool usedAll() const { return used_.size() == inputs_.size(); }

 private:
  Result<std::string> makeStep(const std::string& file, const std::string& id) {
    const auto chain = chainIn(file);
    if (!chain) return chain.error();
    const auto step = std::find_if((*chain)->begin(), (*chain)->end(),
                                   [&](const HashChainStep& one) { return one.id == id; });
    if (step == (*chain)->end())
      return refused(Code::kMalformed, "MalformedHashChain", "there is no step of that id");
    if ((values_ += step->values.size()) > kMostValues)
      return refused(Code::kMalformed, "MalformedHashChain", "too many values");
    std::vector<MethodDigest> digests;
    for (const HashChainValue& value : step->values) {
      auto digest = digestOfValue(value, file);
      if (!digest) return digest.error();
      digests.push_back(std::move(*digest));
    }
    return digestList(digests);
  }

  Result<MethodDigest> digestOfValue(const HashChainValue& value, const std::string& file) {
    switch (value.kind) {
      case HashChainValue::Kind::kHashValue:
        return MethodDigest{value.method, value.digest};
      case HashChainValue::Kind::kStepRef: {
        const auto referred = step(value.uri, file);
        if (!referred) return referred.error();
        auto digest = digestOf(value.method, *referred);
        if (!digest) return digest.error();
        return MethodDigest{value.method, std::move(*digest)};
      }
      case HashChainValue::Kind::kDataRef:
        return digestOfFile(value);
    }
    return Error{Code::kInternal, "unknown kind of value", ""};
  }

  Result<MethodDigest> digestOfFile(const HashChainValue& value) {
    const auto input = inputs_.find(value.uri);
    if (input != inputs_.end()) used_.insert(value.uri);
    // A digest that the caller knows stands for the file; a wrong one leads to another result.
    if (input != inputs_.end() && input->second && input->second->method == value.method)
      return *input->second;
    const auto bytes = files_(value.uri);
    if (!bytes && input == inputs_.end() && absent_ == AbsentFile::kByDigest)
      return MethodDigest{value.method, value.digest};
    if (value.transformed)
      return Error{Code::kUnsupported, "the transforms of a DataRef are not supported", ""};
    if (!bytes) return refused(Code::kNotFound, "InvalidReference", "a file is not there");
    auto digest = digestOf(value.method, bytes->view());
    if (!digest) return digest.error();
    if (*digest != value.digest)
      return refused(Code::kInvalid, "InvalidHashChainRef", "a file is not what the chain says");
    return MethodDigest{value.method, std::move(*digest)};
  }

  Result<const std::vector<HashChainStep>*> chainIn(const std::string& file) {
    if (const auto known = chains_.find(file); known != chains_.end()) return &known->second;
    const auto bytes = file.empty() ? std::nullopt : files_(file);
    if (!bytes) return refused(Code::kNotFound, "InvalidReference", "a hash chain is not there");
    auto chain = readHashChain(*bytes);
    if (!chain) return chain.error();
    return &chains_.emplace(file, std::move(*chain)).first->second;
  }

  const HashChainFiles& files_;
  const HashChainInputs& inputs_;
  AbsentFile absent_;
  std::map<std::string, std::vector<HashChainStep>> chains_;
  std::map<std::string, std::string> known_;  // the DER of each step
  std::set<std::string> active_, used_;
  std::size_t values_ = 0;
};

}  // namespace

std::string digestList(const std::vector<MethodDigest>& digests) {
  std::string list;
  for (const MethodDigest& one : digests) {
    std::string single;
    appendDer(single, kOctetString, one.value);
    appendDer(single, kUtf8String, one.method);
    appendDer(single, kSequence, "");
    appendDer(list, kSequence, single);
  }
  std::string out;
  appendDer(out, kSequence, list);
  return out;
}

Result<Done> verifyHashChain(const Bytes& result, const HashChainFiles& files,
                             const HashChainInputs& inputs, AbsentFile absent) {
  const auto wanted = readHashChainResult(result);
  if (!wanted) return wanted.error();
  Walk walk(files, inputs, absent);
  const auto step = walk.step(wanted->uri, "");
  if (!step) return step.error();
  const auto digest = digestOf(wanted->method, *step);
  if (!digest) return digest.error();
  if (*digest != wanted->digest)
    return refused(Code::kInvalid, "InvalidHashChainResult",
                   "the chain does not lead to the result");
  if (!walk.usedAll())
    return refused(Code::kInvalid, "HashChainUnusedInputs", "an input is not covered by the chain");
  return Done{};
}

}  // namespace pontis
