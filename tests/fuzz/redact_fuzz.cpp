// Feeds HL7 v2 messages and FHIR documents to redaction: what is permitted leaves as it came, what
// is left of a document can be read again, and nothing is left where all is withheld.
//
// The first byte says which pieces are withheld, the rest is the payload.
#include <cstdint>
#include <cstdlib>

#include "adapters/fhir/fhir_format.h"
#include "adapters/hl7v2/hl7v2_format.h"

namespace pontis {
namespace {

void redactWith(const Format& format, const Bytes& payload, std::uint8_t choice) {
  const auto document = format.parse(payload);
  if (!document) return;
  const Contents contents = format.contents(**document);
  Message unit;
  unit.payload = payload;
  unit.document = *document;
  Redaction redaction;
  redaction.pseudonymise = choice % 3 == 0;
  redaction.pseudonym = [](const Identifier&) { return std::string("P^|\\\"1"); };
  redaction.pieces.assign(contents.pieces.size(), Access::kPermit);
  const auto same = format.redact(unit, redaction);
  if (!same || same->view() != payload.view()) std::abort();
  for (std::size_t i = 0; i < redaction.pieces.size(); ++i)
    redaction.pieces[i] = static_cast<Access>((choice >> (i % 6)) % 3);
  if (const auto part = format.redact(unit, redaction))
    if (const auto again = format.parse(*part);
        !again || format.contents(**again).pieces.size() > contents.pieces.size())
      std::abort();
  redaction.pieces.assign(contents.pieces.size(), Access::kWithhold);
  if (const auto none = format.redact(unit, redaction); none && !contents.pieces.empty()) {
    const auto again = format.parse(*none);
    if (!again || !format.contents(**again).pieces.empty()) std::abort();
  }
  for (const ConsentArrival& arrival : format.consents(**document))
    if (!format.parse(Bytes::clone(arrival.text))) std::abort();
}

}  // namespace
}  // namespace pontis

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const pontis::Bytes payload =
      pontis::Bytes::clone({reinterpret_cast<const char*>(data) + 1, size - 1});
  pontis::redactWith(pontis::Hl7v2Format(), payload, data[0]);
  pontis::redactWith(pontis::FhirFormat(), payload, data[0]);
  return 0;
}
