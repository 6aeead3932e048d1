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
  std::string what = named(where, fault.first, fault.last);
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

std::vector<AuditFault> faultsOf(Where where, const ChainReader& chain) {
  std::vector<AuditFault> faults;
  for (const ChainFault& fault : chain.faults())
    faults.push_back({where, fault.first, fault.last, fault.line, described(where, fault)});
  return faults;
}

// What the heads' own lines say.
struct HeadsRead {
  std::vector<TreeHead> heads;  // whose signatures are right, wherever they stand
  std::uint64_t size = 0;       // as many as there are, or should be
  std::vector<AuditFault> faults;
};

Result<HeadsRead> readHeads(AuditLines& lines, std::span<const PublicKey> keys) {
  HeadsRead read;
  ChainReader chain;
  for (;;) {
    const auto line = lines.next();
    if (!line) return line.error();
    if (!*line) break;
    const auto head = readHead(**line, keys);
    if (head) read.heads.push_back(*head);
    chain.read(head ? readEntry(**line) : std::nullopt);
  }
  chain.finish({});
  read.size = chain.size();
  read.faults = faultsOf(Where::kHeads, chain);
  return read;
}

Result<Done> readLog(AuditLines& lines, ChainReader& chain) {
  for (;;) {
    const auto line = lines.next();
    if (!line) return line.error();
    if (!*line) return Done{};
    auto entry = readEntry(**line);
    if (entry && !entry->signature.empty()) entry.reset();  // the log's entries are not signed
    chain.read(entry);
  }
}

// What the signed heads say that there must be.
ChainEnd promisedBy(const std::vector<TreeHead>& heads) {
  ChainEnd promised;
  for (const TreeHead& head : heads)
    if (head.size > promised.size) promised = {head.size, head.last};
  return promised;
}

// That records stand behind the last head, unless another fault names them already.
std::optional<AuditFault> unsignedTail(std::uint64_t signed_size, const AuditVerdict& verdict) {
  if (verdict.records <= signed_size) return std::nullopt;
  const std::uint64_t last = verdict.records - 1;
  for (const AuditFault& fault : verdict.faults)
    if (fault.where == Where::kRecords && fault.first <= signed_size && fault.last == last)
      return std::nullopt;
  return AuditFault{Where::kRecords, signed_size, last, 0,
                    fmt::format("{}: no head signs {}", named(Where::kRecords, signed_size, last),
                                signed_size == last ? "it" : "them")};
}

template <class T>
void append(std::vector<T>& to, const std::vector<T>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

}  // namespace

Result<AuditVerdict> verifyAudit(AuditLines& log, AuditLines& heads,
                                 std::span<const PublicKey> keys, const VerifyOptions& options) {
  auto read = readHeads(heads, keys);
  if (!read) return read.error();
  append(read->heads, options.witnesses);
  const ChainEnd promised = promisedBy(read->heads);
  HeadCheck check(std::move(read->heads));
  ChainReader chain([&check](const SettledEntries& entries) { check.settled(entries); });
  if (const auto done = readLog(log, chain); !done) return done.error();
  chain.finish(promised);
  AuditVerdict verdict{chain.size(), read->size, check.confirmed(), read->faults, check.notes()};
  append(verdict.faults, check.faults());
  append(verdict.faults, faultsOf(Where::kRecords, chain));
  if (const auto tail = unsignedTail(promised.size, verdict); tail && !options.open) {
    // If a head is bad, that is why.
    if (read->faults.empty())
      verdict.faults.push_back(*tail);
    else
      verdict.notes.push_back(tail->text);
  }
  std::stable_sort(verdict.faults.begin(), verdict.faults.end(),
                   [](const AuditFault& a, const AuditFault& b) {
                     return std::tie(a.where, a.first) < std::tie(b.where, b.first);
                   });
  return verdict;
}

}  // namespace pontis
