// PixmResponder: the FHIR interfaces of the shared patient index.
//
//   GET or POST Patient/$ihe-pix           ITI-83 of IHE PIXm 3.1   cross_reference.h
//   GET Patient?…, POST Patient/_search    ITI-78 of IHE PDQm 3.2   patient_search.h
//   GET Patient/ID                         ITI-78
//   POST Patient/$match                    ITI-119                  match.h
//   GET metadata                           a CapabilityStatement    capabilities.h
//
// The feed (ITI-104: PUT, POST, DELETE of Patients) is not a question: its messages go the way of
// all messages, and the Format acknowledges them. Answers are in JSON; who wants XML gets a 406.
//
// Thread safety: immutable.
#pragma once

#include <string>

#include "engine/core/responder.h"
#include "engine/core/spec.h"
#include "engine/index/index.h"

namespace pontis {

struct PixmOptions {
  std::string base = "";
  std::size_t most_persons = 10000;
};

class PixmResponder final : public Responder {
 public:
  static const Spec<PixmOptions>& spec();

  // `index` outlives the responder.
  PixmResponder(PixmOptions options, const Index& index)
      : options_(std::move(options)), index_(index) {}

  bool answers(std::string_view type) const override;
  Result<Bytes> answer(const Message& message) const override;

 private:
  const PixmOptions options_;
  const Index& index_;
};

}  // namespace pontis
