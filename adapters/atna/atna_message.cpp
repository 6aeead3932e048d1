#include "adapters/atna/atna_message.h"

#include <utility>
#include <vector>

#include "engine/audit/chain/base64.h"
#include "engine/audit/event_shape.h"
#include "engine/tree/xml.h"

namespace pontis {
namespace {

constexpr std::string_view kDcm = "http://dicom.nema.org/resources/ontology/DCM";

// Writes elements in the order in which they are asked for.
class Writer {
 public:
  Writer& open(std::string_view name) {
    finishTag();
    out_ += '<';
    out_ += name;
    in_tag_ = true;
    return *this;
  }
  Writer& attribute(std::string_view name, std::string_view value) {
    out_ += ' ';
    out_ += name;
    out_ += "=\"";
    appendXml(out_, value);
    out_ += '"';
    return *this;
  }
  Writer& some(std::string_view name, std::string_view value) {
    return value.empty() ? *this : attribute(name, value);
  }
  Writer& text(std::string_view value) {
    finishTag();
    appendXml(out_, value);
    return *this;
  }
  Writer& close(std::string_view name) {
    if (in_tag_) {
      out_ += "/>";
      in_tag_ = false;
      return *this;
    }
    out_ += "</";
    out_ += name;
    out_ += '>';
    return *this;
  }
  std::string take() { return std::move(out_); }

