#include "adapters/hl7v2/hl7v2_format.h"

#include "adapters/hl7v2/hl7v2_ack.h"
#include "adapters/hl7v2/hl7v2_batch.h"
#include "adapters/hl7v2/hl7v2_contents.h"
#include "adapters/hl7v2/hl7v2_envelope.h"
#include "adapters/hl7v2/hl7v2_message.h"
#include "adapters/hl7v2/hl7v2_persons.h"
#include "adapters/hl7v2/hl7v2_redact.h"

namespace pontis {

std::vector<Bytes> Hl7v2Format::split(Bytes payload) const { return splitMessages(payload); }

Result<std::shared_ptr<const Document>> Hl7v2Format::parse(Bytes payload) const {
  return Hl7v2Message::parse(std::move(payload));
}

Envelope Hl7v2Format::envelope(const Document& document) const {
  return readEnvelope(static_cast<const Hl7v2Message&>(document));
}

std::vector<PersonAct> Hl7v2Format::persons(const Document& document) const {
  return readPersons(static_cast<const Hl7v2Message&>(document));
}

Bytes Hl7v2Format::withIndexNumbers(const Message& message, const Lookup& lookup) const {
  const auto* parsed = dynamic_cast<const Hl7v2Message*>(message.document.get());
  return parsed ? addIndexNumbers(*parsed, lookup) : message.payload;
}

Contents Hl7v2Format::contents(const Document& document) const {
  return readContents(static_cast<const Hl7v2Message&>(document));
}

Result<Bytes> Hl7v2Format::redact(const Message& message, const Redaction& redaction) const {
  // Read anew: what is cut are the bytes of this payload, whichever the document was read from.
  const auto document = Hl7v2Message::parse(message.payload);
  if (!document) return document.error();
  return redactMessage(static_cast<const Hl7v2Message&>(**document), redaction);
}

std::vector<ConsentArrival> Hl7v2Format::consents(const Document& document) const {
  return readArrivals(static_cast<const Hl7v2Message&>(document));
}

Bytes Hl7v2Format::acknowledge(const Message& message, const Error* error) const {
  return composeAck(message, error);
}

Result<Done> Hl7v2Format::readAcknowledgement(Bytes payload, std::string_view control_id) const {
  return readAck(std::move(payload), control_id);
}

}  // namespace pontis
