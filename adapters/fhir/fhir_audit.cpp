#include "adapters/fhir/fhir_audit.h"

#include <algorithm>
#include <utility>

#include "engine/audit/chain/base64.h"
#include "engine/audit/event_shape.h"
#include "engine/tree/json_writer.h"

namespace pontis {
namespace {

constexpr std::string_view kProfiles =
    "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.";
constexpr std::string_view kEntityType = "http://terminology.hl7.org/CodeSystem/audit-entity-type";
constexpr std::string_view kObjectRole = "http://terminology.hl7.org/CodeSystem/object-role";

void writeCoding(JsonWriter& out, std::string_view name, const AuditCode& code) {
  out.object(name).text("system", code.system).text("code", code.code);
  out.text("display", code.display).end();
}

void writeConcepts(JsonWriter& out, std::string_view name, const std::vector<AuditCode>& codes) {
  out.array(name);
  for (const AuditCode& code : codes) {
    out.object().array("coding");
    writeCoding(out, {}, code);
    out.end().end();
  }
  out.end();
}

bool isLetter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
bool isDigit(char c) { return c >= '0' && c <= '9'; }

// "Type/id", "Type/id/_history/3", or an absolute URL (FHIR R4 section 2.3.0.1).
bool isReference(std::string_view text) {
  if (text.starts_with("http://") || text.starts_with("https://")) return true;
  const std::size_t slash = text.find('/');
  if (slash == 0 || slash == std::string_view::npos || slash + 1 == text.size()) return false;
  return text[0] >= 'A' && text[0] <= 'Z' &&
         std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(slash), isLetter) &&
         std::all_of(text.begin() + static_cast<std::ptrdiff_t>(slash), text.end(), [](char c) {
           return isLetter(c) || isDigit(c) || c == '-' || c == '.' || c == '/' || c == '_';
         });
}

// A reference, an identifier ("SYSTEM|VALUE") or, if it is neither, words.
void writeReference(JsonWriter& out, std::string_view name, std::string_view id,
                    std::string_view display, std::string_view type = "") {
  out.object(name);
  const std::size_t bar = id.find('|');
  if (isReference(id)) {
    out.text("reference", id);
  } else if (bar != std::string_view::npos) {
    out.text("type", type).object("identifier");
    out.text("system", id.substr(0, bar)).text("value", id.substr(bar + 1)).end();
  } else if (display.empty()) {
    display = id;
  }
  out.text("display", display).end();
}

void writeWho(JsonWriter& out, std::string_view name, const AuditParty& party) {
  writeReference(out, name, party.id, party.name);
}

void beginAgent(JsonWriter& out, const AuditCode& type) {
  out.object().object("type").array("coding");
  writeCoding(out, {}, type);
  out.end().end();
}

void writeSystem(JsonWriter& out, const AuditCode& type, const AuditParty& party) {
  if (party.empty()) return;
  beginAgent(out, type);
  writeWho(out, "who", party);
  out.raw("requestor", "false");
  // AuthZconsent gives the authorization server none.
  if (!party.address.empty() && type.code != "authserver") {
    out.object("network").text("address", party.address);
    out.text("type", networkTypeOf(party.address)).end();
  }
  out.end();
}

void writeUser(JsonWriter& out, const EventShape& shape, const AuditRecord& record) {
  const AuditParty& user = record.user;
  if (user.empty()) return;
  beginAgent(out, shape.user);
  if (!user.role.empty()) writeConcepts(out, "role", {user.role});
  writeReference(out, "who", user.id, user.name);
  if (!user.id.empty()) out.text("name", user.name);
  out.raw("requestor", "true");
  writeConcepts(out, "purposeOfUse", record.purposes);
  out.end();
  if (user.organisation.empty()) return;
  beginAgent(out,
             {"http://terminology.hl7.org/CodeSystem/v3-RoleClass", "PROV", "healthcare provider"});
  writeReference(out, "who", user.organisation, "");
  out.raw("requestor", "false").end();
}

void writeAgents(JsonWriter& out, const EventShape& shape, const AuditRecord& record,
                 const AuditParty& observer) {
  out.array("agent");
  // BALP's examples name the client first.
  const bool read = record.activity == AuditActivity::kRead;
  if (read) writeSystem(out, shape.destination, record.destination);
  writeSystem(out, shape.source, record.source);
  if (!read) writeSystem(out, shape.destination, record.destination);
  writeUser(out, shape, record);
  // There must be one (AuditEvent.agent is 1..*).
  if (record.source.empty() && record.destination.empty() && record.user.empty())
    writeSystem(out, {"http://dicom.nema.org/resources/ontology/DCM", "110150", "Application"},
                observer);
  out.end();
}

void writeDetails(JsonWriter& out, const AuditRecord& record) {
  out.array("detail");
  for (const auto& [type, value] :
       {std::pair("channel", &record.channel), std::pair("message", &record.message),
        std::pair("decision", &record.decision), std::pair("rule", &record.rule)})
    if (!value->empty()) out.object().text("type", type).text("valueString", *value).end();
  out.end();
}

void beginEntity(JsonWriter& out, std::string_view type_code, std::string_view type,
                 std::string_view role_code, std::string_view role) {
  out.object().object("type").text("system", kEntityType).text("code", type_code);
  out.text("display", type).end();
  out.object("role").text("system", kObjectRole).text("code", role_code);
  out.text("display", role).end();
}

void writePatient(JsonWriter& out, const AuditRecord& record) {
  if (record.subject.patient.empty()) return;
  beginEntity(out, "1", "Person", "1", "Patient");
  writeReference(out, "what", record.subject.patient, "", "Patient");
  writeDetails(out, record);
  out.end();
}

void writeEntities(JsonWriter& out, const AuditRecord& record,
                   const std::vector<std::string>& resources) {
  out.array("entity");
  // AuthZconsent knows only the patient and the consents.
  const bool decision = record.activity == AuditActivity::kDecide;
  // The patient's entity says where it happened; without one another must.
  bool detailed = !record.subject.patient.empty();
  for (const std::string& resource : resources) {
    if (decision) break;
    beginEntity(out, "2", "System Object", "4", "Domain Resource");
    writeReference(out, "what", resource, "");
    if (!std::exchange(detailed, true)) writeDetails(out, record);
    out.end();
  }
  if (!record.subject.query.empty() && !decision) {
    beginEntity(out, "2", "System Object", "24", "Query");
    out.text("query", encodeBase64(record.subject.query)).end();
  }
  writePatient(out, record);
  for (const std::string& consent : record.subject.consents) {
    out.object().object("type").text("system", "http://hl7.org/fhir/resource-types");
    out.text("code", "Consent").text("display", "Consent").end();
    writeReference(out, "what", consent, "", "Consent");
    out.end();
  }
  if (!detailed && record.activity != AuditActivity::kQuery) {
    out.object();
    writeDetails(out, record);
    out.end();
  }
  if (!record.request.empty() && !decision) {
    out.object().object("what").object("identifier").text("value", record.request).end().end();
    out.object("type");
    out.text("system", "https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType");
    out.text("code", "XrequestId").end().end();
  }
  out.end();
}

bool located(const AuditParty& party) { return !party.empty() && !party.address.empty(); }

// The profile that the record can be held to; empty if there is none.
std::string profileOf(const EventShape& shape, const AuditRecord& record,
                      const std::vector<std::string>& resources) {
  const AuditSubject& subject = record.subject;
  const bool query = record.activity == AuditActivity::kQuery;
  if (shape.profile.empty()) return "";
  if (record.activity == AuditActivity::kDecide) {
    const bool whole = located(record.destination) && !record.source.empty() &&
                       !record.user.empty() && !record.user.organisation.empty() &&
                       !subject.patient.empty() && !subject.consents.empty();
    return whole ? std::string(shape.profile) : "";
  }
  if (!located(record.source) || !located(record.destination)) return "";
  if (!shape.rest)
    return subject.patient.empty() || resources.empty() ? "" : std::string(shape.profile);
  // A failure is not of these profiles, and a query with consents would have two of one kind.
  const bool data = query ? !subject.query.empty() && resources.empty() : resources.size() == 1;
  if (record.outcome != AuditOutcome::kSuccess || !data) return "";
  return (subject.patient.empty() ? "" : "Patient") + std::string(shape.profile);
}

// Who AuditEvent.source says to have recorded it: of a disclosure, the one side that is the engine.
const AuditParty& observing(const AuditRecord& record, const AuditObserver& observer) {
  if (record.activity == AuditActivity::kDisclose && !record.source.empty()) return record.source;
  if (record.activity == AuditActivity::kReceive && !record.destination.empty())
    return record.destination;
  if (record.activity == AuditActivity::kDecide && !record.source.empty()) return record.source;
  return observer.device;
}

std::string auditEvent(const AuditRecord& record, const AuditObserver& observer,
                       const std::string& id, const std::vector<std::string>& resources) {
  const EventShape shape = shapeOf(record.activity);
  const AuditParty& recorder = observing(record, observer);
  JsonWriter out;
  out.object().text("resourceType", "AuditEvent").text("id", id);
  const std::string profile = profileOf(shape, record, resources);
  if (!profile.empty())
    out.object("meta").array("profile").text({}, std::string(kProfiles) + profile).end().end();
  writeCoding(out, "type", shape.type);
  out.array("subtype");
  for (const AuditCode& subtype : shape.subtypes) writeCoding(out, {}, subtype);
  out.end();
  out.text("action", shape.action).text("recorded", toText(record.recorded));
  out.text("outcome", std::to_string(static_cast<int>(record.outcome)));
  out.text("outcomeDesc", outcomeTextOf(record));
  writeConcepts(out, "purposeOfEvent", record.purposes);
  writeAgents(out, shape, record, recorder);
  out.object("source").text("site", observer.site);
  writeWho(out, "observer", recorder);
  out.array("type");
  writeCoding(out, {}, shape.observer);
  out.end().end();
  writeEntities(out, record, resources);
  out.end();
  return out.written();
}

}  // namespace

