// What a FHIR server's response means: status, OperationOutcome, the entries of a response Bundle.
#include <algorithm>
#include <cstdlib>

#include "adapters/fhir/fhir_sink.h"

namespace pontis {
namespace {

// A code of http://hl7.org/fhir/issue-type; whatever else stands there is not repeated.
bool isIssueCode(std::string_view text) {
  constexpr std::size_t kLongest = 30;
  return !text.empty() && text.size() <= kLongest &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; });
}

std::string issueCodes(const Json& outcome) {
  std::string codes;
  if (outcome["resourceType"].text() != "OperationOutcome") return codes;
  for (const Json& issue : outcome["issue"].items()) {
    const std::string& code = issue["code"].text();
    if (isIssueCode(code) && codes.find(code) == std::string::npos)
      codes += (codes.empty() ? "" : ", ") + code;
  }
  return codes;
}

Result<Done> judge(int status, const Json& outcome) {
  Result<Done> judged = judgeStatus(status);
  if (judged) return judged;
  Error error = judged.error();
  if (status == 409) error.code = Code::kBusy;
  if (const std::string codes = issueCodes(outcome); !codes.empty())
    error.text += " (OperationOutcome: " + codes + ")";
  return error;
}

}  // namespace

Result<Done> judgeFhir(int status, const Bytes& body) {
  const Result<Json> parsed = Json::parse(body);
  static const Json kNone;
  const Json& json = parsed ? *parsed : kNone;
  if (Result<Done> judged = judge(status, json); !judged) return judged;
  if (json["resourceType"].text() != "Bundle") return Done{};
  // A batch is answered with 200 even if entries of it failed.
  std::size_t number = 0;
  for (const Json& entry : json["entry"].items()) {
    const std::string& text = entry["response"]["status"].text();  // "201 Created"
    Result<Done> judged =
        text.empty() ? Done{} : judge(std::atoi(text.c_str()), entry["response"]["outcome"]);
    if (!judged) {
      Error error = judged.error();
      error.where = "Bundle.entry[" + std::to_string(number) + "]";
      return error;
    }
    ++number;
  }
  return Done{};
}

}  // namespace pontis
