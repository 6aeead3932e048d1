#include "engine/consent/admission.h"

#include <algorithm>

#include "engine/consent/purpose.h"

namespace pontis {
namespace {

struct DocumentKind {
  std::string_view loinc;
  std::vector<std::string_view> permissions;
};

// Patient summary, ePrescription, medication related overview, eDispensation.
const std::vector<DocumentKind>& documentKinds() {
  static const std::vector<DocumentKind> kinds{
      {"60591-5", {"PRD-003", "PRD-005", "PRD-010", "PRD-016"}},
      {"57833-6", {"PRD-004", "PRD-010"}},
      {"56445-0", {"PRD-004", "PRD-010"}},
      {"60593-1", {"PPD-046"}}};
  return kinds;
}

// An assertion may spell a permission out as an URN that ends so.
bool holds(const AccessRequest& request, std::string_view permission) {
  return request.permissions &&
         std::any_of(request.permissions->begin(), request.permissions->end(),
                     [&](const std::string& held) {
                       return held == permission || held.ends_with(":" + std::string(permission));
                     });
}

bool mayHaveDocument(const AccessRequest& request) {
  for (const DocumentKind& kind : documentKinds())
    if (kind.loinc == request.document)
      return std::all_of(kind.permissions.begin(), kind.permissions.end(),
                         [&](std::string_view one) { return holds(request, one); });
  return false;
}

// TREATMENT and EMERGENCY; break-glass is an emergency.
bool isForExchange(const Coding& purpose) {
  return (purpose.system == kActReason && purpose.code == "TREAT") || isPurpose(purpose, "ETREAT");
}

bool isBreakGlass(const Coding& purpose) { return isPurpose(purpose, "BTG"); }

bool isBlank(const std::string& text) {
  return text.find_first_not_of(" \t\r\n") == std::string::npos;
}

}  // namespace

std::optional<Refusal> refuseRequest(const Question& question) {
  const AccessRequest& request = question.request;
  const bool abroad = question.jurisdiction.cross_border;
  const auto refused = [&](Ground ground, const char* code, const char* code_abroad) {
    return Refusal{ground, abroad ? code_abroad : code, false};
  };
  if (!request.authenticated || question.parties.empty())
    return refused(Ground::kNotAuthenticated, "invalid_token",
                   "ERROR_HPI_AUTHENTICATION_NOT_RECEIVED");
  if (request.patient.empty() ||
      (!request.token_patient.empty() && !isSame(request.token_patient, request.patient)))
    return refused(Ground::kPatientsDisagree, "access_denied", "UNKNOWN_PATIENT_IDENTIFIER");
  if (question.purposes.empty())
    return refused(Ground::kNoPurpose, "invalid_request", "INSUFFICIENT_RIGHTS");
  if (abroad && !std::all_of(question.purposes.begin(), question.purposes.end(), isForExchange))
    return refused(Ground::kPurposeNotForExchange, "access_denied", "INSUFFICIENT_RIGHTS");
  if ((abroad || request.permissions) && !request.document.empty() && !mayHaveDocument(request))
    return refused(Ground::kPermissionMissing, "insufficient_scope", "INSUFFICIENT_RIGHTS");
  return std::nullopt;
}

bool isSubject(const AccessRequest& request) { return isSame(request.person, request.patient); }

bool claimsBreakGlass(const Question& question) {
  const auto& claim = question.request.break_glass;
  return (claim && claim->declared) ||
         std::any_of(question.purposes.begin(), question.purposes.end(), isBreakGlass);
}

std::optional<Refusal> refuseBreakGlass(const Question& question) {
  const AccessRequest& request = question.request;
  const Jurisdiction& law = question.jurisdiction;
  const auto& claim = request.break_glass;
  const auto refused = [&](Ground ground, bool alert = false) {
    return Refusal{ground, law.cross_border ? "INSUFFICIENT_RIGHTS" : "access_denied", alert};
  };
  if (!claim || !claim->declared) return refused(Ground::kBreakGlassNotDeclared);
  if (!std::all_of(question.purposes.begin(), question.purposes.end(), isBreakGlass))
    return refused(Ground::kBreakGlassContradicted, true);
  if (std::none_of(law.break_glass_groups.begin(), law.break_glass_groups.end(),
                   [&](const std::string& group) {
                     return std::find(request.groups.begin(), request.groups.end(), group) !=
                            request.groups.end();
                   }))
    return refused(Ground::kBreakGlassNoRight);
  if (isBlank(claim->reason)) return refused(Ground::kBreakGlassNoReason);
  const bool fresh = claim->declared_at && *claim->declared_at <= request.time + law.clock_skew &&
                     request.time - *claim->declared_at <= law.break_glass_lasts;
  if (!fresh) return refused(Ground::kBreakGlassStale);
  return std::nullopt;
}

}  // namespace pontis
