// Subjects: what the law gives the person whose data they are: to see what is held and who looked
// (GDPR 15), to have it corrected (16), erased (17), restricted (18), and those told who were given
// it (19).
//
// A person is asked for by an identifier, "SYSTEM|VALUE", or by the number that the index gave.
// With an index all names of the person are known; without one, those that the messages themselves
// put beside the one that was asked for.
//
// Thread safety: any thread may call any member.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/flow/auditor.h"
#include "engine/flow/consent_register.h"
#include "engine/flow/person_stage.h"
#include "engine/index/index.h"
#include "engine/store/store.h"

namespace pontis {

struct Subject {
  std::string number;             // of the index; empty if it has none
  std::vector<std::string> keys;  // personKey() of every name of the person
  std::vector<RecordView> records;
  Demographics golden;  // of the index; else of nothing
};

// Who was given data of the person, by the deliveries that are over.
struct Given {
  std::string sink, channel;
  std::int64_t deliveries = 0;
  Time last{};
};

struct Holding {
  std::vector<Trace> messages;  // oldest first; those that name other persons hold them too
  std::vector<ConsentRow> consents;
  std::vector<Given> given;
  bool restricted = false;
};

struct SubjectErased {
  Erased erased;
  std::int64_t quarantined = 0;
  std::vector<Given> told;  // who holds copies that this engine made
};

class Subjects {
 public:
  // All outlive this; `index` may be null. `drop_snapshots` does away with what lies on the disk
  // beside the store.
  Subjects(Store& store, Index* index, ConsentRegister& consents, const Auditor& auditor,
           std::function<void()> drop_snapshots)
      : store_(store),
        index_(index),
        consents_(consents),
        auditor_(auditor),
        drop_snapshots_(std::move(drop_snapshots)) {}

  //   kNotFound     nothing is known of such a person
  //   kUnsupported  the store has no vault: it does not know whose data it holds
  Result<Subject> find(std::string_view id) const;

  // `by`: who asks; each of these is itself written into the audit log.
  Result<Holding> holding(const Subject& subject, const AuditParty& by) const;
  // What the log has of the person, oldest first.
  Result<std::vector<AuditRecord>> accesses(const Subject& subject, const AuditParty& by) const;
  // From now on nothing of the person leaves but in an emergency, or again as before.
  Result<Done> restrict(const Subject& subject, bool on, const AuditParty& by) const;
  // Describes one record anew, as the person says it is. kUnsupported without an index; else as
  // Index::observe().
  Result<Done> rectify(const Subject& subject, const Identifier& record,
                       const Demographics& as_said, const AuditParty& by) const;
  // For good. What cannot be read again: the messages, the records of the index, quarantined
  // items, consents, and whose data audit records are about.
  Result<SubjectErased> erase(const Subject& subject, const AuditParty& by) const;

 private:
  // Those that name the person, and those of `unnamed`.
  Result<std::vector<Trace>> messagesOf(const Subject& subject,
                                        std::span<const std::int64_t> unnamed) const;
  Result<std::vector<std::string>> namesInMessages(const std::string& key) const;
  // Refused bytes, and messages, that name nobody but hold the person's data.
  Result<std::vector<std::int64_t>> quarantinedOf(const Subject& subject) const;
  Result<std::vector<std::int64_t>> unnamedOf(const Subject& subject) const;
  Result<Done> note(AuditActivity activity, const Subject& subject, const AuditParty& by,
                    std::string text) const;
  AuditRecord record(AuditActivity activity, const AuditParty& by, std::string text) const;

  Store& store_;
  Index* const index_;
  ConsentRegister& consents_;
  const Auditor& auditor_;
  const std::function<void()> drop_snapshots_;
};

// Who was given what, of these messages.
std::vector<Given> givenOf(const std::vector<Trace>& messages);

}  // namespace pontis
