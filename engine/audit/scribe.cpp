#include "engine/audit/scribe.h"

namespace pontis {

Result<Done> Scribe::resume(std::string_view state) {
  if (state.empty()) {
    chain_ = AuditChain(interval_);
    return Done{};
  }
  auto chain = AuditChain::resume(state, interval_);
  if (!chain) return chain.error();
  chain_ = std::move(*chain);
  return Done{};
}

AuditScribe::Place Scribe::append(std::string_view record, Time now) {
  const Entry entry = chain_.append(record, now);
  return {static_cast<std::int64_t>(entry.seq), std::string(entry.hash.view())};
}

Result<std::optional<AuditScribe::HeadLine>> Scribe::head(Time now, bool wanted) {
  const bool due = chain_.headDue(now) || (wanted && chain_.unsignedRecords() > 0);
  if (!key_ || !due) return std::optional<HeadLine>();
  const auto entry = chain_.sign(*key_, now);
  if (!entry) return entry.error();
  return std::optional<HeadLine>({static_cast<std::int64_t>(entry->seq), entry->line});
}

std::int64_t headSize(std::string_view line) {
  constexpr std::string_view kSize = "\"size\":";
  const std::size_t at = line.find(kSize);
  if (at == std::string_view::npos) return 0;
  std::int64_t size = 0;
  for (const char c : line.substr(at + kSize.size())) {
    if (c < '0' || c > '9') break;
    size = size * 10 + (c - '0');
  }
  return size;
}

std::string auditLine(std::int64_t seq, std::string_view prev, std::string_view hash,
                      std::string_view record) {
  const Digest before = digestFrom(prev).value_or(Digest{});
  const Digest own = digestFrom(hash).value_or(Digest{});
  return entryLine(static_cast<std::uint64_t>(seq), before, own, record);
}

}  // namespace pontis
