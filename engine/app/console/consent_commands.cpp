#include "engine/app/console/consent_commands.h"

#include <iostream>

#include "engine/app/console/consent_case.h"
#include "engine/base/log.h"
#include "engine/consent/decision.h"
#include "engine/consent/explanation.h"

namespace pontis {
namespace {

std::string listJson(const std::vector<std::string>& texts) {
  std::string out = "[";
  for (const std::string& text : texts) out += (out.size() > 1 ? "," : "") + jsonString(text);
  return out + "]";
}

std::string answer(const std::string& id, const ConsentDecision& decision,
                   const std::vector<ConsentResource>& resources, const std::string& explained) {
  std::vector<std::string> released, withheld;
  for (std::size_t i = 0; i < resources.size(); ++i) {
    const bool held =
        i >= decision.resources.size() || decision.resources[i].access == Access::kWithhold;
    (held ? withheld : released).push_back(resources[i].id);
  }
  std::string out = "{\"case_id\":" + jsonString(id);
  out += ",\"decision\":" + jsonString(toText(decision.overall));
  out += ",\"released\":" + listJson(released) + ",\"withheld\":" + listJson(withheld);
  out += ",\"obligations\":" + listJson(decision.obligations);
  if (!decision.code.empty()) out += ",\"code\":" + jsonString(decision.code);
  return out + ",\"explain\":" + jsonString(explained);
}

}  // namespace

ConsentAnswer answerConsentCase(const std::string& line, const LabelTable* labels, Time now) {
  const ReadCase read = readConsentCase(Bytes::clone(line), now);
  const ConsentCase& found = read.found;
  if (read.error) {
    const std::string where = read.error->where.empty() ? "" : read.error->where + ": ";
    const std::string error = where + read.error->text;
    return {answer(found.id, {}, found.resources, "Withheld: the case cannot be read.") +
                ",\"error\":" + jsonString(error) + "}",
            false};
  }
  const ConsentDecision decision = decide(found.request, found.directives, found.resources,
                                          found.jurisdiction, found.labelling ? labels : nullptr);
  return {answer(found.id, decision, found.resources,
                 explain(decision, found.directives, found.resources, found.jurisdiction)) +
          "}"};
}

int decideConsents(std::istream& in, std::ostream& out, const LabelTable* labels) {
  int status = 0;
  for (std::string line; std::getline(in, line);) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    const ConsentAnswer said = answerConsentCase(line, labels, std::chrono::system_clock::now());
    if (!said.readable) status = 1;
    out << said.line << "\n";
  }
  out.flush();
  return status;
}

int decideConsents(const DecideOptions& options) {
  if (options.labels.empty()) return decideConsents(std::cin, std::cout, &LabelTable::shipped());
  const auto table = LabelTable::load(options.labels);
  if (table) return decideConsents(std::cin, std::cout, &*table);
  std::cerr << "pontis: " << table.error().text << (table.error().where.empty() ? "" : ", ")
            << table.error().where << "; what is not labelled is withheld\n";
  return decideConsents(std::cin, std::cout, nullptr);
}

}  // namespace pontis
