#include "engine/tree/json.h"

#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <optional>
#include <set>

namespace pontis {

// Receives RapidJSON's events. A scalar's event comes at its end, so its start is known from where
// the last token ended; a bracket's event comes before the bracket is taken.
struct JsonBuilder {
  struct Open {
    Json value;
    std::size_t start = 0;
    std::string key;
    std::set<std::string> names;
  };

  explicit JsonBuilder(Bytes all) : text(std::move(all)), stream(text.view().data(), text.size()) {}

  const Bytes text;
  rapidjson::MemoryStream stream;
  std::vector<Open> open;
  std::optional<Json> root;
  std::size_t last = 0;  // the end of the last token

  // Skips what stands between tokens.
  std::size_t start() const {
    const std::size_t at = text.view().find_first_not_of(" \t\r\n,:[{", last);
    return at == std::string_view::npos ? last : at;
  }

  bool add(Json value) {
    if (open.empty()) {
      root = std::move(value);
    } else if (open.back().value.kind_ == Json::Kind::kArray) {
      open.back().value.items_.push_back(std::move(value));
    } else {
      open.back().value.members_.emplace_back(std::move(open.back().key), std::move(value));
    }
    return true;
  }

  bool scalar(Json::Kind kind, std::string value) {
    const std::size_t from = start(), to = stream.Tell();
    Json made;
    made.kind_ = kind;
    made.text_ = std::move(value);
    made.raw_ = text.slice(from, to - from);
    last = to;
    return add(std::move(made));
  }

  bool Null() { return scalar(Json::Kind::kNull, ""); }
  bool Bool(bool value) { return scalar(Json::Kind::kBool, value ? "true" : "false"); }
  bool Int(int) { return false; }  // numbers come as RawNumber
  bool Uint(unsigned) { return false; }
  bool Int64(std::int64_t) { return false; }
  bool Uint64(std::uint64_t) { return false; }
  bool Double(double) { return false; }
  bool RawNumber(const char* data, rapidjson::SizeType size, bool) {
    return scalar(Json::Kind::kNumber, std::string(data, size));
  }
  bool String(const char* data, rapidjson::SizeType size, bool) {
    return scalar(Json::Kind::kString, std::string(data, size));
  }
  bool Key(const char* data, rapidjson::SizeType size, bool) {
    open.back().key.assign(data, size);
    last = stream.Tell();
    return open.back().names.insert(open.back().key).second;
  }
  bool StartObject() { return begin(Json::Kind::kObject); }
  bool StartArray() { return begin(Json::Kind::kArray); }
  bool EndObject(rapidjson::SizeType) { return finish(); }
  bool EndArray(rapidjson::SizeType) { return finish(); }

  bool begin(Json::Kind kind) {
    constexpr std::size_t kDeepest = 128;
    if (open.size() == kDeepest) return false;
    Open made;
    made.value.kind_ = kind;
    made.start = stream.Tell();
    last = made.start + 1;
    open.push_back(std::move(made));
    return true;
  }
  bool finish() {
    Open done = std::move(open.back());
    open.pop_back();
    last = stream.Tell() + 1;
    done.value.raw_ = text.slice(done.start, last - done.start);
    return add(std::move(done.value));
  }
};

Result<Json> Json::parse(Bytes text) {
  JsonBuilder builder(std::move(text));
  rapidjson::Reader reader;
  constexpr unsigned kFlags = rapidjson::kParseValidateEncodingFlag |
                              rapidjson::kParseIterativeFlag |
                              rapidjson::kParseNumbersAsStringsFlag;
  const rapidjson::ParseResult parsed = reader.Parse<kFlags>(builder.stream, builder);
  if (parsed.IsError() || !builder.root)
    return Error{Code::kMalformed, "not JSON at byte " + std::to_string(parsed.Offset()), ""};
  return *std::move(builder.root);
}

const Json& Json::operator[](std::string_view name) const {
  static const Json kNone;
  for (const auto& [key, value] : members_)
    if (key == name) return value;
  return kNone;
}

}  // namespace pontis
