#include "engine/tree/xml.h"

#include <gtest/gtest.h>

namespace pontis {
namespace {

// {space}name attribute=value "text" (children)
std::string folded(const Xml& xml) {
  std::string out = xml.space().empty() ? xml.name() : "{" + xml.space() + "}" + xml.name();
  for (const Xml::Attribute& a : xml.attributes())
    out += " " + (a.space.empty() ? a.name : "{" + a.space + "}" + a.name) + "=" + a.value;
  if (!xml.text().empty()) out += " \"" + xml.text() + "\"";
  for (const Xml& child : xml.children()) out += " (" + folded(child) + ")";
  return out;
}

std::string read(std::string_view text) {
  const auto xml = Xml::parse(Bytes::clone(text));
  return xml ? folded(*xml) : "refused";
}

TEST(Xml, ReadsElementsAttributesNamespacesAndText) {
  EXPECT_EQ(read("<a/>"), "a");
  EXPECT_EQ(read("<?xml version='1.0'?><!-- c --><a x='1'>t<b/>u<![CDATA[<v>]]></a>"),
            "a x=1 \"tu<v>\" (b)");
  EXPECT_EQ(read("<p:a xmlns:p='urn:p' xmlns='urn:d' p:x='1' y='2'><b/></p:a>"),
            "{urn:p}a {urn:p}x=1 y=2 ({urn:d}b)");
  EXPECT_EQ(read("<a x='&lt;&#233;&amp;'>&quot;&#x20AC;</a>"), "a x=<\xC3\xA9& \"\"\xE2\x82\xAC\"");
}

TEST(Xml, ReadsTheEncodingThatIsDeclared) {
  EXPECT_EQ(read("<?xml version='1.0' encoding='ISO-8859-1'?><a>\xE9</a>"), "a \"\xC3\xA9\"");
  EXPECT_EQ(read(std::string_view("\xFF\xFE<\0a\0/\0>\0", 10)), "a");
  EXPECT_EQ(read("<a>\xE9</a>"), "refused");
}

TEST(Xml, RefusesADoctypeAndWhatItWouldDo) {
  const char* laughs = "<!DOCTYPE a [<!ENTITY x 'ha'><!ENTITY y '&x;&x;&x;&x;'>]><a>&y;&y;&y;</a>";
  const auto refused = Xml::parse(Bytes::clone(laughs));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::kInvalid);
  EXPECT_EQ(read("<!DOCTYPE a SYSTEM 'file:///etc/hostname'><a/>"), "refused");
  EXPECT_EQ(read("<!DOCTYPE a><a/>"), "refused");
  EXPECT_EQ(read("<a>&unknown;</a>"), "refused");
}

TEST(Xml, RefusesWhatIsNotWellFormed) {
  for (const char* text : {"", " ", "<a>", "<a></b>", "<a x=1/>", "<a x='1' x='2'/>", "<a/><b/>",
                           "<p:a/>", "text", "<a>&#1;</a>", "<a>\x01</a>"})
    EXPECT_EQ(read(text), "refused") << text;
}

TEST(Xml, RefusesElementsNestedTooDeeply) {
  std::string deep, end;
  for (int i = 0; i < 128; ++i) {
    deep += "<a>";
    end += "</a>";
  }
  EXPECT_NE(read(deep + end), "refused");
  EXPECT_EQ(read("<a>" + deep + end + "</a>"), "refused");
}

TEST(Xml, WritesTextThatIsReadBack) {
  for (const std::string_view text : {"a<b>&\"'c", "tab\tline\nreturn\r", "\xC3\xA9\xE2\x82\xAC"}) {
    std::string out = "<a x=\"";
    appendXml(out, text);
    out += "\">";
    appendXml(out, text);
    out += "</a>";
    const auto xml = Xml::parse(Bytes::own(out));
    ASSERT_TRUE(xml) << out;
    EXPECT_EQ(*xml->attribute("x"), text);
    EXPECT_EQ(xml->text(), text);
  }
  std::string out;
  appendXml(out, "\x01\xFF\xEF\xBF\xBF");
  EXPECT_EQ(out, "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
}

}  // namespace
}  // namespace pontis
