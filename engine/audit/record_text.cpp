#include "engine/audit/record_text.h"

#include "engine/audit/canonical.h"
#include "engine/audit/chain/base64.h"
#include "engine/core/settings.h"

namespace pontis {
namespace {

void writeCode(CanonicalWriter& out, std::string_view name, const AuditCode& code) {
  if (code.empty()) return;
  out.object(name).text("code", code.code).some("display", code.display);
  out.some("system", code.system).end();
}

void writeParty(CanonicalWriter& out, std::string_view name, const AuditParty& party) {
  if (party == AuditParty{}) return;
  out.object(name).some("address", party.address).some("id", party.id).some("name", party.name);
  out.some("organisation", party.organisation);
  writeCode(out, "role", party.role);
  out.end();
}

void writeList(CanonicalWriter& out, std::string_view name, const std::vector<std::string>& list) {
  if (list.empty()) return;
  out.array(name);
  for (const std::string& item : list) out.text(item);
  out.end();
}

// The user is part of it if he is the person whom it is about.
std::string subjectText(const AuditRecord& record) {
  const AuditSubject& subject = record.subject;
  CanonicalWriter out;
  out.object();
  writeList(out, "consents", subject.consents);
  out.some("patient", subject.patient).some("query", subject.query);
  writeList(out, "resources", subject.resources);
  if (record.user_is_self) writeParty(out, "user", record.user);
  return out.end().take();
}

// The member that holds it, "subject" or "sealed", and its JSON; both empty if it is about nobody.
struct SubjectMember {
  std::string_view name;
  std::string text;
};

SubjectMember sealedMember(const Sealed& sealed) {
  CanonicalWriter out;
  out.object().text("bytes", encodeBase64(sealed.bytes)).text("key", sealed.key).end();
  return {"sealed", out.take()};
}

Result<SubjectMember> subjectMember(const AuditRecord& record, Sealer* sealer) {
  if (!record.sealed.bytes.empty()) return sealedMember(record.sealed);
  std::string clear = subjectText(record);
  if (clear == "{}") return SubjectMember{};
  if (sealer == nullptr || record.subject.patient.empty())
    return SubjectMember{"subject", std::move(clear)};
  const auto sealed = sealer->seal(record.subject.patient, clear);
  if (!sealed) return sealed.error();
  return sealedMember(*sealed);
}

std::string_view outcomeText(AuditOutcome outcome) {
  return outcome == AuditOutcome::kSuccess          ? "0"
         : outcome == AuditOutcome::kMinorFailure   ? "4"
         : outcome == AuditOutcome::kSeriousFailure ? "8"
                                                    : "12";
}

std::string textOf(const Settings& object, std::string_view name) {
  const Settings* found = object.find(name);
  return found != nullptr ? found->string() : std::string();
}

AuditCode readCode(const Settings* code) {
  if (code == nullptr) return {};
  return {textOf(*code, "system"), textOf(*code, "code"), textOf(*code, "display")};
}

AuditParty readParty(const Settings* party) {
  if (party == nullptr) return {};
  return {textOf(*party, "id"), textOf(*party, "name"), readCode(party->find("role")),
          textOf(*party, "organisation"), textOf(*party, "address")};
}

std::vector<std::string> readList(const Settings& object, std::string_view name) {
  std::vector<std::string> list;
  if (const Settings* found = object.find(name))
    for (const Settings& item : found->items()) list.push_back(item.string());
  return list;
}

void readSubject(const Settings& subject, AuditRecord& record) {
  record.subject = {textOf(subject, "patient"), readList(subject, "resources"),
                    readList(subject, "consents"), textOf(subject, "query")};
  if (record.user_is_self) record.user = readParty(subject.find("user"));
}

Result<Done> readSealed(const Settings& sealed, Sealer* sealer, AuditRecord& record) {
  auto bytes = decodeBase64(textOf(sealed, "bytes"));
  if (!bytes) return Error{Code::kMalformed, "the sealed part is not base64", "sealed"};
  record.sealed = {textOf(sealed, "key"), std::move(*bytes)};
  if (sealer == nullptr) return Done{};
  const auto clear = sealer->open(record.sealed);
  if (!clear && clear.error().code == Code::kNotFound) return Done{};
  if (!clear) return clear.error();
  const auto subject = Settings::parse(*clear, "subject");
  if (!subject) return Error{Code::kMalformed, "the sealed part is not JSON", "sealed"};
  record.sealed = {};
  readSubject(*subject, record);
  return Done{};
}

Result<AuditOutcome> readOutcome(std::string_view text) {
  for (const auto outcome : {AuditOutcome::kSuccess, AuditOutcome::kMinorFailure,
                             AuditOutcome::kSeriousFailure, AuditOutcome::kMajorFailure})
    if (outcomeText(outcome) == text) return outcome;
  return Error{Code::kMalformed, "unknown outcome of an audit record", "outcome"};
}

}  // namespace

Result<std::string> writeRecord(const AuditRecord& record, Sealer* sealer) {
  CanonicalWriter out;
  out.object().text("activity", toText(record.activity)).some("channel", record.channel);
  out.some("decision", record.decision);
  writeParty(out, "destination", record.destination);
  out.text("id", record.id).some("message", record.message);
  out.text("outcome", outcomeText(record.outcome)).some("outcomeText", record.outcome_text);
  if (!record.purposes.empty()) {
    out.array("purposes");
    for (const AuditCode& purpose : record.purposes) writeCode(out, {}, purpose);
    out.end();
  }
  out.text("recorded", toText(record.recorded)).some("request", record.request);
  out.some("rule", record.rule);
  const auto subject = subjectMember(record, sealer);
  if (!subject) return subject.error();
  if (subject->name == "sealed") out.raw("sealed", subject->text);
  if (record.user_is_self) out.raw("self", "true");
  writeParty(out, "source", record.source);
  if (subject->name == "subject") out.raw("subject", subject->text);
  if (!record.user_is_self) writeParty(out, "user", record.user);
  return out.end().take();
}

Result<AuditRecord> readRecord(std::string_view text, Sealer* sealer) {
  const auto json = Settings::parse(text, "record");
  if (!json || json->kind() != Settings::Kind::kObject)
    return Error{Code::kMalformed, "not an audit record", ""};
  const auto activity = parseAuditActivity(textOf(*json, "activity"));
  const auto outcome = readOutcome(textOf(*json, "outcome"));
  const auto recorded = parseTime(textOf(*json, "recorded"));
  if (!activity || !outcome || !recorded)
    return Error{Code::kMalformed, "an audit record without activity, outcome or time", ""};
  AuditRecord record;
  record.id = textOf(*json, "id");
  record.recorded = *recorded;
  record.activity = *activity;
  record.outcome = *outcome;
  record.outcome_text = textOf(*json, "outcomeText");
  const Settings* self = json->find("self");
  record.user_is_self = self != nullptr && self->boolean();
  record.user = readParty(json->find("user"));
  record.source = readParty(json->find("source"));
  record.destination = readParty(json->find("destination"));
  if (const Settings* purposes = json->find("purposes"))
    for (const Settings& purpose : purposes->items()) record.purposes.push_back(readCode(&purpose));
  record.decision = textOf(*json, "decision");
  record.rule = textOf(*json, "rule");
  record.channel = textOf(*json, "channel");
  record.message = textOf(*json, "message");
  record.request = textOf(*json, "request");
  if (const Settings* subject = json->find("subject")) readSubject(*subject, record);
  if (const Settings* sealed = json->find("sealed"))
    if (const auto read = readSealed(*sealed, sealer, record); !read) return read.error();
  return record;
}

}  // namespace pontis
