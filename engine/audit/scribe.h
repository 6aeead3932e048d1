// Scribe: the AuditScribe over an AuditChain and the site's key.
//
// Without a key it only appends: a head is signed by the next one who has the key. Not thread safe.
#pragma once

#include <optional>

#include "engine/audit/audit_chain.h"
#include "engine/core/audit.h"

namespace pontis {

class Scribe : public AuditScribe {
 public:
  explicit Scribe(std::optional<SigningKey> key = std::nullopt, HeadInterval interval = {})
      : key_(std::move(key)), interval_(interval), chain_(interval) {}

  Result<Done> resume(std::string_view state) override;
  std::string state() const override { return chain_.state(); }
  Place append(std::string_view record, Time now) override;
  bool headDue(Time now) const override { return key_ && chain_.headDue(now); }
  Result<std::optional<HeadLine>> head(Time now, bool wanted) override;

 private:
  const std::optional<SigningKey> key_;
  const HeadInterval interval_;
  AuditChain chain_;
};

// The line of a log as its file has it, of what the store keeps of it. `prev`: the hash of the
// record before; empty for the first.
std::string auditLine(std::int64_t seq, std::string_view prev, std::string_view hash,
                      std::string_view record);

// Over how many records the head in that line is; 0 if it is none.
std::int64_t headSize(std::string_view line);

}  // namespace pontis
