#include "adapters/pixm/json_writer.h"

#include "engine/mapping/json.h"

namespace pontis {

void JsonWriter::begin(std::string_view name) {
  if (!levels_.empty() && !levels_.back().empty) out_ += ',';
  if (name.empty()) return;
  appendString(out_, name);
  out_ += ':';
}

JsonWriter& JsonWriter::open(std::string_view name, char bracket) {
  const std::size_t start = out_.size();
  begin(name);
  out_ += bracket;
  levels_.push_back({start, bracket == '{' ? '}' : ']'});
  return *this;
}

JsonWriter& JsonWriter::end() {
  const Level level = levels_.back();
  levels_.pop_back();
  if (level.empty && !levels_.empty()) {
    out_.resize(level.start);
    return *this;
  }
  out_ += level.close;
  if (!levels_.empty()) levels_.back().empty = false;
  return *this;
}

JsonWriter& JsonWriter::text(std::string_view name, std::string_view value) {
  std::string encoded;
  appendString(encoded, trimmed(value));
  constexpr std::size_t kQuotes = 2;
  if (encoded.size() == kQuotes) return *this;  // blank, or nothing that FHIR allows in a string
  return raw(name, encoded);
}

JsonWriter& JsonWriter::raw(std::string_view name, std::string_view value) {
  if (value.empty()) return *this;
  begin(name);
  out_ += value;
  levels_.back().empty = false;
  return *this;
}

}  // namespace pontis
