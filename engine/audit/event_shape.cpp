#include "engine/audit/event_shape.h"

#include <algorithm>

namespace pontis {
namespace {

constexpr const char* kDcm = "http://dicom.nema.org/resources/ontology/DCM";
constexpr const char* kEventType = "http://terminology.hl7.org/CodeSystem/audit-event-type";
constexpr const char* kInteraction = "http://hl7.org/fhir/restful-interaction";
constexpr const char* kLifecycle = "http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle";
constexpr const char* kParticipation = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";
constexpr const char* kProvenance =
    "http://terminology.hl7.org/CodeSystem/provenance-participant-type";
constexpr const char* kSourceType = "http://terminology.hl7.org/CodeSystem/security-source-type";

AuditCode dcm(const char* code, const char* display) { return {kDcm, code, display}; }
AuditCode interaction(const char* code) { return {kInteraction, code, code}; }

// What most have in common.
EventShape shape(AuditCode type, std::vector<AuditCode> subtypes, std::string_view action,
                 std::string_view profile = "") {
  EventShape made;
  made.type = std::move(type);
  made.subtypes = std::move(subtypes);
  made.action = action;
  made.profile = profile;
  made.source = dcm("110153", "Source Role ID");
  made.destination = dcm("110152", "Destination Role ID");
  made.user = {kParticipation, "AUT", "author (originator)"};
  made.observer = {kSourceType, "4", "Application Server"};
  return made;
}

EventShape rest(const char* code, std::string_view action, std::string_view profile) {
  EventShape made =
      shape({kEventType, "rest", "Restful Operation"}, {interaction(code)}, action, profile);
  made.rest = true;
  return made;
}

EventShape receiving(EventShape made) {
  made.user = {kParticipation, "IRCP", "information recipient"};
  return made;
}

EventShape deletion() {
  EventShape made = rest("delete", "D", "Delete");
  made.source = dcm("110150", "Application");
  made.destination = {kProvenance, "custodian", "Custodian"};
  return made;
}

EventShape decision() {
  EventShape made = receiving(
      shape(dcm("110113", "Security Alert"),
            {{"https://profiles.ihe.net/ITI/BALP/CodeSystem/AuthZsubType", "AuthZ-Consent", ""}},
            "E", "AuthZconsent"));
  made.source = {"http://terminology.hl7.org/CodeSystem/extra-security-role-type", "authserver",
                 "authorization server"};
  made.destination = dcm("110150", "Application");
  made.observer = {kSourceType, "6", "Security Server"};
  return made;
}

EventShape disclosure(AuditCode type, std::string_view action, std::string_view profile) {
  return receiving(shape(std::move(type),
                         {{kLifecycle, "disclose", "Disclose Record Lifecycle Event"}}, action,
                         profile));
}

}  // namespace

EventShape shapeOf(AuditActivity activity) {
  const AuditCode alert = dcm("110113", "Security Alert");
  const AuditCode application = dcm("110100", "Application Activity");
  switch (activity) {
    case AuditActivity::kCreate:
      return rest("create", "C", "Create");
    case AuditActivity::kRead:
      return receiving(rest("read", "R", "Read"));
    case AuditActivity::kUpdate:
      return rest("update", "U", "Update");
    case AuditActivity::kDelete:
      return deletion();
    case AuditActivity::kQuery:
      return receiving(rest("search", "E", "Query"));
    case AuditActivity::kDisclose:
      return disclosure(dcm("110106", "Export"), "R", "PrivacyDisclosure.Source");
    case AuditActivity::kReceive:
      return disclosure(dcm("110107", "Import"), "C", "PrivacyDisclosure.Recipient");
    case AuditActivity::kDecide:
      return decision();
    case AuditActivity::kOverride:
      return receiving(shape(alert, {dcm("110127", "Emergency Override Started")}, "E"));
    case AuditActivity::kMerge:
      return shape(dcm("110110", "Patient Record"),
                   {{kLifecycle, "merge", "Merge Record Lifecycle Event"}}, "U");
    case AuditActivity::kReplay:
      return shape(dcm("110106", "Export"),
                   {{kLifecycle, "transmit", "Transmit Record Lifecycle Event"}}, "R");
    case AuditActivity::kConfigure:
      return shape(alert, {dcm("110131", "Software Configuration")}, "U");
    case AuditActivity::kInspect:
      return shape(dcm("110101", "Audit Log Used"), {}, "R");
    case AuditActivity::kStart:
      return shape(application, {dcm("110120", "Application Start")}, "E");
    case AuditActivity::kStop:
      return shape(application, {dcm("110121", "Application Stop")}, "E");
  }
  return {};
}

std::string_view networkTypeOf(std::string_view address) {
  if (address.find("://") != std::string_view::npos) return "5";
  const bool v6 = std::count(address.begin(), address.end(), ':') > 1;
  const bool v4 = std::all_of(address.begin(), address.end(),
                              [](char c) { return (c >= '0' && c <= '9') || c == '.'; });
  return v6 || v4 ? "2" : "1";
}

std::string outcomeTextOf(const AuditRecord& record) {
  std::string text;
  for (const std::string* part : {&record.decision, &record.rule, &record.outcome_text})
    if (!part->empty()) text += (text.empty() ? "" : ": ") + *part;
  return text;
}

}  // namespace pontis
