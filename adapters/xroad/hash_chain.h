// HashChain: X-Road's hash chains, by which one signature or time stamp covers a batch of messages.
//
// A HashChainResult names a step of a HashChain and the digest of its value. A step's value is the
// DER of its digests in order:
//
//   DigestList   ::= SEQUENCE OF SingleDigest
//   SingleDigest ::= SEQUENCE { digestValue OCTET STRING, digestMethod UTF8String,
//                               transforms SEQUENCE OF Transform }
//
// and a digest is given (HashValue), that of another step's value (StepRef), or that of a file
// (DataRef). Namespace http://cyber.ee/hashchain; as X-Road 7 makes and verifies them. Transforms
// of a DataRef are not supported: such a chain is refused, never half checked.
//
// Thread safety: any thread may call any function, as far as its resolver allows.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/result.h"

namespace pontis {

// A digest and the URI of its algorithm (XML Encryption, RFC 9231).
struct MethodDigest {
  std::string method, value;
  bool operator==(const MethodDigest&) const = default;
};

// The files that a chain refers to, by the URI that it uses; nothing if there is none such.
using HashChainFiles = std::function<std::optional<Bytes>(std::string_view uri)>;

// What must be covered by the chain: the URI of each file, with its digest if that is known (then
// the file itself need not be at hand).
using HashChainInputs = std::map<std::string, std::optional<MethodDigest>, std::less<>>;

// What becomes of a reference to a file that is not there and is no input.
enum class AbsentFile {
  kRefused,
  kByDigest,  // the chain's own digest stands for it: X-Road's archives leave attachments out
};

// Whether the chain leads from every input to the result. The text of an error begins with X-Road's
// own fault code:
//   kMalformed    MalformedHashChain: not such an XML, a step that is not there, steps in a circle
//   kNotFound     InvalidReference: a file that is not there
//   kInvalid      InvalidHashChainRef: a file is not what the chain says; InvalidHashChainResult:
//   the
//                 chain does not lead to the result; HashChainUnusedInputs: an input is not covered
//   kUnsupported  a digest algorithm or a transform
Result<Done> verifyHashChain(const Bytes& result, const HashChainFiles& files,
                             const HashChainInputs& inputs,
                             AbsentFile absent = AbsentFile::kRefused);

// The value of a step with these digests (DER).
std::string digestList(const std::vector<MethodDigest>& digests);

}  // namespace pontis
