// LineFormat: a standard of one line, "TYPE|CONTROL-ID|PERSON,PERSON|text", for tests of the flow
// that must not depend on an adapter. A payload without three bars is malformed.
#pragma once

#include <sstream>

#include "engine/base/bytes.h"
#include "engine/core/format.h"
#include "engine/core/segments.h"

namespace pontis {

class LineDocument : public Document {
 public:
  explicit LineDocument(Bytes payload) : payload_(std::move(payload)) {
    type_ = piece(payload_.view(), '|', 1);
  }
  std::string_view type() const override { return type_; }
  std::vector<std::optional<std::string>> find(std::string_view) const override { return {}; }
  std::string_view field(std::size_t number) const { return piece(payload_.view(), '|', number); }

 private:
  Bytes payload_;
  std::string_view type_;
};

class LineFormat : public Format {
 public:
  Result<std::shared_ptr<const Document>> parse(Bytes payload) const override {
    if (pieces(payload.view(), '|') < 4) return Error{Code::kMalformed, "not a line", "line"};
    return std::make_shared<const LineDocument>(std::move(payload));
  }
  Envelope envelope(const Document& document) const override {
    const auto& line = static_cast<const LineDocument&>(document);
    Envelope made;
    made.type = line.type();
    made.control_id = line.field(2);
    made.sender = "TEST";
    for (std::size_t i = 1; i <= pieces(line.field(3), ','); ++i)
      made.person_keys.emplace_back(piece(line.field(3), ',', i));
    return made;
  }
  // "AA 42", or the code's number: "E1 42".
  Bytes acknowledge(const Message& message, const Error* error) const override {
    const std::string code = error ? "E" + std::to_string(static_cast<int>(error->code)) : "AA";
    return Bytes::own(code + " " + message.envelope.control_id);
  }
};

}  // namespace pontis
