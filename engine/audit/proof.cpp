#include "engine/audit/proof.h"

#include "engine/audit/canonical.h"
#include "engine/audit/record_text.h"
#include "engine/core/settings.h"

namespace pontis {
namespace {

constexpr std::string_view kFormat = "pontis-audit-proof-1";

const Error kNotWhole{Code::kInvalid, "the log is not what the head signs: run pontis audit verify",
                      ""};

bool isRecord(const EntryView& entry, std::string_view id) {
  std::string member = "\"id\":";
  appendCanonical(member, id);
  // Others have an id as well; this leaves few to be read.
  if (entry.record.find(member) == std::string_view::npos) return false;
  const auto record = readRecord(entry.record);
  return record && record->id == id;
}

std::string_view textOf(const Settings& object, std::string_view name) {
  const Settings* found = object.find(name);
  return found != nullptr ? std::string_view(found->string()) : std::string_view();
}

}  // namespace

Result<std::string> newestHead(AuditLines& heads, std::span<const PublicKey> keys) {
  std::string newest;
  std::uint64_t size = 0;
  for (;;) {
    const auto line = heads.next();
    if (!line) return line.error();
    if (!*line) return newest;
    const auto head = readHead(**line, keys);
    if (!head || head->size < size) continue;
    newest = **line;
    size = head->size;
  }
}

Result<InclusionProof> proveRecord(AuditLines& log, std::string_view id, const std::string& head,
                                   std::span<const PublicKey> keys) {
  const auto over = readHead(head, keys);
  if (!over) return over.error();
  InclusionProof proof;
  std::optional<SubtreeHasher> hasher;
  MerkleFrontier before;
  ChainEnd end;
  while (end.size < over->size) {
    const auto line = log.next();
    if (!line) return line.error();
    const auto entry = *line ? readEntry(**line) : std::nullopt;
    if (!entry || entry->seq != end.size || entry->prev != end.last) return kNotWhole;
    if (!hasher && isRecord(*entry, id)) {
      proof.entry = **line;
      hasher.emplace(inclusionPath(end.size, over->size), before);
    }
    const Digest leaf = leafHash(entry->hash.view());
    if (hasher)
      hasher->append(leaf);
    else
      before.append(leaf);
    end = {end.size + 1, entry->hash};
  }
  if (!hasher) return Error{Code::kNotFound, "no record of that id that the head is over", ""};
  proof.head = head;
  proof.path = hasher->hashes();
  if (!checkProof(proof, keys)) return kNotWhole;
  return proof;
}

std::string toJson(const InclusionProof& proof) {
  CanonicalWriter out;
  out.object().text("entry", proof.entry).text("format", kFormat).text("head", proof.head);
  out.array("path");
  for (const Digest& node : proof.path) out.text(toHex(node));
  return out.end().end().take() + "\n";
}

Result<InclusionProof> parseProof(std::string_view text) {
  const Error malformed{Code::kMalformed, "not a proof of pontis audit prove", ""};
  const auto json = Settings::parse(text, "proof");
  if (!json || json->kind() != Settings::Kind::kObject || textOf(*json, "format") != kFormat)
    return malformed;
  InclusionProof proof{std::string(textOf(*json, "entry")), std::string(textOf(*json, "head")), {}};
  const Settings* path = json->find("path");
  if (path == nullptr || path->kind() != Settings::Kind::kArray) return malformed;
  for (const Settings& item : path->items()) {
    const auto node = parseHex(item.string());
    if (!node) return malformed;
    proof.path.push_back(*node);
  }
  return proof;
}

Result<ProvedRecord> checkProof(const InclusionProof& proof, std::span<const PublicKey> keys) {
  const auto head = readHead(proof.head, keys);
  if (!head) return head.error();
  const auto entry = readEntry(proof.entry);
  if (!entry || !entry->signature.empty())
    return Error{Code::kMalformed, "the entry is none, or its hash is not right", "entry"};
  if (!provesInclusion(entry->seq, head->size, leafHash(entry->hash.view()), proof.path,
                       head->root))
    return Error{Code::kDenied, "the entry is not in the log that the head signs", "path"};
  auto record = readRecord(entry->record);
  if (!record) return record.error();
  return ProvedRecord{entry->seq, *head, std::move(*record)};
}

}  // namespace pontis
