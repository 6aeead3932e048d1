// Edit: leaves values out of a JSON text, puts others in their place and adds members. All other
// bytes stay as they were: order, white space, the spelling of numbers.
//
// What is emptied goes too: FHIR R4 section 2.6.2 knows no empty object and no empty array.
//
// Not thread safe.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "engine/tree/json.h"

namespace pontis {

class FhirEdit {
 public:
  // The value with its name, or as an item of its array.
  void leaveOut(const Json& value) { changes_[&value].gone = true; }
  // `text` is JSON.
  void replace(const Json& value, std::string text) { changes_[&value].text = std::move(text); }
  // REQUIRES: an object that has no such member
  void addMember(const Json& object, std::string_view name, std::string_view text);

  bool isGone(const Json& value) const;
  bool empty() const { return changes_.empty(); }

  // The text of `root`; nothing if nothing of it is left.
  std::optional<std::string> apply(const Json& root) const;

 private:
  struct Change {
    bool gone = false;
    std::optional<std::string> text;
    std::string added;  // ,"name":text…
  };
  bool write(const Json& value, std::string& out) const;

  std::map<const Json*, Change> changes_;
};

}  // namespace pontis
