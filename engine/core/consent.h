// Consent: what a patient has allowed, what somebody asks for, and what is answered.
//
// A Format reads these from its documents; the decision (engine/consent) is made over them alone,
// so that HL7 v2, FHIR and X12 ask one and the same question. The words are those of FHIR R4
// Consent (4.0.1), IHE PCF 1.1.0 (Vol 1 section 53) and v3 PurposeOfUse. References are
// spelled as FHIR spells them ("Practitioner/7", "urn:oid:1.2.3"), an identifier as
// "SYSTEM|VALUE". Empty means not stated.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/clock.h"
#include "engine/core/person.h"

namespace pontis {

// A code of a code system; the system is empty if the sender named none.
struct Coding {
  std::string system;
  std::string code;

  bool operator==(const Coding&) const = default;
};

// A FHIR date, dateTime or instant: "2026", "2026-06", "2026-06-01", "2026-06-01T10:00:00+03:00".
// It lasts as long as it is imprecise: a date lasts its day. Without a zone it is local time, which
// the jurisdiction places.
struct PartialTime {
  Time first{};  // its first moment; local time is written here as if it were UTC
  Time after{};  // the first moment after it
  bool zoned = false;
};

// FHIR R4 Period: both ends belong to it, the end to its whole precision.
struct Period {
  std::optional<PartialTime> start;
  std::optional<PartialTime> end;
};

// Whom a rule is about: by reference, by role, or both.
struct ConsentActor {
  Coding role;  // empty if it says no more than "recipient" (IRCP)
  std::string reference;
};

// FHIR R4 Consent.provision.data (value set consent-data-meaning).
struct ConsentData {
  enum class Meaning : std::uint8_t { kInstance, kRelated, kDependents, kAuthoredBy };
  Meaning meaning = Meaning::kInstance;
  std::string reference;
};

// One rule. An empty criterion means any; what stands in one vector is a choice.
struct Provision {
  enum class Type : std::uint8_t { kNone, kPermit, kDeny };  // kNone: only its exceptions count
  Type type = Type::kNone;
  // The context: who asks, why, what for, when.
  std::optional<Period> period;
  std::vector<ConsentActor> actors;
  std::vector<Coding> actions;
  std::vector<Coding> purposes;
  // The data.
  std::vector<Coding> labels;
  std::vector<Coding> classes;
  std::vector<Coding> codes;
  std::optional<Period> data_period;
  std::vector<ConsentData> data;
  std::vector<std::string> custodians;
  std::vector<Provision> provisions;  // its exceptions
};

// One version of one Consent, read once and decided over many times.
struct Directive {
  std::string id;       // of the Consent, without its version
  std::string version;  // meta.versionId
  bool active = false;  // by its status; any other status says nothing
  bool privacy = true;  // of scope patient-privacy
  std::string patient;
  std::optional<PartialTime> time;         // when it was given
  std::vector<std::string> organizations;  // whose data it governs; empty: anybody's
  Provision provision;
  // What could not be understood, as a path; such a Directive counts as a deny and is reported.
  std::string fault;
};

// How the requester stands to the patient, as the door vouches for it.
enum class Relation : std::uint8_t {
  kNone,
  kTreating,
  kPayer,
  kSelf,
  kProxy,
  kResearcher,
  kAuthority,
};

// A claim to override in an emergency (v3 ActReason BTG).
struct BreakGlassClaim {
  bool declared = false;
  std::string reason;
  std::optional<Time> declared_at;
};

struct AccessRequest {
  // What the answer will be made into, for its obligations.
  enum class Delivery : std::uint8_t {
    kUnknown,
    kSearchset,
    kRead,
    kHistory,
    kInclude,
    kReference,
    kDocument,
  };

