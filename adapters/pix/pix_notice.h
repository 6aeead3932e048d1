// PixNotice: tells subscribers of a change in the shared patient index, as an HL7 v2.5 message.
//
//   kUpdated   ADT^A31^ADT_A05  PID-3 is all that the person is known by (ITI-10, PIX Update
//                               Notification; ITI TF-2: 3.10.4.1.2)
//   kMerged    ADT^A40^ADT_A39  PID: the survivor, MRG-1: the retired number
//   kLinked    ADT^A24^ADT_A24  PID, PID: the two numbers that are one person now
//   kUnlinked  ADT^A37^ADT_A37  PID, PID: the two that are not any more
//
// Only identifiers of the domains of interest are named: where one of two numbers is not of them,
// an A31 of each person concerned is sent, as it is for everything if `updates_only` (ITI-10 knows
// no other message); nothing of a person who has no identifier of interest. PID-5 holds one blank
// and no demographics are told (3.10.4.1.2.3), unless `demographics`. The identifiers are those of
// the moment of writing: a notice that comes twice, or late, tells the newer truth.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "adapters/pix/pix_person.h"

namespace pontis {

struct PixNoticeOptions {
  std::string application, facility;                      // MSH-3, MSH-4
  std::string receiving_application, receiving_facility;  // MSH-5, MSH-6
  DomainSet interest;                                     // empty: all
  bool demographics = false;
  bool updates_only = false;
};

class PixNotice {
 public:
  PixNotice(const Index& index, PixNoticeOptions options)
      : index_(index), options_(std::move(options)) {}

  // The messages that tell of `change`; each takes its MSH-10 from `id`.
  std::vector<std::string> compose(const IdentityChange& change,
                                   const std::function<std::string()>& id) const;

 private:
  bool interesting(const Identifier& identifier) const;
  // The persons concerned whose identifiers are to be told.
  std::vector<std::string> persons(const IdentityChange& change) const;
  // PID of a person; nothing if it has no identifier of interest.
  std::optional<PixSegment> update(const std::string& person) const;
  PixSegment pid(const Identifier& identifier) const;
  std::string message(const char* trigger, const char* structure, std::string control_id,
                      const std::string& body) const;

  const Index& index_;
  const PixNoticeOptions options_;
};

}  // namespace pontis
