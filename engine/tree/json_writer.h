// JsonWriter: JSON as FHIR wants it: no empty string, array or object is ever written, so that what
// is not known need not be asked for.
//
// Not thread safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pontis {

class JsonWriter {
 public:
  // `name` is that of a member; items of an array, and the root, have none.
  JsonWriter& object(std::string_view name = {}) { return open(name, '{'); }
  JsonWriter& array(std::string_view name) { return open(name, '['); }
  // Closes what was opened last; takes it back if nothing stands in it.
  JsonWriter& end();
  // Nothing if `value` is blank. Blanks at both ends are left out.
  JsonWriter& text(std::string_view name, std::string_view value);
  // A number, a boolean or finished JSON; nothing if it is empty.
  JsonWriter& raw(std::string_view name, std::string_view value);

  const std::string& written() const { return out_; }

 private:
  struct Level {
    std::size_t start;  // of what was written for it, comma and name included
    char close;
    bool empty = true;
  };
  JsonWriter& open(std::string_view name, char bracket);
  void begin(std::string_view name);

  std::string out_;
  std::vector<Level> levels_;
};

}  // namespace pontis
