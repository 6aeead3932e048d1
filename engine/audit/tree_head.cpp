#include "engine/audit/tree_head.h"

#include <algorithm>

#include "engine/audit/canonical.h"
#include "engine/core/settings.h"

namespace pontis {
namespace {

std::string recordText(const TreeHead& head) {
  CanonicalWriter out;
  out.object().text("key", toHex(head.key)).text("last", toHex(head.last));
  out.text("root", toHex(head.root)).number("size", head.size);
  return out.text("time", toText(head.time)).end().take();
}

std::string_view textOf(const Settings& object, std::string_view name) {
  const Settings* found = object.find(name);
  return found != nullptr ? std::string_view(found->string()) : std::string_view();
}

std::optional<TreeHead> readRecordOf(const EntryView& entry) {
  const auto json = Settings::parse(entry.record, "head");
  if (!json || json->kind() != Settings::Kind::kObject) return std::nullopt;
  const auto key = parseHex(textOf(*json, "key")), last = parseHex(textOf(*json, "last")),
             root = parseHex(textOf(*json, "root"));
  const auto time = parseTime(textOf(*json, "time"));
  const Settings* size = json->find("size");
  if (!key || !last || !root || !time || size == nullptr || size->integer() < 0)
    return std::nullopt;
  TreeHead head{static_cast<std::uint64_t>(size->integer()), *root, *last, *time, *key, entry.seq};
  // What does not come out as it was written was written by something else.
  if (recordText(head) != entry.record) return std::nullopt;
  return head;
}

}  // namespace

Result<Entry> signHead(const ChainEnd& end, const TreeHead& head, const SigningKey& key) {
  TreeHead signed_head = head;
  signed_head.key = key.publicKey().id();
  return makeSignedEntry(end, recordText(signed_head), key);
}

Result<TreeHead> readHead(std::string_view line, std::span<const PublicKey> keys) {
  const auto entry = readEntry(line);
  const auto head = entry && !entry->signature.empty() ? readRecordOf(*entry) : std::nullopt;
  if (!head) return Error{Code::kMalformed, "not a signed tree head", ""};
  const auto key = std::find_if(keys.begin(), keys.end(),
                                [&](const PublicKey& one) { return one.id() == head->key; });
  if (key == keys.end())
    return Error{Code::kDenied, "the head is signed by another key, " + toHex(head->key), ""};
  if (!key->verifies(entry->signed_text, entry->signature))
    return Error{Code::kDenied, "the signature of the head is not right", ""};
  return *head;
}

}  // namespace pontis
