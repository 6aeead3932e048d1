#include "engine/app/console/engine_parts.h"

#include <pwd.h>
#include <unistd.h>

#include "engine/core/adapter.h"
#include "engine/flow/person_names.h"

namespace pontis {

AuditParty operatorParty() {
  AuditParty who;
  const passwd* const entry = ::getpwuid(::geteuid());
  who.id = entry != nullptr ? entry->pw_name : std::to_string(::geteuid());
  who.name = "operator";
  return who;
}

Result<Done> noteRead(const EngineParts& parts, const Message& message, std::string what) {
  std::vector<std::string> persons;
  const Adapter* adapter = findAdapter(message.format);
  if (adapter != nullptr && adapter->format != nullptr)
    if (const auto document = adapter->format->parse(message.payload))
      for (const PersonAct& act : adapter->format->persons(**document))
        if (!act.subject.identifiers.empty())
          persons.push_back(personKey(
              named(act.subject.identifiers.front(), message.envelope.sender, parts.index)));
  AuditRecord record = parts.auditor.begin(AuditActivity::kRead);
  record.user = operatorParty();
  record.outcome_text = std::move(what);
  record.channel = message.channel;
  record.message = message.id;
  return parts.auditor.keep(std::move(record), persons);
}

}  // namespace pontis
