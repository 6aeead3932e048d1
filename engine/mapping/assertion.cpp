#include "engine/mapping/assertion.h"

#include <string>
#include <vector>

#include "engine/mapping/json_value.h"

namespace pontis {
namespace {

using Values = std::vector<const JsonValue*>;

class Evaluator {
 public:
  Evaluator(std::string_view text, const JsonValue& bundle) : text_(text), bundle_(bundle) {}

  Result<bool> run() {
    bool all = true;
    do all = test() && all;
    while (word("and"));
    skip();
    if (failed_ || at_ != text_.size())
      return Error{Code::kInvalid,
                   "cannot read the assertion from column " + std::to_string(at_ + 1) + " on", ""};
    return all;
  }

 private:
  void skip() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }
  bool sign(std::string_view sign) {
    skip();
    if (!text_.substr(at_).starts_with(sign)) return false;
    at_ += sign.size();
    return true;
  }
  bool word(std::string_view word) {
    const std::size_t before = at_;
    if (name() == word) return true;
    at_ = before;
    return false;
  }
  std::string name() {
    skip();
    const std::size_t start = at_;
    while (at_ < text_.size() &&
           (std::isalnum(static_cast<unsigned char>(text_[at_])) != 0 || text_[at_] == '_'))
      ++at_;
    return std::string(text_.substr(start, at_ - start));
  }

  // A text in quotes, a number, true or false.
  std::string constant() {
    skip();
    if (at_ < text_.size() && text_[at_] == '\'') {
      const std::size_t end = text_.find('\'', at_ + 1);
      if (end == std::string_view::npos) return failed_ = true, "";
      const std::string out(text_.substr(at_ + 1, end - at_ - 1));
      at_ = end + 1;
      return out;
    }
    const std::size_t start = at_;
    while (at_ < text_.size() && text_[at_] != ' ' && text_[at_] != ')') ++at_;
    failed_ = failed_ || at_ == start;
    return std::string(text_.substr(start, at_ - start));
  }

  static void children(const JsonValue& value, const std::string& name, Values& out) {
    const JsonValue* found = value.find(name);
    if (found == nullptr) return;
    if (found->kind != JsonValue::Kind::kArray) return out.push_back(found);
    for (const JsonValue& item : found->items) out.push_back(&item);
  }

  Values roots(const std::string& type) const {
    if (type == "Bundle") return {&bundle_};
    Values entries;
    Values out;
    children(bundle_, "entry", entries);
    for (const JsonValue* entry : entries) {
      const JsonValue* resource = entry->find("resource");
      const JsonValue* named = resource == nullptr ? nullptr : resource->find("resourceType");
      if (named != nullptr && named->text == type) out.push_back(resource);
    }
    return out;
  }

  Values where(const Values& from) {
    const std::string first = name();
    std::vector<std::string> path{first};
    while (sign(".")) path.push_back(name());
    if (!sign("=")) failed_ = true;
    const std::string wanted = constant();
    Values out;
    for (const JsonValue* value : from) {
      Values found{value};
      for (const std::string& step : path) {
        Values next;
        for (const JsonValue* one : found) children(*one, step, next);
        found = std::move(next);
      }
      for (const JsonValue* one : found)
        if (one->text == wanted) {
          out.push_back(value);
          break;
        }
    }
    if (!sign(")")) failed_ = true;
    return out;
  }

  bool compare(const std::string& left) {
    if (sign("=")) return constant() == left;
    failed_ = true;
    return false;
  }

  // One path, and what is said of it.
  bool test() {
    Values at = roots(name());
    while (!failed_ && sign(".")) {
      const std::string step = name();
      if (sign("(")) {
        if (step == "where") {
          at = where(at);
          continue;
        }
        if (!sign(")")) failed_ = true;
        if (step == "exists") return !at.empty();
        if (step == "empty") return at.empty();
        if (step == "count") return compare(std::to_string(at.size()));
        failed_ = true;
        return false;
      }
      Values next;
      for (const JsonValue* value : at) children(*value, step, next);
      if (sign("[")) {
        const std::size_t index = std::stoul("0" + name());
        if (!sign("]")) failed_ = true;
        next = index < next.size() ? Values{next[index]} : Values{};
      }
      at = std::move(next);
    }
    return equal(at);
  }

  bool equal(const Values& at) {
    if (!sign("=")) return failed_ = true, false;
    const std::string wanted = constant();
    return at.size() == 1 && at[0]->text == wanted;
  }

  std::string_view text_;
  const JsonValue& bundle_;
  std::size_t at_ = 0;
  bool failed_ = false;
};

}  // namespace

Result<bool> holds(std::string_view assertion, std::string_view json) {
  auto bundle = JsonValue::parse(json);
  if (!bundle) return bundle.error();
  return Evaluator(assertion, *bundle).run();
}

}  // namespace pontis
