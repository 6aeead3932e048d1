#include "engine/audit/audit_chain.h"

#include <bit>

#include "engine/audit/canonical.h"
#include "engine/core/settings.h"

namespace pontis {
namespace {

const Error kMalformed{Code::kMalformed, "not the state of an audit log", ""};

void writeEnd(CanonicalWriter& out, std::string_view name, const ChainEnd& end) {
  out.object(name).text("last", toHex(end.last)).number("size", end.size).end();
}

std::optional<std::uint64_t> number(const Settings& object, std::string_view name) {
  const Settings* found = object.find(name);
  if (found == nullptr || found->kind() != Settings::Kind::kInteger || found->integer() < 0)
    return std::nullopt;
  return static_cast<std::uint64_t>(found->integer());
}

std::optional<ChainEnd> readEnd(const Settings* end) {
  if (end == nullptr) return std::nullopt;
  const Settings* last = end->find("last");
  const auto hash = last != nullptr ? parseHex(last->string()) : std::nullopt;
  const auto size = number(*end, "size");
  if (!hash || !size) return std::nullopt;
  return ChainEnd{*size, *hash};
}

}  // namespace

std::string AuditChain::state() const {
  CanonicalWriter out;
  out.object();
  writeEnd(out, "heads", heads_);
  writeEnd(out, "log", log_);
  out.number("signed", signed_).array("tree");
  for (const Digest& subtree : tree_.subtrees()) out.text(toHex(subtree));
  return out.end().end().take();
}

Result<AuditChain> AuditChain::resume(std::string_view state, HeadInterval interval) {
  const auto json = Settings::parse(state, "state");
  if (!json || json->kind() != Settings::Kind::kObject) return kMalformed;
  const auto heads = readEnd(json->find("heads")), log = readEnd(json->find("log"));
  const auto signed_records = number(*json, "signed");
  const Settings* tree = json->find("tree");
  if (!heads || !log || !signed_records || tree == nullptr) return kMalformed;
  std::vector<Digest> subtrees;
  for (const Settings& item : tree->items()) {
    const auto subtree = parseHex(item.string());
    if (!subtree) return kMalformed;
    subtrees.push_back(*subtree);
  }
  if (subtrees.size() != static_cast<std::size_t>(std::popcount(log->size)) ||
      *signed_records > log->size)
    return kMalformed;
  AuditChain made(interval);
  made.heads_ = *heads;
  made.log_ = *log;
  made.signed_ = *signed_records;
  made.tree_ = MerkleFrontier(log->size, std::move(subtrees));
  // Since when is not known; the next head is due at once.
  if (made.signed_ < made.log_.size) made.unsigned_since_ = Time{};
  return made;
}

Entry AuditChain::append(std::string_view record, Time now) {
  Entry entry = makeEntry(log_, record);
  tree_.append(leafHash(entry.hash.view()));
  log_ = {log_.size + 1, entry.hash};
  if (!unsigned_since_) unsigned_since_ = now;
  return entry;
}

bool AuditChain::headDue(Time now) const {
  if (!unsigned_since_) return false;
  return log_.size - signed_ >= interval_.records || now - *unsigned_since_ >= interval_.age;
}

Result<Entry> AuditChain::sign(const SigningKey& key, Time now) {
  TreeHead head;
  head.size = log_.size;
  head.root = tree_.root();
  head.last = log_.last;
  head.time = now;
  auto entry = signHead(heads_, head, key);
  if (!entry) return entry;
  heads_ = {heads_.size + 1, entry->hash};
  signed_ = log_.size;
  unsigned_since_.reset();
  return entry;
}

}  // namespace pontis
