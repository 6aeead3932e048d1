// AuditRecord: what was done, by whom, for whom, on whose data and by which rule; one for every
// access, decision, delivery, act on the index, change of the configuration and break-glass.
//
// The fields are what IHE BALP 1.1.4 asks of an AuditEvent and DICOM PS3.15 A.5 of an AuditMessage;
// the adapters `fhir` and `atna` spell it in those two. engine/audit chains it.
//
// Whatever tells whose data it was stands in `subject` and nowhere else, so that it can be sealed
// with that person's key (engine/audit/record_text).
//
// Thread safety: a plain value.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/base/clock.h"
#include "engine/core/vault.h"

namespace pontis {

// What was done. The standards' codes follow from it (DICOM PS3.16 CID 400 and 401, FHIR
// restful-interaction, ISO 21089), so that no caller can contradict himself.
enum class AuditActivity {
  kCreate,
  kRead,
  kUpdate,
  kDelete,
  kQuery,
  kDisclose,   // data left for `destination` (BALP PrivacyDisclosure.Source)
  kReceive,    // data came from `source` (BALP PrivacyDisclosure.Recipient)
  kDecide,     // a decision of consent or law (BALP AuthZconsent)
  kOverride,   // break-glass (DCM 110127)
  kMerge,      // persons of the index were linked, merged or parted
  kReplay,     // deliveries were made again
  kConfigure,  // the configuration changed (DCM 110131)
  kInspect,    // the audit log was read (DCM 110101)
  kStart,      // the engine (DCM 110120)
  kStop,       // the engine (DCM 110121)
};

// FHIR audit-event-outcome; DICOM EventOutcomeIndicator has the same four numbers.
enum class AuditOutcome {
  kSuccess = 0,
  kMinorFailure = 4,
  kSeriousFailure = 8,
  kMajorFailure = 12
};

// A coded concept. Empty if there is no code.
struct AuditCode {
  std::string system{}, code{}, display{};
  bool empty() const { return code.empty(); }
  bool operator==(const AuditCode&) const = default;
};

// Somebody or something that took part.
struct AuditParty {
  std::string id{};            // user or device: "Practitioner/7", "SYSTEM|VALUE", a certificate
  std::string name{};          // for a human
  AuditCode role{};            // profession (ISCO) or function
  std::string organisation{};  // for whom: "Organization/3", "SYSTEM|VALUE", a name
  std::string address{};       // host name, IP address or URI
  bool empty() const { return id.empty() && name.empty() && address.empty(); }
  bool operator==(const AuditParty&) const = default;
};

// The part that tells whose data it was.
struct AuditSubject {
  std::string patient;                 // "Patient/42", "SYSTEM|VALUE"
  std::vector<std::string> resources;  // "Observation/9": what was read, written or sent
  std::vector<std::string> consents;   // "Consent/5/_history/2": what the decision rests on
  std::string query;                   // the search, as it was asked
  bool empty() const {
    return patient.empty() && resources.empty() && consents.empty() && query.empty();
  }
  bool operator==(const AuditSubject&) const = default;
};

// An AuditSubject (and a user who is the patient) as only the holder of the key can read it.
struct Sealed {
  std::string key;    // the key's name, which says nothing of the person
  std::string bytes;  // ciphertext; empty if nothing is sealed
  bool operator==(const Sealed&) const = default;
};

struct AuditRecord {
  std::string id;  // UUIDv7, also AuditEvent.id
  Time recorded{};
  AuditActivity activity = AuditActivity::kRead;
  AuditOutcome outcome = AuditOutcome::kSuccess;
  std::string outcome_text;  // no patient data

  AuditParty user;            // who asked; empty if no person did
  bool user_is_self = false;  // the user is the person concerned: then `user` is sealed too
  // The system that gives data and the one that gets them. Of kQuery and kDelete, the one that asks
  // and the one that is asked; of kDecide, the engine and the application that asked it.
  AuditParty source, destination;
  std::vector<AuditCode> purposes;  // HL7 v3 PurposeOfUse

  std::string decision;  // PERMIT, PARTIAL or DENY: of kDecide, or what another activity rests on
  std::string rule;      // which rule decided
  std::string channel;
  std::string message;  // Message::id
  std::string request;  // X-Request-Id of the transaction

  AuditSubject subject;
  Sealed sealed;  // of a record read back whose key is not at hand: then `subject` is empty

  bool operator==(const AuditRecord&) const = default;
};

// A record on its way into the log.
struct AuditDraft {
  std::string text;                   // of writeRecord(), engine/audit/record_text.h
  std::vector<KeyNumber> subjects{};  // whose keys sealed it
};

// Gives each record its place in the log, and signs heads. engine/audit/scribe.h makes one; it
// belongs to the one who writes a store.
//
// Not thread safe.
class AuditScribe {
 public:
  virtual ~AuditScribe() = default;
  // Goes on from a state(); empty: the log begins.
  //   kMalformed  not such a text
  virtual Result<Done> resume(std::string_view state) = 0;
  virtual std::string state() const = 0;

  struct Place {
    std::int64_t seq = 0;
    std::string hash;  // 32 bytes
  };
  virtual Place append(std::string_view record, Time now) = 0;
  virtual bool headDue(Time now) const = 0;
  // A line of the heads and its number, if one is due, or `wanted` and there is a record without
  // one.
  //   kInternal  it could not be signed; the head is still due
  struct HeadLine {
    std::int64_t number = 0;
    std::string line;
  };
  virtual Result<std::optional<HeadLine>> head(Time now, bool wanted) = 0;
};

// "disclose", as the log spells an activity; and back, false if there is none such.
std::string_view toText(AuditActivity activity);
Result<AuditActivity> parseAuditActivity(std::string_view text);

}  // namespace pontis
