// Cut: takes what refers to resources that do not go out of those that do.
//
// A Reference to one of them is left out. Where R4 requires it (engine/mapping/elements.h) the item
// of the backbone element that it stands in goes, or else it becomes an element of extension
// data-absent-reason, code masked (R4 extension registry, http://hl7.org/fhir/StructureDefinition/
// data-absent-reason); so it does where R4's definition is not at hand. A section (Composition
// .section, R4 section 2.42) or a List left with no entry says emptyReason withheld. Other texts
// that are such an address, as Attachment.url, go too.
//
// Not thread safe.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "adapters/fhir/fhir_edit.h"
#include "engine/mapping/elements.h"

namespace pontis {

class FhirCut {
 public:
  // Tells whether a Reference, or a text that may be an address, means a resource that does not go.
  using Test = std::function<bool(const Json&)>;
  FhirCut(Test goes, FhirEdit& edit) : is_cut_(std::move(goes)), edit_(edit) {}

  // Edits one resource, without those that stand in it. True if something was cut.
  bool apply(const Json& resource);

  // The sections that lost an entry, theirs or of a section in them.
  const std::vector<const Json*>& sections() const { return sections_; }

 private:
  // What is to become of a value once it has been walked through.
  bool walk(const Json& value, const TypeDef* type, bool root);
  bool member(const Json& owner, const std::string& name, const Json& value, const TypeDef* type,
              bool root);
  bool items(const Json& list, const TypeDef* type, bool required, bool known, bool root);
  bool isOut(const Json& value, const TypeDef* type);

  const Test is_cut_;
  FhirEdit& edit_;
  bool any_ = false;
  std::vector<const Json*> sections_;
};

}  // namespace pontis
