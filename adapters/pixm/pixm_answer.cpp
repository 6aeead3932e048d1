#include "adapters/pixm/pixm_answer.h"

#include "engine/tree/json_writer.h"

namespace pontis {
namespace {

const char* phraseOf(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 400:
      return "Bad Request";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 406:
      return "Not Acceptable";
    case 422:
      return "Unprocessable Entity";
    default:
      return "Error";
  }
}

Bytes answer(int status, std::string_view allow, std::string_view resource) {
  std::string out = "HTTP/1.1 " + std::to_string(status) + " " + phraseOf(status) + "\n";
  if (!allow.empty()) out.append("Allow: ").append(allow).append("\n");
  out += "Content-Type: application/fhir+json\n\n";
  return Bytes::own(out.append(resource));
}

}  // namespace

Bytes answerResource(std::string_view resource) { return answer(200, {}, resource); }

std::string outcomeText(std::string_view severity, std::string_view code,
                        std::string_view diagnostics) {
  JsonWriter json;
  json.object().text("resourceType", "OperationOutcome").array("issue").object();
  json.text("severity", severity).text("code", code).text("diagnostics", diagnostics);
  return json.end().end().end().written();
}

Bytes answerError(int status, std::string_view code, std::string_view diagnostics,
                  std::string_view allow) {
  return answer(status, allow, outcomeText("error", code, diagnostics));
}

}  // namespace pontis
