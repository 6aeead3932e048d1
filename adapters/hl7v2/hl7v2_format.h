// HL7 version 2 (2.1 to 2.9) in its delimited encoding, as a Format.
//
// Thread safety: stateless; any thread may call it.
#pragma once

#include "engine/core/format.h"

namespace pontis {

class Hl7v2Format final : public Format {
 public:
  std::vector<Bytes> split(Bytes payload) const override;  // see hl7v2_batch.h
  // The document is an Hl7v2Message; see there for the errors.
  Result<std::shared_ptr<const Document>> parse(Bytes payload) const override;
  // REQUIRES: this Format parsed `document`
  Envelope envelope(const Document& document) const override;               // hl7v2_envelope.h
  std::vector<PersonAct> persons(const Document& document) const override;  // hl7v2_persons.h
  Bytes withIndexNumbers(const Message& message, const Lookup& lookup) const override;
  Contents contents(const Document& document) const override;  // hl7v2_contents.h
  // hl7v2_redact.h; the payload is read anew.
  Result<Bytes> redact(const Message& message, const Redaction& redaction) const override;
  std::vector<ConsentArrival> consents(const Document& document) const override;
  Bytes acknowledge(const Message& message, const Error* error) const override;  // hl7v2_ack.h
  Result<Done> readAcknowledgement(Bytes payload, std::string_view control_id) const override;
};

}  // namespace pontis