  bool authenticated = true;
  std::string patient;
  std::string token_patient;  // whom the token or assertion names; empty if it names nobody
  std::string person;
  std::vector<std::string> organizations;  // the requester's own first, then those above it
  std::vector<std::string> groups;
  std::string role;  // ISCO-08: "221" medical doctors
  Relation relation = Relation::kNone;
  std::vector<Coding> purposes;  // all that are declared; without a system, v3 ActReason's
  std::string action;            // consentaction: "access", "disclose", …
  Time time{};
  std::optional<BreakGlassClaim> break_glass;
  std::optional<std::vector<std::string>> permissions;  // of the assertion: "PRD-003", …
  std::string document;                                 // LOINC code of the kind asked for
  Delivery delivery = Delivery::kUnknown;
};

// One piece of data: a FHIR resource, a segment group of HL7 v2, a loop of X12.
struct ConsentResource {
  std::string id;
  std::string type;  // FHIR resource type
  std::vector<Coding> codes;
  std::vector<Coding> classes;  // of the document; profiles
  std::vector<Coding> labels;   // security labels
  std::optional<Period> date;   // when authored or last updated
  std::vector<std::string> authors;
  std::string custodian;
  std::string encounter;
  std::vector<std::string> related;  // what else it refers to: care plan, episode of care
};

// Why a piece of data is released or withheld. The stages are those of engine/consent/decision.h.
enum class Ground : std::uint8_t {
  // 1: the request itself
  kNotAuthenticated,
  kPatientsDisagree,
  kNoPurpose,
  kPurposeNotForExchange,
  kPermissionMissing,
  // 2
  kSubject,
  // 3: break-glass
  kBreakGlassContradicted,
  kBreakGlassNotDeclared,
  kBreakGlassNoRight,
  kBreakGlassNoReason,
  kBreakGlassStale,
  // 4 to 7: the law
  kDuty,
  kNoDuty,
  kRestricted,
  kOptedOut,
  kSecondaryOptedOut,
  kDataPermit,
  kNoDataPermit,
  // 8
  kUnlabelled,
  kOwnData,
  // 9 and 10: the patient's consents
  kConsentPermits,
  kConsentDenies,
  kConsentLeavesOut,  // forbid all, permit these: and this is none of these
  kConsentUnreadable,
  // 11: no consent decides
  kNotAllowedAbroad,
  kMarketing,
  kNoRelation,
  kNoClinician,
  kPolicyPermits,
  kPolicyDenies,
};

// kMask: released, but not as it stands: see the obligations (PSEUDONYMISE, MINIMISE).
enum class Access : std::uint8_t { kWithhold, kMask, kPermit };

struct ResourceDecision {
  Access access = Access::kWithhold;
  Ground ground = Ground::kPolicyDenies;
  int directive = -1;  // the Directive that decided, as it was handed in
  std::string rule;    // its Provision: "1.0" is the first exception of the second; empty: the root
};

// What a document holds of persons, in the pieces that are decided on one by one.
struct Contents {
  // Each person by all identifiers that the document has of them. A person who is named by a
  // reference alone has an identifier without a system: "Patient/42".
  std::vector<std::vector<Identifier>> subjects;
  struct Piece {
    ConsentResource resource;
    std::size_t subject = 0;  // whose it is
  };
  std::vector<Piece> pieces;
};

// What is to become of each piece of a document.
struct Redaction {
  std::vector<Access> pieces;  // as they stand in Contents
  // What kMask means: leave out what the purpose does not need (GDPR 5(1)(c)), or replace what
  // names the person (GDPR 4(5)) and put `pseudonym` where an identifier must stand.
  bool pseudonymise = false;
  std::function<std::string(const Identifier&)> pseudonym{};
};

// A consent that a document brings.
struct ConsentArrival {
  Directive directive;
  std::vector<Identifier> patient;  // as in Contents; empty if it names nobody
  std::string text;  // a document of the same Format that brings this consent and nothing else
};

// What goes with an answer and must be done by who delivers it: "REDACT", "TOTAL=1", "HTTP=404".
using Obligation = std::string;

struct ConsentDecision {
  enum class Overall : std::uint8_t { kDeny, kPartial, kPermit };
  Overall overall = Overall::kDeny;
  std::vector<ResourceDecision> resources;  // as they were handed in
  std::vector<Obligation> obligations;
  // The standard's own code of a refusal: "invalid_request", "INSUFFICIENT_RIGHTS"; else empty.
  std::string code;
  std::vector<std::string> reports;  // what somebody must look at; no patient data
};

}  // namespace pontis
