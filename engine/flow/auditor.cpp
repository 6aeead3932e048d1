#include "engine/flow/auditor.h"

#include <unistd.h>

#include "engine/store/sealing.h"

namespace pontis {
namespace {

// Seals with the keys of the persons of one record.
class StoreSealer : public Sealer {
 public:
  StoreSealer(Store& store, std::span<const std::string> persons)
      : store_(store), persons_(persons) {}

  Result<Sealed> seal(std::string_view, std::string_view clear) override {
    auto sealed = store_.seal(persons_, clear);
    if (sealed) key_ = sealed->key;
    return sealed;
  }
  Result<std::string> open(const Sealed& sealed) override { return store_.open(sealed); }

  const std::string& key() const { return key_; }

 private:
  Store& store_;
  const std::span<const std::string> persons_;
  std::string key_;
};

std::string hostName() {
  char name[256] = {};
  return ::gethostname(name, sizeof name - 1) == 0 ? std::string(name) : std::string("localhost");
}

}  // namespace

Result<Sealed> StoreOpener::seal(std::string_view, std::string_view) {
  return Error{Code::kUnsupported, "for reading only", ""};
}

Auditor::Auditor(Store& store, std::string engine)
    : store_(store), self_{std::move(engine), "Pontis", {}, {}, hostName()} {}

AuditRecord Auditor::begin(AuditActivity activity) const {
  AuditRecord record;
  record.id = newId();
  record.recorded = std::chrono::system_clock::now();
  record.activity = activity;
  record.source = self_;
  return record;
}

Result<AuditDraft> Auditor::draft(AuditRecord record, std::span<const std::string> persons) const {
  if (!persons.empty() && record.subject.patient.empty()) record.subject.patient = persons.front();
  // What names nobody by a patient's number may still tell of somebody: the text of a search.
  if (!record.subject.empty() && record.subject.patient.empty())
    record.subject.patient.assign(1, '|');
  StoreSealer sealer(store_, persons);
  auto text = writeRecord(record, store_.sealing() ? &sealer : nullptr);
  if (!text) return text.error();
  return AuditDraft{std::move(*text),
                    persons.empty() ? std::vector<KeyNumber>() : readKeysColumn(sealer.key())};
}

Result<Done> Auditor::draftEach(const AuditRecord& record, std::span<const std::string> persons,
                                std::vector<AuditDraft>& drafts) const {
  std::size_t at = 0;
  do {
    AuditRecord one = record;
    if (at > 0) one.id = newId();
    auto made =
        draft(std::move(one), persons.subspan(at, std::min<std::size_t>(1, persons.size())));
    if (!made) return made.error();
    drafts.push_back(std::move(*made));
  } while (++at < persons.size());
  return Done{};
}

Result<Done> Auditor::keep(AuditRecord record, std::span<const std::string> persons) const {
  const auto made = draft(std::move(record), persons);
  if (!made) return made.error();
  return store_.keepAudit({&*made, 1});
}

}  // namespace pontis
