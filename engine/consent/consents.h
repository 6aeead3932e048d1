// Consents: stages 9 and 10, what a patient's consents say together of one piece of data.
#pragma once

#include <span>
#include <vector>

#include "engine/consent/provision_tree.h"

namespace pontis {

struct ConsentsRuling {
  Ruling ruling;
  int directive = -1;
  bool unreadable = false;
};

class Consents {
 public:
  // Keeps those that count: of each Consent its latest version (by number, else by the date it was
  // given, else the one that stands last); of this patient, scope and an active status.
  Consents(std::span<const Directive> directives, const Question& question);

  // Borrows from what it was made of.
  ConsentsRuling on(const Datum& datum) const;

  // What must be looked at.
  std::vector<std::string> reports() const;

 private:
  struct Counted {
    const Directive* directive;
    int number;
    bool surely;  // it names this very patient; else it can only deny
  };
  ConsentsRuling rule(const Counted& counted, const Datum& datum) const;
  bool governs(const Directive& directive, const Datum& datum) const;
  bool mustNamePurpose() const;

  const Question& question_;
  const bool named_;              // a permit must name the purpose
  std::vector<Counted> counted_;  // most recent first if that decides
};

}  // namespace pontis
