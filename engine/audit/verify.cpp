#include "engine/audit/verify.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "engine/audit/head_check.h"

namespace pontis {
namespace {

using Where = AuditFault::Where;
using Kind = ChainFault::Kind;

std::string named(Where where, std::uint64_t first, std::uint64_t last) {
  const std::string_view one = where == Where::kRecords ? "record" : "head";
  return first == last ? fmt::format("{} {}", one, first)
                       : fmt::format("{}s {} to {}", one, first, last);
}

std::string described(Where where, const ChainFault& fault) {
  const std::string what = named(where, fault.first, fault.last);
  switch (fault.kind) {
    case Kind::kAltered:
      return fmt::format(
          "{} (line {}): {}", what, fault.line,
          where == Where::kRecords ? "altered" : "altered, or signed by another key");
    case Kind::kMissing:
      return fmt::format("{} (before line {}): missing", what, fault.line);
    case Kind::kInserted:
      return fmt::format("line {}: inserted; it passes for {}", fault.line, what);
    case Kind::kMoved:
      return fmt::format("{} (line {}): not in its place", what, fault.line);
    case Kind::kReplaced:
      return fmt::format("{} (line {}): replaced; its neighbours were chained to another", what,
                         fault.line);
  }
  return what;
}

void addFaults(Where where, const ChainReader& chain, AuditVerdict& verdict) {
  for (const ChainFault& fault : chain.faults())
    verdict.faults.push_back({where, fault.first, fault.last, fault.line, described(where, fault)});
}

// The heads whose signatures are right, wherever in the file they stand.
Result<std::vector<TreeHead>> readHeads(AuditLines& lines, std::span<const PublicKey> keys,
                                        AuditVerdict& verdict) {
  std::vector<TreeHead> heads;
  ChainReader chain;
  for (;;) {
    const auto line = lines.next();
    if (!line) return line.error();
    if (!*line) break;
    const auto head = readHead(**line, keys);
    if (head) heads.push_back(*head);
    chain.read(head ? readEntry(**line) : std::nullopt);
  }
  chain.finish({});
  verdict.heads = chain.size();
  addFaults(Where::kHeads, chain, verdict);
  return heads;
}

// What the signed heads say that there must be.
ChainEnd promisedBy(const std::vector<TreeHead>& heads) {
  ChainEnd promised;
  for (const TreeHead& head : heads)
    if (head.size > promised.size) promised = {head.size, head.last};
  return promised;
}

void judgeTail(const ChainEnd& promised, const VerifyOptions& options, AuditVerdict& verdict) {
  if (verdict.records <= promised.size || options.open) return;
  const std::uint64_t last = verdict.records - 1;
  for (const AuditFault& fault : verdict.faults)
    if (fault.where == Where::kRecords && fault.first <= promised.size && fault.last == last)
      return;
  const std::string text =
      fmt::format("{}: no head signs {}", named(Where::kRecords, promised.size, last),
                  promised.size == last ? "it" : "them");
  // If a head is bad, that is why.
  const bool explained = std::any_of(verdict.faults.begin(), verdict.faults.end(),
                                     [](const AuditFault& f) { return f.where == Where::kHeads; });
  if (explained)
    verdict.notes.push_back(text);
  else
    verdict.faults.push_back({Where::kRecords, promised.size, last, 0, text});
}

}  // namespace

Result<AuditVerdict> verifyAudit(AuditLines& log, AuditLines& heads,
                                 std::span<const PublicKey> keys, const VerifyOptions& options) {
  AuditVerdict verdict;
  auto signed_heads = readHeads(heads, keys, verdict);
  if (!signed_heads) return signed_heads.error();
  signed_heads->insert(signed_heads->end(), options.witnesses.begin(), options.witnesses.end());
  const ChainEnd promised = promisedBy(*signed_heads);
  HeadCheck check(std::move(*signed_heads), verdict);
  ChainReader chain([&check](const SettledEntries& entries) { check.settled(entries); });
  for (;;) {
    const auto line = log.next();
    if (!line) return line.error();
    if (!*line) break;
    auto entry = readEntry(**line);
    if (entry && !entry->signature.empty()) entry.reset();  // the log's entries are not signed
    chain.read(entry);
  }
  chain.finish(promised);
  verdict.records = chain.size();
  addFaults(Where::kRecords, chain, verdict);
  judgeTail(promised, options, verdict);
  std::stable_sort(verdict.faults.begin(), verdict.faults.end(),
                   [](const AuditFault& a, const AuditFault& b) {
                     return std::tie(a.where, a.first) < std::tie(b.where, b.first);
                   });
  return verdict;
}

}  // namespace pontis
