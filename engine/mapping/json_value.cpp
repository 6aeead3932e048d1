#include "engine/mapping/json_value.h"

#include <algorithm>

#include "engine/mapping/json.h"

namespace pontis {
namespace {

class JsonReader {
 public:
  explicit JsonReader(std::string_view text) : text_(text) {}

  bool read(JsonValue& out) { return value(out, 0) && (skip(), at_ == text_.size()); }

 private:
  void skip() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string::npos)
      ++at_;
  }
  bool take(char c) {
    skip();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  bool value(JsonValue& out, int depth) {
    skip();
    if (at_ >= text_.size() || depth > 60) return false;
    if (text_[at_] == '{') return object(out, depth);
    if (text_[at_] == '[') return array(out, depth);
    if (text_[at_] == '"') {
      out.kind = JsonValue::Kind::kText;
      return string(out.text);
    }
    const std::size_t start = at_;
    while (at_ < text_.size() &&
           std::string_view(",]} \t\r\n").find(text_[at_]) == std::string::npos)
      ++at_;
    out.kind = JsonValue::Kind::kLiteral;
    out.text = text_.substr(start, at_ - start);
    return !out.text.empty() && out.text != "null";
  }

  bool string(std::string& out) {
    const std::size_t start = ++at_;
    while (at_ < text_.size() && text_[at_] != '"') {
      if (static_cast<unsigned char>(text_[at_]) < 0x20) return false;
      at_ += text_[at_] == '\\' ? 2 : 1;
    }
    if (at_ >= text_.size()) return false;
    out = unescaped(text_.substr(start, at_++ - start));
    return true;
  }

  bool array(JsonValue& out, int depth) {
    out.kind = JsonValue::Kind::kArray;
    ++at_;
    do {
      out.items.emplace_back();
      if (!value(out.items.back(), depth + 1)) return false;
    } while (take(','));
    return take(']');
  }

  bool object(JsonValue& out, int depth) {
    out.kind = JsonValue::Kind::kObject;
    ++at_;
    do {
      skip();
      std::string name;
      if (at_ >= text_.size() || text_[at_] != '"' || !string(name)) return false;
      if (out.find(name) != nullptr || !take(':')) return false;
      out.members.emplace_back(std::move(name), JsonValue());
      if (!value(out.members.back().second, depth + 1)) return false;
    } while (take(','));
    return take('}');
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

const JsonValue* JsonValue::find(std::string_view name) const {
  const auto found = std::find_if(members.begin(), members.end(),
                                  [&](const auto& member) { return member.first == name; });
  return found == members.end() ? nullptr : &found->second;
}

Result<JsonValue> JsonValue::parse(std::string_view text) {
  JsonValue out;
  if (!JsonReader(text).read(out)) return Error{Code::kMalformed, "not JSON", ""};
  return out;
}

}  // namespace pontis
