#include "engine/app/console/consent_case.h"

#include <algorithm>
#include <charconv>
#include <iterator>

#include "adapters/fhir/fhir_consent.h"
#include "adapters/fhir/fhir_consent_resource.h"

namespace pontis {
namespace {

using Kind = Json::Kind;

Error wrong(std::string text, std::string where) {
  return {Code::kInvalid, std::move(text), std::move(where)};
}

bool isEmpty(const Json& value) {
  return !value || (value.kind() == Kind::kString && value.text().empty());
}

// JSON as it stands, or that in the string; null if it is absent.
Result<Json> column(const Json& line, std::string_view name) {
  const Json& value = line[name];
  if (isEmpty(value)) return Json();
  if (value.kind() != Kind::kString) return value;
  const auto inside = Json::parse(Bytes::clone(value.text()));
  if (!inside) return wrong("not JSON", std::string(name));
  return *inside;
}

std::vector<std::string> texts(const Json& value) {
  std::vector<std::string> out;
  if (value.kind() == Kind::kString && !value.text().empty()) out.push_back(value.text());
  for (const Json& item : value.items())
    if (!item.text().empty()) out.push_back(item.text());
  return out;
}

// "TREAT", {system, code}, or an array of them.
std::vector<Coding> codings(const Json& value) {
  std::vector<Coding> out;
  if (value.kind() == Kind::kString && !value.text().empty()) out.push_back({"", value.text()});
  if (value.kind() == Kind::kObject && !value["code"].text().empty())
    out.push_back({value["system"].text(), value["code"].text()});
  for (const Json& item : value.items())
    for (Coding& one : codings(item)) out.push_back(std::move(one));
  return out;
}

Relation readRelation(std::string_view text) {
  constexpr std::pair<std::string_view, Relation> kRelations[] = {
      {"treating", Relation::kTreating},
      {"payer", Relation::kPayer},
      {"self", Relation::kSelf},
      {"proxy", Relation::kProxy},
      {"researcher", Relation::kResearcher},
      {"authority", Relation::kAuthority}};
  for (const auto& [name, relation] : kRelations)
    if (name == text) return relation;
  return Relation::kNone;
}

AccessRequest::Delivery readDelivery(std::string_view text) {
  using Delivery = AccessRequest::Delivery;
  constexpr std::pair<std::string_view, Delivery> kDeliveries[] = {
      {"searchset", Delivery::kSearchset}, {"search", Delivery::kSearchset},
      {"read", Delivery::kRead},           {"vread", Delivery::kRead},
      {"history", Delivery::kHistory},     {"include", Delivery::kInclude},
      {"reference", Delivery::kReference}, {"document", Delivery::kDocument}};
  for (const auto& [name, delivery] : kDeliveries)
    if (name == text) return delivery;
  return Delivery::kUnknown;
}

Result<BreakGlassClaim> readClaim(const Json& btg) {
  BreakGlassClaim claim;
  claim.declared = btg["declared"].text() == "true";
  claim.reason = btg["reason"].text();
  if (isEmpty(btg["declaredAt"])) return claim;
  const auto at = readPartialTime(btg["declaredAt"].text());
  if (!at) return wrong("not a time", "request.btg.declaredAt");
  claim.declared_at = at->first;
  return claim;
}

// Whom another member (of a token, an assertion) says the patient is.
std::string tokenPatient(const Json& request) {
  for (const auto& [name, value] : request.members())
    if (name != "patient" && name.ends_with("atient") && !value.text().empty()) return value.text();
  return {};
}

Result<AccessRequest> readRequest(const Json& request, Time now) {
  if (request.kind() != Kind::kObject) return wrong("a request is an object", "request");
  AccessRequest out;
  out.authenticated = request["authenticated"].text() != "false";
  out.patient = request["patient"].text();
  out.token_patient = tokenPatient(request);
  out.person = request["person"].text();
  out.organizations = texts(request["orgPath"]);
  for (std::string& own : texts(request["org"]))
    if (std::find(out.organizations.begin(), out.organizations.end(), own) ==
        out.organizations.end())
      out.organizations.insert(out.organizations.begin(), std::move(own));
  out.groups = texts(request["groups"]);
  out.role = request["role"].text();
  out.relation = readRelation(request["relation"].text());
  out.purposes = codings(request["purpose"]);
  out.action = request["action"].text();
  out.document = request["document"].text();
  out.delivery = readDelivery(request["enforce"].text());
  if (request["permissions"]) out.permissions = texts(request["permissions"]);
  out.time = now;
  if (const Json& time = request["time"]; !isEmpty(time)) {
    const auto at = readPartialTime(time.text());
    if (!at) return wrong("not a time", "request.time");
    out.time = at->first;
  }
  if (const Json& btg = request["btg"]; !isEmpty(btg)) {
    const auto claim = readClaim(btg);
    if (!claim) return claim.error();
    out.break_glass = *claim;
  }
  return out;
}

Result<ConsentResource> readResource(const Json& resource) {
  if (resource["resourceType"]) return readConsentResource(resource);
  ConsentResource out;
  out.id = resource["id"].text();
  if (out.id.empty()) return wrong("a resource has an id", "resources");
  out.type = resource["type"].text();
  out.codes = codings(resource["code"]);
  out.classes = codings(resource["class"]);
  out.labels = codings(resource["labels"]);
  out.authors = texts(resource["author"]);
  out.custodian = resource["custodian"].text();
  out.encounter = resource["encounter"].text();
  out.related = texts(resource["related"]);
  // A date that cannot be read is one that is not known.
  if (const auto date = readPartialTime(resource["date"].text())) out.date = Period{*date, *date};
  return out;
}

bool turnsOnNothing(const Json& value) { return isEmpty(value) || value.text() == "false"; }

// Sets one switch; false if there is none of that name, or it cannot have that value.
bool setSwitch(std::string_view name, const Json& value, ConsentCase& out) {
  Jurisdiction& law = out.jurisdiction;
  const std::pair<std::string_view, bool*> flags[] = {
      {"authorKeepsAccess", &law.author_keeps_access},
      {"restricted18", &law.restricted},
      {"optOut", &law.opted_out},
      {"secondaryOptOut", &law.secondary_opted_out},
      {"dataPermit", &law.data_permit},
      {"crossBorder", &law.cross_border},
      {"xbOptIn", &law.cross_border_opt_in}};
  for (const auto& [flag, set] : flags)
    if (flag == name) return *set = value.text() == "true", value.kind() == Kind::kBool;
  const std::string& text = value.text();
  if (name == "combine")
    return law.most_recent = text == "most-recent",
           law.most_recent || text == "deny-overrides" || turnsOnNothing(value);
  if (name == "optOutOverride")
    return law.opt_out_override = text == "vital-interest",
           law.opt_out_override || text == "never" || turnsOnNothing(value);
  if (name == "sls") return out.labelling = text == "run", true;
  if (name == "btgGroups") return law.break_glass_groups = texts(value), true;
  if (name == "domain" || name == "custodian") return law.domain = texts(value), true;
  if (name == "btgHours") {
    double hours = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), hours);
    law.break_glass_lasts = std::chrono::seconds(static_cast<long long>(hours * 3600));
    return read.ptr == text.data() + text.size() && hours >= 0 && hours < 1e6;
  }
  if (name == "lawful") {
    for (const auto& [purpose, codes] : value.members()) law.duties[purpose] = texts(codes);
    return value.kind() == Kind::kObject || turnsOnNothing(value);
  }
  return name == "profile" || turnsOnNothing(value);
}

