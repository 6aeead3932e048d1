#include "tests/support/audit_message_schema.h"

#include <algorithm>
#include <optional>
#include <set>

#include "engine/audit/chain/base64.h"
#include "engine/base/clock.h"

namespace pontis {
namespace {

using Names = std::set<std::string, std::less<>>;

bool isWithin(const std::string& text, int least, int most) {
  if (text.empty() || text.size() > 2 || text.find_first_not_of("0123456789") != text.npos)
    return false;
  const int value = std::stoi(text);
  return value >= least && value <= most;
}

class Check {
 public:
  explicit Check(AuditDialect dialect) : dicom_(dialect == AuditDialect::kDicom) {}

  void message(const Xml& xml) {
    want(xml, xml.is("", "AuditMessage"), "is no AuditMessage");
    // The four kinds of children, in this order.
    const std::vector<std::string> order = {"EventIdentification", "ActiveParticipant",
                                            "AuditSourceIdentification",
                                            "ParticipantObjectIdentification"};
    std::vector<std::size_t> count(order.size());
    std::size_t at = 0;
    for (const Xml& child : xml.children()) {
      const auto found = std::find(order.begin(), order.end(), child.name());
      const auto place = static_cast<std::size_t>(found - order.begin());
      want(child, found != order.end() && place >= at, "is not in its place");
      if (found == order.end()) continue;
      at = place;
      ++count[place];
      if (place == 0) event(child);
      if (place == 1) participant(child);
      if (place == 2) source(child);
      if (place == 3) object(child);
    }
    want(xml, count[0] == 1, "needs one EventIdentification");
    want(xml, count[1] >= 1, "needs an ActiveParticipant");
    want(xml, dicom_ ? count[2] == 1 : count[2] >= 1, "needs an AuditSourceIdentification");
  }

  std::vector<std::string> faults;

 private:
  void want(const Xml& xml, bool holds, const std::string& what) {
    if (!holds) faults.push_back(xml.name() + ": " + what);
  }

  void attributes(const Xml& xml, const Names& needed, const Names& allowed) {
    for (const std::string& name : needed)
      want(xml, xml.attribute(name) != nullptr, "has no " + name);
    for (const Xml::Attribute& one : xml.attributes())
      want(xml, !one.space.empty() || needed.count(one.name) || allowed.count(one.name),
           "may not have " + one.name);
  }

  // The value, if there is one, is right.
  template <class F>
  void value(const Xml& xml, const char* name, F right) {
    const std::string* found = xml.attribute(name);
    want(xml, found == nullptr || right(*found), std::string(name) + " is not allowed");
  }

  void children(const Xml& xml, const Names& allowed) {
    for (const Xml& child : xml.children())
      want(xml, allowed.count(child.name()) > 0, "may not hold " + child.name());
  }

  void code(const Xml& xml) {
    if (dicom_)
      attributes(xml, {"csd-code", "codeSystemName", "originalText"}, {"displayName"});
    else
      attributes(xml, {"code"}, {"codeSystem", "codeSystemName", "displayName", "originalText"});
    children(xml, {});
  }

  void event(const Xml& xml) {
    attributes(xml, {"EventDateTime", "EventOutcomeIndicator"}, {"EventActionCode"});
    value(xml, "EventActionCode", [](const std::string& v) {
      return Names{"C", "R", "U", "D", "E"}.count(v) > 0;
    });
    value(xml, "EventOutcomeIndicator", [](const std::string& v) {
      return Names{"0", "4", "8", "12"}.count(v) > 0;
    });
    value(xml, "EventDateTime", [](const std::string& v) {
      // A time without a zone is an xsd:dateTime too, and has more than three decimals at will.
      return parseTime(v) || parseTime(v + "Z");
    });
    children(xml, {"EventID", "EventTypeCode", "EventOutcomeDescription", "PurposeOfUse"});
    std::size_t ids = 0;
    for (const Xml& child : xml.children()) {
      ids += child.name() == "EventID";
      if (child.name() != "EventOutcomeDescription") code(child);
    }
    want(xml, ids == 1 && xml.children()[0].name() == "EventID", "needs one EventID, first");
  }

  void participant(const Xml& xml) {
    attributes(
        xml, {"UserID", "UserIsRequestor"},
        {"AlternativeUserID", "UserName", "NetworkAccessPointID", "NetworkAccessPointTypeCode"});
    value(xml, "UserIsRequestor", [](const std::string& v) {
      return Names{"true", "false", "1", "0"}.count(v) > 0;
    });
    value(xml, "NetworkAccessPointTypeCode",
          [](const std::string& v) { return isWithin(v, 1, 5); });
    children(xml, {"RoleIDCode", "MediaIdentifier"});
    for (const Xml& child : xml.children())
      if (child.name() == "RoleIDCode") code(child);
  }

  void source(const Xml& xml) {
    attributes(xml, {"AuditSourceID"}, {"AuditEnterpriseSiteID"});
    children(xml, {"AuditSourceTypeCode"});
    for (const Xml& child : xml.children()) {
      const std::string* bare = child.attribute(dicom_ ? "csd-code" : "code");
      // A single digit needs no code system.
      if (bare == nullptr || child.attributes().size() > 1 || !isWithin(*bare, 1, 9)) code(child);
    }
  }

  void object(const Xml& xml) {
    attributes(xml, {"ParticipantObjectID"},
               {"ParticipantObjectTypeCode", "ParticipantObjectTypeCodeRole",
                "ParticipantObjectDataLifeCycle", "ParticipantObjectSensitivity"});
    value(xml, "ParticipantObjectTypeCode", [](const std::string& v) { return isWithin(v, 1, 4); });
    value(xml, "ParticipantObjectTypeCodeRole",
          [](const std::string& v) { return isWithin(v, 1, 26); });
    value(xml, "ParticipantObjectDataLifeCycle",
          [](const std::string& v) { return isWithin(v, 1, 15); });
    children(xml, {"ParticipantObjectIDTypeCode", "ParticipantObjectName", "ParticipantObjectQuery",
                   "ParticipantObjectDetail", "ParticipantObjectDescription"});
    std::size_t types = 0, names = 0;
    for (const Xml& child : xml.children()) {
      types += child.name() == "ParticipantObjectIDTypeCode";
      names += child.name() == "ParticipantObjectName" || child.name() == "ParticipantObjectQuery";
      if (child.name() == "ParticipantObjectIDTypeCode") code(child);
      if (child.name() == "ParticipantObjectQuery")
        want(child, decodeBase64(child.text()).has_value(), "is not base64");
      if (child.name() != "ParticipantObjectDetail") continue;
      attributes(child, {"type", "value"}, {});
      value(child, "value", [](const std::string& v) { return decodeBase64(v).has_value(); });
    }
    want(xml, types == 1, "needs one ParticipantObjectIDTypeCode");
    // The schema wants a name or a query; no message of the field has a name for everything.
    want(xml, names <= 1, "has a name and a query");
  }

  bool dicom_;
};

}  // namespace

AuditDialect auditDialect(const Xml& message) {
  const Xml* event = message.child("EventIdentification");
  const Xml* id = event != nullptr ? event->child("EventID") : nullptr;
  return id != nullptr && id->attribute("code") != nullptr ? AuditDialect::kRfc3881
                                                           : AuditDialect::kDicom;
}

std::vector<std::string> auditMessageFaults(const Xml& message) {
  Check check(auditDialect(message));
  check.message(message);
  return check.faults;
}

}  // namespace pontis
