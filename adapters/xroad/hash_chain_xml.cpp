#include "adapters/xroad/hash_chain_xml.h"

#include <algorithm>

#include "engine/audit/chain/base64.h"
#include "engine/tree/xml.h"

namespace pontis {
namespace {

constexpr std::string_view kChain = "http://cyber.ee/hashchain";
constexpr std::string_view kSignature = "http://www.w3.org/2000/09/xmldsig#";

Error malformed(std::string_view what) {
  return {Code::kMalformed, "MalformedHashChain: " + std::string(what), ""};
}

bool isBlank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == text.npos; }

// xsd:base64Binary may be broken into lines.
std::optional<std::string> decoded(std::string_view text) {
  std::string packed;
  for (const char c : text)
    if (!isBlank({&c, 1})) packed += c;
  return decodeBase64(packed);
}

std::optional<std::string> algorithmOf(const Xml& method) {
  const std::string* algorithm = method.attribute("Algorithm");
  if (algorithm == nullptr || !method.children().empty()) return std::nullopt;
  return *algorithm;
}

// Takes the children of an element one after the other, as a schema's sequence does.
class Sequence {
 public:
  explicit Sequence(const Xml& parent) : children_(parent.children()) {}
  const Xml* take(std::string_view space, std::string_view name) {
    if (at_ == children_.size() || !children_[at_].is(space, name)) return nullptr;
    return &children_[at_++];
  }
  bool ended() const { return at_ == children_.size(); }

 private:
  const std::vector<Xml>& children_;
  std::size_t at_ = 0;
};

std::optional<HashChainValue::Kind> kindOf(const Xml& xml) {
  using Kind = HashChainValue::Kind;
  if (xml.is(kChain, "HashValue")) return Kind::kHashValue;
  if (xml.is(kChain, "StepRef")) return Kind::kStepRef;
  if (xml.is(kChain, "DataRef")) return Kind::kDataRef;
  return std::nullopt;
}

std::optional<HashChainValue> readValue(const Xml& xml, const std::string& fallback) {
  const auto kind = kindOf(xml);
  if (!kind || !isBlank(xml.text())) return std::nullopt;
  HashChainValue value;
  value.kind = *kind;
  value.method = fallback;
  if (*kind != HashChainValue::Kind::kHashValue) {
    const std::string* uri = xml.attribute("URI");
    if (uri == nullptr) return std::nullopt;
    value.uri = *uri;
  }
  Sequence sequence(xml);
  if (*kind == HashChainValue::Kind::kDataRef)
    value.transformed = sequence.take(kSignature, "Transforms") != nullptr;
  if (const Xml* method = sequence.take(kSignature, "DigestMethod")) {
    const auto algorithm = algorithmOf(*method);
    if (!algorithm) return std::nullopt;
    value.method = *algorithm;
  }
  if (*kind != HashChainValue::Kind::kStepRef) {
    const Xml* digest = sequence.take(kSignature, "DigestValue");
    auto bytes = digest != nullptr ? decoded(digest->text()) : std::nullopt;
    if (!bytes) return std::nullopt;
    value.digest = std::move(*bytes);
  }
  if (!sequence.ended()) return std::nullopt;
  return value;
}

}  // namespace

Result<std::vector<HashChainStep>> readHashChain(const Bytes& text) {
  const auto xml = Xml::parse(text);
  if (!xml) return malformed(xml.error().text);
  if (!xml->is(kChain, "HashChain")) return malformed("not a HashChain");
  const auto& children = xml->children();
  if (children.empty() || !children[0].is(kChain, "DefaultDigestMethod"))
    return malformed("no DefaultDigestMethod");
  const auto fallback = algorithmOf(children[0]);
  if (!fallback) return malformed("a DefaultDigestMethod without Algorithm");
  std::vector<HashChainStep> steps;
  for (auto child = children.begin() + 1; child != children.end(); ++child) {
    const std::string* id = child->attribute("id");
    if (!child->is(kChain, "HashStep") || id == nullptr || child->children().empty())
      return malformed("line " + std::to_string(child->line()) + ": not a HashStep");
    if (std::any_of(steps.begin(), steps.end(), [&](const auto& step) { return step.id == *id; }))
      return malformed("two steps of one id");
    HashChainStep step{*id, {}};
    for (const Xml& one : child->children()) {
      auto value = readValue(one, *fallback);
      if (!value) return malformed("line " + std::to_string(one.line()) + ": not a value");
      step.values.push_back(std::move(*value));
    }
    steps.push_back(std::move(step));
  }
  return steps;
}

Result<HashChainResultText> readHashChainResult(const Bytes& text) {
  const auto xml = Xml::parse(text);
  if (!xml) return malformed(xml.error().text);
  const std::string* uri = xml->attribute("URI");
  if (!xml->is(kChain, "HashChainResult") || uri == nullptr)
    return malformed("not a HashChainResult");
  Sequence sequence(*xml);
  const Xml* method = sequence.take(kSignature, "DigestMethod");
  const Xml* digest = sequence.take(kSignature, "DigestValue");
  const auto algorithm = method != nullptr ? algorithmOf(*method) : std::nullopt;
  auto bytes = digest != nullptr ? decoded(digest->text()) : std::nullopt;
  if (!algorithm || !bytes || !sequence.ended())
    return malformed("a HashChainResult without its digest");
  return HashChainResultText{*uri, *algorithm, std::move(*bytes)};
}

}  // namespace pontis
