#include "engine/mapping/explain.h"

#include <algorithm>
#include <map>

namespace pontis {
namespace {

// Walks JSON that a Run wrote, which has no blanks and is well formed.
class Walk {
 public:
  explicit Walk(const Explanation& explanation)
      : text_(explanation.mapped.output.view()), origins_(explanation.origins) {
    // An outer origin before those within it, so that a search finds them in that order.
    std::stable_sort(origins_.begin(), origins_.end(), [](const Written& a, const Written& b) {
      return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
    });
  }

  std::vector<MadeElement> run() {
    value("");
    return std::move(made_);
  }

 private:
  std::size_t endOfText() const {
    std::size_t end = at_ + 1;
    while (text_[end] != '"') end += text_[end] == '\\' ? 2 : 1;
    return end + 1;
  }

  std::string key() {
    const std::size_t end = endOfText();
    std::string name(text_.substr(at_ + 1, end - at_ - 2));
    at_ = end + 1;  // the colon
    return name;
  }

  void value(const std::string& path) {
    if (text_[at_] == '{') return object(path);
    if (text_[at_] == '[') return array(path);
    const std::size_t begin = at_;
    at_ = text_[at_] == '"' ? endOfText() : text_.find_first_of(",]}", at_);
    leaf(path, begin);
  }

  void object(const std::string& path) {
    while (text_[at_] != '}') {
      ++at_;
      if (text_[at_] == '}') break;
      const std::string name = key();
      if (path.empty() && name == "resourceType" && in_resource_) {
        named();
        continue;
      }
      value(path.empty() ? name : path + "." + name);
    }
    ++at_;
  }

  void array(const std::string& path) {
    for (std::size_t i = 0; text_[at_] != ']'; ++i) {
      ++at_;
      if (text_[at_] == ']') break;
      if (path == "entry" && !in_resource_)
        entry();
      else
        value(path + "[" + std::to_string(i) + "]");
    }
    ++at_;
  }

  // {"fullUrl":…,"resource":{…},"request":{…}}
  void entry() {
    while (text_[at_] != '}') {
      ++at_;
      in_resource_ = key() == "resource";
      resource_.clear();
      value("");
      in_resource_ = false;
    }
    ++at_;
  }

  void named() {
    const std::size_t end = endOfText();
    resource_ = text_.substr(at_ + 1, end - at_ - 2);
    at_ = end;
    const std::size_t before = resources_[resource_]++;
    if (before > 0) resource_ += "[" + std::to_string(before) + "]";
  }

  void leaf(const std::string& path, std::size_t begin) {
    if (!in_resource_) return;
    MadeElement made{
        resource_ + "." + path, std::string(text_.substr(begin, at_ - begin)), "", {}, false};
    for (auto origin = origins_.begin(); origin != origins_.end() && origin->begin <= begin;
         ++origin) {
      if (origin->end < at_) continue;
      if (origin->rule >= 0 || !origin->source.empty()) made.source = origin->source;
      made.remainder = origin->rule < 0 && !origin->source.empty();
      if (origin->rule >= 0) made.rules.push_back(static_cast<std::uint32_t>(origin->rule));
    }
    // A row whose item has parts stands around what the same row wrote inside.
    made.rules.erase(std::unique(made.rules.begin(), made.rules.end()), made.rules.end());
    made_.push_back(std::move(made));
  }

  std::string_view text_;
  std::vector<Written> origins_;
  std::size_t at_ = 0;
  bool in_resource_ = false;
  std::string resource_;
  std::map<std::string, std::size_t> resources_;
  std::vector<MadeElement> made_;
};

}  // namespace

std::vector<MadeElement> elementsOf(const Explanation& explanation) {
  return Walk(explanation).run();
}

}  // namespace pontis