 private:
  void finishTag() {
    if (in_tag_) out_ += '>';
    in_tag_ = false;
  }
  std::string out_;
  bool in_tag_ = false;
};

// A CodedValueType: originalText is mandatory.
void writeCode(Writer& out, std::string_view name, const AuditCode& code) {
  const std::string& words = code.display.empty() ? code.code : code.display;
  out.open(name).attribute("csd-code", code.code);
  out.attribute("codeSystemName", code.system == kDcm ? "DCM" : std::string_view(code.system));
  out.attribute("originalText", words).close(name);
}

void writeEvent(Writer& out, const EventShape& shape, const AuditRecord& record) {
  out.open("EventIdentification").attribute("EventActionCode", shape.action);
  out.attribute("EventDateTime", toText(record.recorded));
  out.attribute("EventOutcomeIndicator", std::to_string(static_cast<int>(record.outcome)));
  writeCode(out, "EventID", shape.type);
  for (const AuditCode& subtype : shape.subtypes) writeCode(out, "EventTypeCode", subtype);
  const std::string outcome = outcomeTextOf(record);
  if (!outcome.empty())
    out.open("EventOutcomeDescription").text(outcome).close("EventOutcomeDescription");
  for (const AuditCode& purpose : record.purposes) writeCode(out, "PurposeOfUse", purpose);
  out.close("EventIdentification");
}

void writeParticipant(Writer& out, const AuditParty& party, const AuditCode& role, bool requestor) {
  if (party.empty()) return;
  const bool known = !party.id.empty();
  out.open("ActiveParticipant");
  out.attribute("UserID", known ? party.id : party.name.empty() ? party.address : party.name);
  if (known) out.some("UserName", party.name);
  out.attribute("UserIsRequestor", requestor ? "true" : "false");
  if (!party.address.empty()) {
    out.attribute("NetworkAccessPointID", party.address);
    out.attribute("NetworkAccessPointTypeCode", networkTypeOf(party.address));
  }
  if (!role.empty()) writeCode(out, "RoleIDCode", role);
  if (!party.role.empty()) writeCode(out, "RoleIDCode", party.role);
  out.close("ActiveParticipant");
}

void writeParticipants(Writer& out, const EventShape& shape, const AuditRecord& record,
                       const AtnaSource& source) {
  const bool alone = record.source.empty() && record.destination.empty() && record.user.empty();
  if (alone)
    writeParticipant(out, {source.id, "", {}, "", ""}, {std::string(kDcm), "110150", "Application"},
                     false);
  // Who asks is the requestor: the user, else the system that sends.
  writeParticipant(out, record.source, shape.source, record.user.empty());
  writeParticipant(out, record.destination, shape.destination, false);
  writeParticipant(out, record.user, shape.user, true);
}

// HL7 v2 CX: "42^^^&1.2.3&ISO" for an identifier of an OID. Others stand as they are.
std::string patientId(const std::string& patient) {
  constexpr std::string_view kOid = "urn:oid:";
  const std::size_t bar = patient.find('|');
  if (bar == std::string::npos || !patient.starts_with(kOid)) return patient;
  return patient.substr(bar + 1) + "^^^&" + patient.substr(kOid.size(), bar - kOid.size()) + "&ISO";
}

struct ParticipantObject {
  std::string id;
  std::string_view type, role;
  AuditCode id_type;  // CID 404, RFC 3881 section 5.5.4
  std::string query;  // empty: a name is written
};

void writeObject(Writer& out, const ParticipantObject& object, const AuditRecord& record,
                 bool detailed) {
  out.open("ParticipantObjectIdentification").attribute("ParticipantObjectID", object.id);
  out.attribute("ParticipantObjectTypeCode", object.type);
  out.some("ParticipantObjectTypeCodeRole", object.role);
  writeCode(out, "ParticipantObjectIDTypeCode", object.id_type);
  if (object.query.empty())
    out.open("ParticipantObjectName").text(object.id).close("ParticipantObjectName");
  else
    out.open("ParticipantObjectQuery")
        .text(encodeBase64(object.query))
        .close("ParticipantObjectQuery");
  for (const auto& [type, value] :
       {std::pair("channel", &record.channel), std::pair("message", &record.message),
        std::pair("X-Request-Id", &record.request), std::pair("record", &record.id)}) {
    if (!detailed || value->empty()) continue;
    out.open("ParticipantObjectDetail").attribute("type", type);
    out.attribute("value", encodeBase64(*value)).close("ParticipantObjectDetail");
  }
  out.close("ParticipantObjectIdentification");
}

std::vector<ParticipantObject> objectsOf(const AuditRecord& record) {
  const AuditSubject& subject = record.subject;
  std::vector<ParticipantObject> objects;
  if (!subject.patient.empty())
    objects.push_back(
        {patientId(subject.patient), "1", "1", {"RFC-3881", "2", "Patient Number"}, ""});
  for (const std::string& resource : subject.resources)
    objects.push_back({resource, "2", "3", {"RFC-3881", "9", "Report Number"}, ""});
  for (const std::string& consent : subject.consents)
    objects.push_back(
        {consent, "2", "13", {"http://hl7.org/fhir/resource-types", "Consent", "Consent"}, ""});
  if (!subject.query.empty())
    objects.push_back({record.request.empty() ? record.id : record.request,
                       "2",
                       "24",
                       {"RFC-3881", "10", "Search Criteria"},
                       subject.query});
  // What tells where it happened needs an object to stand in.
  if (objects.empty() && !record.channel.empty())
    objects.push_back({record.channel, "2", "13", {"RFC-3881", "12", "URI"}, ""});
  return objects;
}

}  // namespace

std::string auditMessage(const AuditRecord& record, const AtnaSource& source) {
  const EventShape shape = shapeOf(record.activity);
  Writer out;
  out.open("AuditMessage");
  writeEvent(out, shape, record);
  writeParticipants(out, shape, record, source);
  out.open("AuditSourceIdentification").some("AuditEnterpriseSiteID", source.site);
  out.attribute("AuditSourceID", source.id);
  out.open("AuditSourceTypeCode").attribute("csd-code", shape.observer.code);
  out.close("AuditSourceTypeCode").close("AuditSourceIdentification");
  bool first = true;
  for (const ParticipantObject& object : objectsOf(record))
    writeObject(out, object, record, std::exchange(first, false));
  return out.close("AuditMessage").take();
}

}  // namespace pontis
