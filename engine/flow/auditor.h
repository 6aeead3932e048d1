// Auditor: makes the records of what the flow does, sealed for the persons whom they are about.
//
// Thread safety: any thread may call any member.
#pragma once

#include <span>
#include <string>

#include "engine/audit/record_text.h"
#include "engine/core/audit.h"
#include "engine/store/store.h"

namespace pontis {

class Auditor {
 public:
  // `store` outlives this. `engine` names this engine in the log.
  Auditor(Store& store, std::string engine);

  // A new record of that activity, now, with this engine as its source.
  AuditRecord begin(AuditActivity activity) const;
  // `persons`: personKey() of each whom the record is about; they become its subject.
  //   kUnavailable  it cannot be sealed now: what it is about must wait
  Result<AuditDraft> draft(AuditRecord record, std::span<const std::string> persons) const;
  // One for each person, each sealed for that person alone, so that one who is erased takes no
  // other's along; one record if there is nobody. Added to `drafts`.
  Result<Done> draftEach(const AuditRecord& record, std::span<const std::string> persons,
                         std::vector<AuditDraft>& drafts) const;
  // Written by itself, durable on return.
  Result<Done> keep(AuditRecord record, std::span<const std::string> persons) const;

  const AuditParty& self() const { return self_; }

 private:
  Store& store_;
  const AuditParty self_;
};

// Opens whose data a record of the log was about. Only for reading.
class StoreOpener : public Sealer {
 public:
  // `store` outlives this.
  explicit StoreOpener(Store& store) : store_(store) {}
  Result<Sealed> seal(std::string_view patient, std::string_view clear) override;
  Result<std::string> open(const Sealed& sealed) override { return store_.open(sealed); }

 private:
  Store& store_;
};

}  // namespace pontis
