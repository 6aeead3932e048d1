// Responder: answers a query at once (PIX, PDQ, a FHIR search), where a Sink would deliver later.
#pragma once

#include <string_view>

#include "engine/base/bytes.h"
#include "engine/base/result.h"
#include "engine/core/message.h"

namespace pontis {

// Immutable: any number of threads may ask one Responder.
class Responder {
 public:
  virtual ~Responder() = default;

  // Whether it answers messages of this type ("QBP^Q23"). Such a message goes to no sink.
  virtual bool answers(std::string_view type) const = 0;

  // The answer to a parsed message, the standard's own error answers among them. An Error is for
  // what the standard has no answer for: the Format then refuses the message.
  virtual Result<Bytes> answer(const Message& message) const = 0;
};

}  // namespace pontis
