// Xml: a parsed XML document (XML 1.0, Namespaces in XML 1.0): elements, attributes, text.
//
// A DOCTYPE is refused: no standard of ours needs one, and entities are how XML bites (billion
// laughs, external files). Nothing is ever fetched. Comments and processing instructions are left
// out. The only home of libxml2.
//
// Thread safety: immutable after parsing; any number of threads may read one Xml.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/result.h"

namespace pontis {

class Xml {
 public:
  struct Attribute {
    std::string space, name, value;  // the namespace is empty for a name without prefix
  };

  // Parses the bytes in the encoding that they declare. Nesting is limited to 128.
  //   kMalformed  not well-formed; the text says in which line
  //   kInvalid    a DOCTYPE, or too deep
  static Result<Xml> parse(const Bytes& text);

  // Namespace and local name of the element.
  const std::string& space() const { return space_; }
  const std::string& name() const { return name_; }
  bool is(std::string_view space, std::string_view name) const {
    return space_ == space && name_ == name;
  }
  int line() const { return line_; }

  // What stands in the element itself, in UTF-8: its text without that of its children.
  const std::string& text() const { return text_; }
  const std::vector<Attribute>& attributes() const { return attributes_; }
  const std::vector<Xml>& children() const { return children_; }

  // The value of the attribute without namespace; null if there is none.
  const std::string* attribute(std::string_view name) const;
  // The first child of that local name, whatever its namespace; null if there is none.
  const Xml* child(std::string_view name) const;

 private:
  friend struct XmlBuilder;
  std::string space_, name_, text_;
  std::vector<Attribute> attributes_;
  std::vector<Xml> children_;
  int line_ = 0;
};

// Appends `text` as character data, or as the inside of an attribute in double quotes. What XML 1.0
// cannot hold (control characters; bytes that are not UTF-8) becomes U+FFFD.
void appendXml(std::string& out, std::string_view text);

}  // namespace pontis
