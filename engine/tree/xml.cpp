#include "engine/tree/xml.h"

#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#include <climits>
#include <memory>
#include <mutex>

#include "engine/base/text.h"

namespace pontis {
namespace {

constexpr std::size_t kDeepest = 128;

std::string textOf(const xmlChar* text) {
  return text == nullptr ? std::string() : reinterpret_cast<const char*>(text);
}

std::string textOf(const xmlChar* begin, const xmlChar* end) {
  return {reinterpret_cast<const char*>(begin), reinterpret_cast<const char*>(end)};
}

}  // namespace

// Receives libxml2's SAX events.
struct XmlBuilder {
  xmlParserCtxtPtr context = nullptr;
  std::vector<Xml> open;  // outermost first
  Xml root;
  std::string refused;  // why the parse was ended from here

  void refuse(std::string why) {
    if (refused.empty()) refused = std::move(why);
    xmlStopParser(context);
  }

  void start(const xmlChar* name, const xmlChar* space, int count, const xmlChar** attributes) {
    if (open.size() >= kDeepest) return refuse("the elements are nested too deeply");
    Xml made;
    made.name_ = textOf(name);
    made.space_ = textOf(space);
    made.line_ = xmlSAX2GetLineNumber(context);
    // Five pointers each: local name, prefix, namespace, begin and end of the value.
    for (int i = 0; i < count; ++i, attributes += 5)
      made.attributes_.push_back(
          {textOf(attributes[2]), textOf(attributes[0]), textOf(attributes[3], attributes[4])});
    open.push_back(std::move(made));
  }

  void end() {
    if (open.empty()) return;
    Xml done = std::move(open.back());
    open.pop_back();
    (open.empty() ? root : open.back().children_.emplace_back()) = std::move(done);
  }

  void text(const xmlChar* text, int size) {
    if (!open.empty()) open.back().text_ += textOf(text, text + size);
  }
};

namespace {

XmlBuilder& builder(void* context) {
  return *static_cast<XmlBuilder*>(static_cast<xmlParserCtxtPtr>(context)->_private);
}

xmlSAXHandler handler() {
  xmlSAXHandler made{};
  made.initialized = XML_SAX2_MAGIC;
  made.startElementNs = [](void* context, const xmlChar* name, const xmlChar*, const xmlChar* space,
                           int, const xmlChar**, int count, int, const xmlChar** attributes) {
    builder(context).start(name, space, count, attributes);
  };
  made.endElementNs = [](void* context, const xmlChar*, const xmlChar*, const xmlChar*) {
    builder(context).end();
  };
  made.characters = [](void* context, const xmlChar* text, int size) {
    builder(context).text(text, size);
  };
  made.cdataBlock = made.characters;
  made.ignorableWhitespace = made.characters;
  // It comes before anything of the DOCTYPE is read.
  made.internalSubset = [](void* context, const xmlChar*, const xmlChar*, const xmlChar*) {
    builder(context).refuse("a DOCTYPE is not accepted");
  };
  // What is wrong is read from the context; nothing goes to standard error.
  made.serror = [](void*, xmlErrorPtr) {};
  return made;
}

struct FreeContext {
  void operator()(xmlParserCtxtPtr context) const {
    xmlFreeDoc(context->myDoc);
    xmlFreeParserCtxt(context);
  }
};
using Context = std::unique_ptr<xmlParserCtxt, FreeContext>;

}  // namespace

Result<Xml> Xml::parse(const Bytes& text) {
  static std::once_flag once;
  std::call_once(once, xmlInitParser);
  const std::string_view view = text.view();
  if (view.empty()) return Error{Code::kMalformed, "not XML: there is nothing", ""};
  if (view.size() > INT_MAX) return Error{Code::kInvalid, "the XML is too long", ""};
  const Context context(xmlCreateMemoryParserCtxt(view.data(), static_cast<int>(view.size())));
  if (!context) return Error{Code::kInternal, "no memory for an XML parser", ""};
  // NOENT: else the &amp; of an attribute would stay "&#38;". Without a DOCTYPE there are no
  // others.
  xmlCtxtUseOptions(context.get(), XML_PARSE_NONET | XML_PARSE_NOENT);
  *context->sax = handler();
  XmlBuilder made;
  made.context = context.get();
  context->_private = &made;
  xmlParseDocument(context.get());
  if (!made.refused.empty()) return Error{Code::kInvalid, made.refused, ""};
  if (context->wellFormed == 0 || context->nsWellFormed == 0 || !made.open.empty()) {
    const xmlError* why = xmlCtxtGetLastError(context.get());
    return Error{Code::kMalformed,
                 "not XML: a mistake in line " + std::to_string(why == nullptr ? 0 : why->line),
                 ""};
  }
  return std::move(made.root);
}

const std::string* Xml::attribute(std::string_view name) const {
  for (const Attribute& one : attributes_)
    if (one.space.empty() && one.name == name) return &one.value;
  return nullptr;
}

const Xml* Xml::child(std::string_view name) const {
  for (const Xml& one : children_)
    if (one.name_ == name) return &one;
  return nullptr;
}

void appendXml(std::string& out, std::string_view text) {
  while (!text.empty()) {
    const auto byte = static_cast<unsigned char>(text[0]);
    std::size_t size = utf8Sequence(text);
    const bool control = byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r';
    const bool none = text.starts_with("\xEF\xBF\xBE") || text.starts_with("\xEF\xBF\xBF");
    if (size == 0 || control || none) {
      out += kReplacement;
      if (size == 0) size = 1;
    } else if (text[0] == '&') {
      out += "&amp;";
    } else if (text[0] == '<') {
      out += "&lt;";
    } else if (text[0] == '>') {
      out += "&gt;";
    } else if (text[0] == '"') {
      out += "&quot;";
    } else if (byte < 0x20) {
      // An attribute's value would be normalised to blanks (XML 1.0 section 3.3.3).
      out += "&#" + std::to_string(byte) + ";";
    } else {
      out += text.substr(0, size);
    }
    text.remove_prefix(size);
  }
}

}  // namespace pontis
