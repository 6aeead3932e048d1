// Gate: what of a document may go to one recipient. It stands at every exit: deliveries, and the
// answers to queries.
//
// The Format says which pieces a document has and whose they are, the patient index under which
// other names these persons are known, the register what they have said; engine/consent decides on
// each piece, and the Format leaves out what is withheld. Nothing is remembered: what is withdrawn
// counts from the next message on.
//
// Thread safety: immutable; any number of threads may use one Gate.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/consent/jurisdiction.h"
#include "engine/consent/labelling.h"
#include "engine/core/audit.h"
#include "engine/core/consent.h"
#include "engine/core/format.h"
#include "engine/flow/consent_register.h"
#include "engine/index/index.h"

namespace pontis {

struct GateOptions {
  bool personal = true;  // false: the channel carries no personal data, and all may pass
  AccessRequest asks{};  // the recipient and its purposes; the patient and the time are filled in
  Jurisdiction jurisdiction{};
  std::shared_ptr<const LabelTable> labels{};  // null: it could not be loaded
  AuditParty recipient{};                      // as the audit log names it
  // Stands for an identifier where data are pseudonymised for this recipient; empty: there is no
  // secret to make one with, and such data are withheld.
  std::function<std::string(const Identifier&)> pseudonym{};
};

// What came of it. `persons` are personKey() of each whose data it is.
struct Passed {
  Bytes payload;  // that may go; the payload itself if nothing is withheld
  // Whether anything may: also an answer that was emptied (`overall` is then kDeny), which says
  // that nothing was found.
  bool released = true;
  bool personal = false;
  bool broken_glass = false;
  ConsentDecision::Overall overall = ConsentDecision::Overall::kPermit;
  std::string rule;  // what decided, in words; no patient data
  std::vector<std::string> persons;
  std::vector<std::string> consents;  // that decided: "ID" or "ID/_history/VERSION"
};

class Gate {
 public:
  // `format` reads the messages; it, `consents` and `index`, which may be null, outlive this.
  Gate(const Format& format, const ConsentRegister& consents, const Index* index,
       GateOptions options)
      : format_(format), consents_(consents), index_(index), options_(std::move(options)) {
    for (const Coding& purpose : options_.asks.purposes)
      purposes_.push_back({purpose.system, purpose.code, ""});
  }

  // REQUIRES: message.document is of `format`
  Passed pass(const Message& message) const;

  const GateOptions& options() const { return options_; }
  const AuditParty& recipient() const { return options_.recipient; }
  const std::vector<AuditCode>& purposes() const { return purposes_; }

 private:
  struct Ruling;
  void decideFor(const std::vector<Identifier>& subject, const std::string& sender,
                 std::span<const std::size_t> places, const Contents& contents,
                 Ruling& ruling) const;

  const Format& format_;
  const ConsentRegister& consents_;
  const Index* const index_;
  const GateOptions options_;
  std::vector<AuditCode> purposes_;
};

}  // namespace pontis
