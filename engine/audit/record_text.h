// Record text: an AuditRecord as one canonical JSON object (canonical.h), and back.
//
// The members are those of AuditRecord by name; what is empty is left out. What tells whose data it
// was is written as "subject" in the clear, or, with a Sealer, as "sealed": {"bytes", "key"}, and
// with it a user who is that person. The chain is over the sealed form: when the key is destroyed
// nobody can read that part again, and every hash, proof and signature still holds.
//
// Thread safety: any thread may call any function, as far as its Sealer allows.
#pragma once

#include <string>
#include <string_view>

#include "engine/base/result.h"
#include "engine/core/audit.h"

namespace pontis {

// Encrypts with the key of the person whom a record concerns.
class Sealer {
 public:
  virtual ~Sealer() = default;
  // `patient` is AuditSubject::patient.
  //   kUnavailable  the keys cannot be read now: the record, and its message, must wait
  virtual Result<Sealed> seal(std::string_view patient, std::string_view clear) = 0;
  //   kNotFound  the key was destroyed, or is not at hand
  virtual Result<std::string> open(const Sealed& sealed) = 0;
};

// Without a sealer, or if the record concerns nobody, nothing is encrypted. A record whose
// `sealed` is set is written as it is.
Result<std::string> writeRecord(const AuditRecord& record, Sealer* sealer = nullptr);

// The subject stays sealed if there is no sealer, or the key is gone.
//   kMalformed  not such a record
Result<AuditRecord> readRecord(std::string_view text, Sealer* sealer = nullptr);

}  // namespace pontis
