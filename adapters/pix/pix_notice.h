// PixNotice: tells subscribers of a change in the shared patient index, as an HL7 v2.5 message.
//
//   kUpdated   ADT^A31^ADT_A05  PID-3 is all that the person is known by (ITI-10, PIX Update
//                               Notification; ITI TF-2: 3.10.4.1.2)
//   kMerged    ADT^A40^ADT_A39  PID: the survivor, MRG-1: the retired number
//   kLinked    ADT^A24^ADT_A24  PID, PID: the two numbers that are one person now
//   kUnlinked  ADT^A37^ADT_A37  PID, PID: the two that are not any more
//
// Only identifiers of the domains of interest are named: where one of two numbers is not of them,
// an A31 of the person with the others is sent; where none is, nothing. PID-5 holds one blank and
// no demographics are told (3.10.4.1.2.3), unless `demographics`. The identifiers are those of the
// moment of writing: a notice that comes twice, or late, tells the newer truth.
#pragma once

#include <optional>
#include <string>

#include "adapters/pix/pix_person.h"

namespace pontis {

struct PixNoticeHead {
  std::string application, facility;                      // MSH-3, MSH-4
  std::string receiving_application, receiving_facility;  // MSH-5, MSH-6
};

class PixNotice {
 public:
  // `interest`: empty for all domains.
  PixNotice(const Index& index, PixNoticeHead head, DomainSet interest, bool demographics)
      : index_(index),
        head_(std::move(head)),
        interest_(std::move(interest)),
        demographics_(demographics) {}

  // The message that tells of `change`, with that MSH-10; nothing if it is of no interest.
  std::optional<std::string> compose(const IdentityChange& change, std::string control_id) const;

 private:
  bool interesting(const Identifier& identifier) const;
  std::optional<PixSegment> update(const IdentityChange& change) const;
  PixSegment pid(const Identifier& identifier) const;
  std::string header(const char* trigger, const char* structure, std::string control_id) const;

  const Index& index_;
  const PixNoticeHead head_;
  const DomainSet interest_;
  const bool demographics_;
};

}  // namespace pontis
