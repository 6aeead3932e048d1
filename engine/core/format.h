// Format: a standard's way of reading and writing, without any transport.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/result.h"
#include "engine/core/consent.h"
#include "engine/core/message.h"
#include "engine/core/person.h"

namespace pontis {

// Formats are stateless: one instance serves every thread.
class Format {
 public:
  virtual ~Format() = default;

  // Cuts a batch file or an interchange into the units it carries: slices, in order. What carries
  // no unit at all comes back as one slice, for parse() to refuse. An empty batch is no slice.
  virtual std::vector<Bytes> split(Bytes payload) const { return {std::move(payload)}; }

  virtual Result<std::shared_ptr<const Document>> parse(Bytes payload) const = 0;

  // What acknowledgements are called over HTTP; empty if that depends on the sender.
  virtual std::string_view mediaType() const { return {}; }

  // Reads the envelope of a document that this Format parsed.
  virtual Envelope envelope(const Document& document) const = 0;

  // What the document says of persons and asks of the shared patient index, in order; none if it
  // concerns nobody.
  virtual std::vector<PersonAct> persons(const Document&) const { return {}; }

  // The payload with `own`, the index's number for that person, beside the identifiers of each
  // person that `lookup` knows (PID-3, Patient.identifier). Unchanged if it knows none.
  using Lookup = std::function<std::optional<Identifier>(const Identifier&)>;
  virtual Bytes withIndexNumbers(const Message& message, const Lookup& /*lookup*/) const {
    return message.payload;
  }

  // What the document holds of persons, for the consent decision; nothing if it concerns nobody.
  virtual Contents contents(const Document&) const { return {}; }

  // The payload as far as `redaction` lets it go, made of contents() of the same document: what is
  // withheld left out, what refers to it cut, totals and narrative made anew, what is masked
  // masked. The document is valid in its standard, as far as it was.
  //   kDenied       nothing that could be sent is left
  //   kUnsupported  the standard, or this document, cannot be parted: nothing may be sent
  virtual Result<Bytes> redact(const Message& /*message*/, const Redaction& /*redaction*/) const {
    return Error{Code::kUnsupported, "this format cannot leave out a part of a message", ""};
  }

  // The consents that the document brings, given, changed or withdrawn.
  virtual std::vector<ConsentArrival> consents(const Document&) const { return {}; }

  // Composes what this standard sends back for `message`: MSA|AA, OperationOutcome, 999, ...
  // `error` is null if the engine has taken responsibility for the message. `message.document` may
  // be null (it did not parse): the answer then echoes what can still be read of the payload.
  // Empty if the standard, or the sender (HL7 v2 MSH-15/16), asks for no answer.
  virtual Bytes acknowledge(const Message& message, const Error* error) const = 0;

  // Reads an acknowledgement that a peer sent for the message with `control_id`.
  //   kNotFound     it answers another message (late or foreign): the caller reads on
  //   kInvalid      the peer refuses the message for good (AR, CR; AE, CE)
  //   kUnavailable  the peer asks to send again
  virtual Result<Done> readAcknowledgement(Bytes, std::string_view /*control_id*/) const {
    return Error{Code::kUnsupported, "this format has no acknowledgements", ""};
  }
};

}  // namespace pontis
