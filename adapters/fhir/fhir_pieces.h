// Pieces: the parts of a FHIR R4 document that consent decides on one by one.
//
// Every resource is one: the root, the resources of a Bundle's entries, of Bundles within them, of
// Parameters, and contained ones; once for each patient it is of. No pieces are Bundle,
// MessageHeader and OperationOutcome, and what is no person's data by its kind (Organization,
// Practitioner, Location, Medication, conformance and knowledge resources) unless it refers to a
// patient.
//
// Whose a resource is: whom subject, patient, beneficiary, for or individual name; else whomever of
// the patients it refers to; else, of a contained one, its container's; else those of the resources
// that it refers to, or that refer to it; else every patient of the document. A patient is known by
// the identifiers of the Patient and, unless that is being created, by its address "Patient/42";
// where there is no Patient, by the reference's identifier or address.
//
// References (R4 section 2.3.0, resolved as section 3.1.6 says) are by fullUrl, by "Type/id" with
// or without a base, by "#id", by identifier and by a conditional "Patient?identifier=…"; the
// nearest Bundle is looked in first.
//
// Thread safety: immutable; any number of threads may read one.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/consent.h"
#include "engine/tree/json.h"

namespace pontis {

inline constexpr std::size_t kNoResource = static_cast<std::size_t>(-1);

// A resource of the document, piece or not.
struct FhirResource {
  const Json* json = nullptr;
  std::string_view type;
  const Json* item = nullptr;         // what goes if it goes: its entry or parameter, or itself
  const Json* entry = nullptr;        // of a Bundle, if it is in one
  std::size_t within = kNoResource;   // the resource it stands in
  std::size_t bundle = kNoResource;   // the nearest Bundle it stands in
  bool contained = false;             // in the sense of R4 section 2.3.2
  std::vector<std::string> keys;      // what references call it
  std::vector<std::size_t> subjects;  // whose it is
  std::vector<std::size_t> pieces;    // one for each; none: no piece
};

// A Reference to a resource of the document, or to a patient.
struct FhirReference {
  const Json* json = nullptr;
  std::size_t from = 0;
  std::vector<std::size_t> to;        // resources
  std::size_t subject = kNoResource;  // the patient it means
};

class FhirPieces {
 public:
  // `root` must outlive it.
  explicit FhirPieces(const Json& root);

  const std::vector<FhirResource>& resources() const { return resources_; }
  const std::vector<FhirReference>& references() const { return references_; }
  const std::vector<std::vector<Identifier>>& subjects() const { return subjects_; }

  struct Piece {
    std::size_t resource = 0;
    std::size_t subject = 0;
  };
  const std::vector<Piece>& pieces() const { return pieces_; }

  // The resources that `reference`, a Reference in resource `from`, means; none if there are none.
  std::vector<std::size_t> resolve(const Json& reference, std::size_t from) const;

 private:
  void find(const Json& value, FhirResource above, bool contained);
  void add(const Json& resource, FhirResource place);
  void addKeys(FhirResource& resource) const;
  void addPatients();
  void addReferences(const Json& value, std::size_t from);
  std::size_t subjectOf(const Json& reference, const std::vector<std::size_t>& to);
  std::size_t addSubject(std::vector<Identifier> person);
  void assign();
  void assignByLinks();
  void makePieces();
  std::vector<std::size_t> lookUp(const std::string& key, std::size_t from) const;

  std::vector<FhirResource> resources_;
  std::vector<FhirReference> references_;
  std::vector<std::vector<Identifier>> subjects_;
  std::vector<Piece> pieces_;
  std::multimap<std::string, std::size_t> by_key_;
  std::map<std::size_t, std::size_t> patients_;  // resource to subject
};

// Whether an object is a Reference that names something.
bool isReference(const Json& value);

// "Patient/42" of "https://server/Patient/42/_history/1"; empty if it is no such address.
std::string addressOf(std::string_view reference);

}  // namespace pontis