namespace {

// The decision that an access or a delivery rests on, as an event of its own.
AuditRecord decisionOf(const AuditRecord& record) {
  AuditRecord decision = record;
  decision.activity = AuditActivity::kDecide;
  decision.outcome = AuditOutcome::kSuccess;
  decision.outcome_text.clear();
  if (decision.user.empty()) decision.user = record.destination;
  return decision;
}

std::vector<std::string> eventsOf(const AuditRecord& record, const AuditObserver& observer) {
  const EventShape shape = shapeOf(record.activity);
  std::vector<std::string> resources = record.subject.resources;
  // What was disclosed is the message, if nothing more is said.
  if (record.activity == AuditActivity::kDisclose && resources.empty() && !record.message.empty())
    resources.push_back("urn:uuid:" + record.message);
  const bool one_each = shape.rest && record.activity != AuditActivity::kQuery;
  // Of a Patient that was read the patient is the data as well.
  if (one_each && resources.empty() && !record.subject.patient.empty())
    resources.push_back(record.subject.patient);
  if (!one_each || resources.size() < 2)
    return {auditEvent(record, observer, record.id, resources)};
  std::vector<std::string> events;
  for (const std::string& resource : resources) {
    const std::string id =
        events.empty() ? record.id : record.id + "-" + std::to_string(events.size() + 1);
    events.push_back(auditEvent(record, observer, id, {resource}));
  }
  return events;
}

}  // namespace

std::vector<std::string> auditEvents(const AuditRecord& record, const AuditObserver& observer) {
  std::vector<std::string> events = eventsOf(record, observer);
  if (record.decision.empty() || record.activity == AuditActivity::kDecide) return events;
  const AuditRecord decision = decisionOf(record);
  events.push_back(auditEvent(decision, observer, record.id + "-decision", {}));
  return events;
}

}  // namespace pontis
