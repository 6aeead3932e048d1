// Linker: what a description says of the records that are there. Nothing is changed here.
//
//   a number of a `unique` domain that both carry   links, unless the descriptions contradict each
//                                                   other: then nobody is linked, a person reviews
//                                                   (a placeholder, an invalid number or one that
//                                                   contradicts its bearer's own birth date or sex
//                                                   is none)
//   two numbers of one `unique` domain              never linked automatically; reviewed if alike
//   certain                                         linked
//   probable                                        linked, but not within one domain: whether an
//                                                   authority has two numbers for one person is its
//                                                   own to say (ADT A40), a person reviews
//   possible                                        reviewed
//
// A record joins the one person that it is most like; others too only if it is certainly they.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/index/identities.h"
#include "engine/index/matcher.h"

namespace pontis {

struct LinkDecision {
  std::vector<AutomaticLink> links;
  std::vector<RecordName> parted;     // automatic links that no longer hold
  std::vector<IdentityFact> reviews;  // kPossible, kConflict
  std::vector<std::string> remarks;
};

class Linker {
 public:
  Linker(const Identities& identities, const Matcher& matcher, const Domains& domains)
      : identities_(identities), matcher_(matcher), domains_(domains) {}

  // Whom the description is like.
  std::vector<Candidate> search(const Demographics& person) const;

  // `self` is the record that is described; kNoRecord if it is new. `alike` is what search() finds.
  LinkDecision decide(const RecordName& name, std::uint32_t self, const Demographics& person,
                      std::span<const Candidate> alike) const;

  // Whether the new description is of somebody else: certainly not alike, and name and birth date
  // contradict each other.
  std::optional<Judgement> swapped(const Demographics& known, const Demographics& said) const;

 private:
  enum class Verdict { kNothing, kReview, kConflict, kLink };
  struct Finding {
    std::uint32_t record = 0;
    double score = 0;
    Grade grade = Grade::kNot;
    bool shares = false;  // a unique number
    Verdict verdict = Verdict::kNothing;
  };

  bool names(const Identifier& identifier, const Demographics& person) const;
  std::vector<Finding> find(std::uint32_t self, const Demographics& person,
                            std::span<const Candidate> alike) const;
  void share(std::uint32_t self, const Demographics& person, std::vector<Finding>& found) const;
  void judge(const RecordName& name, const Demographics& person, Finding& one) const;
  bool numbersDiffer(const Demographics& person, std::uint32_t other) const;
  void part(std::uint32_t self, const Demographics& person, LinkDecision& decision) const;
  void review(const RecordName& name, std::uint32_t self, const Finding& one,
              LinkDecision& decision) const;

  const Identities& identities_;
  const Matcher& matcher_;
  const Domains& domains_;
};

}  // namespace pontis