std::optional<Error> readJurisdiction(const Json& value, ConsentCase& out) {
  if (!value) return std::nullopt;
  const bool object = value.kind() == Kind::kObject;
  const std::string& name = object ? value["profile"].text() : value.text();
  if (!name.empty()) {
    const Jurisdiction* profile = findJurisdiction(name);
    if (profile == nullptr) return wrong("no jurisdiction of that name", "jurisdiction");
    out.jurisdiction = *profile;
  }
  for (const auto& [key, set] : value.members())
    if (!setSwitch(key, set, out)) return wrong("no such switch or value", "jurisdiction." + key);
  return std::nullopt;
}

// A profile may be named without quotes of JSON.
std::optional<Error> readPlace(const Json& line, ConsentCase& out) {
  const Json& value = line["jurisdiction"];
  if (value.kind() == Kind::kString && findJurisdiction(value.text()) != nullptr)
    return readJurisdiction(value, out);
  const auto inside = column(line, "jurisdiction");
  return inside ? readJurisdiction(*inside, out)
                : wrong("neither JSON nor the name of a profile", "jurisdiction");
}

void readDirectives(const Json& line, ConsentCase& out) {
  const bool named = static_cast<bool>(line["consents"]);
  const Json& value = line[named ? "consents" : "consents_fhir_r4"];
  if (isEmpty(value)) return;
  out.directives = value.kind() == Kind::kString ? readConsents(Bytes::clone(value.text()))
                                                 : readConsents(value);
}

}  // namespace

ReadCase readConsentCase(const Bytes& text, Time now) {
  ReadCase out;
  const auto parsed = Json::parse(text);
  if (!parsed || parsed->kind() != Kind::kObject)
    return {{}, Error{Code::kMalformed, "the line is no JSON object", ""}};
  const Json& line = *parsed;
  out.found.id = line["case_id"].text();
  const auto keep = [&](std::optional<Error> error) {
    if (error && !out.error) out.error = std::move(error);
  };
  const auto resources = column(line, "resources");
  if (!resources) keep(resources.error());
  if (resources && *resources && resources->kind() != Kind::kArray)
    keep(wrong("resources are an array", "resources"));
  if (resources)
    for (const Json& item : resources->items()) {
      const auto resource = readResource(item);
      if (resource)
        out.found.resources.push_back(*resource);
      else
        keep(resource.error());
    }
  readDirectives(line, out.found);
  keep(readPlace(line, out.found));
  if (const Json& policy = line["default_policy"]; !isEmpty(policy))
    out.found.jurisdiction.policy = readImplicitPolicy(policy.text());
  const auto request = column(line, "request");
  if (!request) {
    keep(request.error());
  } else if (const auto read = readRequest(*request, now); !read) {
    keep(read.error());
  } else {
    out.found.request = *read;
  }
  return out;
}

}  // namespace pontis
