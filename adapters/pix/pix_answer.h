// PixAnswer: composes what a PIX manager or a PDQ supplier sends back: RSP^K23, RSP^K22, and the
// ACK of a cancelled query.
//
// In the delimiters of the query, which it echoes. The sender and the receiver change places, so
// that MSH-3 is the source that was asked (ITI TF-2: 3.21.4.2.2.1). The text is UTF-8, and MSH-18
// says so unless the query declared no character set and the answer is ASCII.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adapters/pix/pdq_parameters.h"
#include "adapters/pix/pix_fields.h"
#include "adapters/pix/pix_person.h"

namespace pontis {

class PixAnswer {
 public:
  // `type` is MSH-9 by its components: {"RSP", "K23", "RSP_K23"}.
  PixAnswer(const PixFields& query, std::vector<std::string_view> type)
      : query_(query), type_(std::move(type)) {}

  // Each fault becomes an ERR, and the query failed: AE in MSA-1 and in QAK-2.
  void fail(PixFault fault) { faults_.push_back(std::move(fault)); }
  bool failed() const { return !faults_.empty(); }

  void add(const PixSegment& segment) { found_ += segment.text(query_.delimiters().field); }
  // There is more after what was added (DSC).
  void continueWith(std::string pointer) { pointer_ = std::move(pointer); }

  // With QAK and QPD if the query has a QPD. QAK-2 is OK if anything was added, else NF.
  std::string text() const;

 private:
  std::string header(bool ascii) const;
  std::string body() const;
  std::string error(const PixFault& fault) const;

  const PixFields& query_;
  const std::vector<std::string_view> type_;
  std::vector<PixFault> faults_;
  std::string found_, pointer_;
};

}  // namespace pontis
