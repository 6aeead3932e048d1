// PixResponder: answers PIX queries (QBP^Q23, ITI-9) and patient demographics queries (QBP^Q22,
// ITI-21) of HL7 v2.5 from the shared patient index, and acknowledges their cancelling (QCN^J01).
//
// PIX (ITI TF-2: 3.9.4.2.2.6). The identifiers of the person within the domains of QPD-4: those of
// its records, what else they carry, the numbers of records merged into them, and the index's own
// number. Not the one asked for, unless `return_queried`. PID-5 says nothing. Refused with AE:
//   101 QPD^1^3^1^1, QPD^1^3^1^4   no identifier, or none of its authority
//   204 QPD^1^3^1^4                an unknown domain
//   204 QPD^1^3^1^1                an unknown identifier, or one that was merged into another
//   204 QPD^1^4^n                  an unknown domain to be returned
//   100 QPD                        a query without QPD
//
// PDQ (ITI TF-2: 3.21.4). See pdq_parameters.h. A PID and a QRI for each person who has all that is
// asked, by age in the index; QRI-3 names how names were compared, QRI-1 is 1.0, or 0.8 for one who
// only sounds alike. Persons without an identifier in the domains of QPD-8 are left out. The name
// of a mother who is known by her identifier alone is that of her own record, in PID-6 and in a
// query. Also refused with AE: 204 QPD^1^8^n, an ERR for each unknown domain.
//
// Continuation (3.21.4.1.3.3). An answer has at most RCP-2 persons, and never more than `limit`; if
// there are more, DSC-1 points to the last. The pointer holds all that is needed: it works after a
// restart and on another engine, as long as QPD is repeated unchanged; another query's pointer is
// refused (204 DSC^1^1). So there is nothing to cancel but what the consumer will not ask.
#pragma once

#include "adapters/pix/pix_answer.h"
#include "engine/core/responder.h"
#include "engine/core/spec.h"

namespace pontis {

struct PixResponderOptions {
  bool return_queried = false;
  std::size_t limit = 1000;
};

class PixResponder final : public Responder {
 public:
  static const Spec<PixResponderOptions>& spec();

  PixResponder(PixResponderOptions options, const Index& index)
      : options_(options), index_(index) {}

  bool answers(std::string_view type) const override;
  // kUnsupported if the document has no segments.
  Result<Bytes> answer(const Message& message) const override;

 private:
  struct Found {
    PersonView person;
    std::vector<Identifier> identifiers;
  };
  struct Page {
    std::vector<Found> found;
    bool more = false;
  };

  std::string answerPix(const PixFields& query) const;
  std::string answerPdq(const PixFields& query) const;
  std::string cancel(const PixFields& query) const;

  // The domains of QPD-4 or QPD-8; a fault for each that is unknown.
  DomainSet wanted(const PixFields& query, std::size_t qpd, std::size_t field,
                   PixAnswer& answer) const;
  // The person that an identifier names; a retired one names nobody.
  std::optional<PersonView> holder(const Identifier& identifier) const;
  Page search(const PdqParameters& parameters, const std::string& after, std::size_t limit,
              const DomainSet& wanted) const;
  std::vector<std::string> candidates(const PersonQuery& query, const std::string& after,
                                      std::size_t limit) const;
  Demographics withMother(Demographics person) const;

  const PixResponderOptions options_;
  const Index& index_;
};

}  // namespace pontis
