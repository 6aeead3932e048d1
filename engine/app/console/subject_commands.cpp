#include "engine/app/console/subject_commands.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <functional>
#include <map>

#include "engine/app/console/rows.h"
#include "engine/app/console/subject_bundle.h"

namespace pontis {

struct SubjectCommands::Options {
  using Act = int (Options::*)(const EngineParts&, std::ostream&, std::ostream&) const;

  std::function<int(const EngineParts&, std::ostream&, std::ostream&)> chosen;
  std::optional<std::string> data;
  std::string config, id, record;
  std::vector<std::string> set;
  bool json = false, fhir = false, lift = false, yes = false, letters = false;

  int export_(const EngineParts& parts, std::ostream& out, std::ostream& err) const;
  int accesses(const EngineParts& parts, std::ostream& out, std::ostream& err) const;
  int rectify(const EngineParts& parts, std::ostream& out, std::ostream& err) const;
  int restrict(const EngineParts& parts, std::ostream& out, std::ostream& err) const;
  int erase(const EngineParts& parts, std::ostream& out, std::ostream& err) const;
  Result<Demographics> corrected(Demographics person) const;
};

namespace {

int failed(std::ostream& err, const Error& error) {
  err << "pontis: " << error.text << "\n";
  return 1;
}

Subjects subjectsOf(const EngineParts& parts) {
  return {parts.store, parts.index, parts.consents, parts.auditor, parts.drop_snapshots};
}

std::string codesOf(const std::vector<AuditCode>& codes) {
  std::string text;
  for (const AuditCode& code : codes) text += (text.empty() ? "" : " ") + code.code;
  return text;
}

std::string nameOf(const AuditParty& party) {
  if (party.name.empty() || party.name == party.id) return party.id;
  return party.id.empty() ? party.name : party.name + " (" + party.id + ")";
}

void tell(const std::vector<Given>& given, std::ostream& out) {
  if (given.empty()) out << "nobody was given data of this person\n";
  for (const Given& one : given)
    out << fmt::format("tell {} (channel {}): it was given {} messages, the last {}\n", one.sink,
                       one.channel, one.deliveries, toText(one.last));
}

}  // namespace

SubjectCommands::SubjectCommands() : options_(std::make_unique<Options>()) {}
SubjectCommands::~SubjectCommands() = default;

bool SubjectCommands::chosen() const { return options_->chosen != nullptr; }
const std::optional<std::string>& SubjectCommands::data() const { return options_->data; }
const std::string& SubjectCommands::config() const { return options_->config; }

int SubjectCommands::run(const EngineParts& parts, std::ostream& out, std::ostream& err) const {
  return options_->chosen(parts, out, err);
}

void SubjectCommands::addTo(CLI::App& subject) {
  Options& o = *options_;
  const auto command = [&](const char* name, const char* help, const char* example,
                           Options::Act act) {
    CLI::App* made = subject.add_subcommand(name, help);
    made->footer(std::string("Example:\n  pontis subject ") + example);
    made->add_option("id", o.id, "SYSTEM|VALUE, or the number that the patient index gave")
        ->required();
    made->add_option("--data", o.data,
                     "Data directory of the engine, which must be stopped; without it, the running "
                     "engine is asked");
    made->add_option("--config", o.config, "With --data: the configuration, which has the keys");
    made->callback([&o, act] {
      o.chosen = [&o, act](const EngineParts& parts, std::ostream& out, std::ostream& err) {
        return (o.*act)(parts, out, err);
      };
    });
    return made;
  };
  command("export", "Print what is held of a person, where it came from and to whom it went",
          "export 'GH|12345' --fhir >export.json", &Options::export_)
      ->add_flag("--fhir", o.fhir, "As a FHIR Bundle (default: text)");
  command("accesses", "List who looked at a person's data, when and why", "accesses 'GH|12345'",
          &Options::accesses)
      ->add_flag("--json", o.json, "Print JSON lines");
  CLI::App* rectify =
      command("rectify", "Correct what the index has of a person, and say whom to tell",
              "rectify 'GH|12345' --set birthDate=1980-02-01", &Options::rectify);
  rectify
      ->add_option("--set", o.set,
                   "FIELD=VALUE: family, given, middle, birthDate, gender, line, city, "
                   "postalCode, country, phone, email")
      ->required();
  rectify->add_option("--record", o.record,
                      "Which record, as SYSTEM|VALUE (default: the one that was asked for)");
  CLI::App* restrict =
      command("restrict", "Let nothing of a person leave but in an emergency (GDPR 18)",
              "restrict 'GH|12345'", &Options::restrict);
  restrict->add_flag("--lift", o.lift, "Lift it again");
  CLI::App* erase = command("erase", "Erase a person for good, and say whom to tell",
                            "erase 'GH|12345' --yes --letters >letters.txt", &Options::erase);
  erase->add_flag("--yes", o.yes, "Do it; without it, only say what would be erased");
  for (CLI::App* made : {rectify, restrict, erase})
    made->add_flag("--letters", o.letters,
                   "Print a letter to each who was given data, as GDPR 19 asks");
}

int SubjectCommands::Options::export_(const EngineParts& parts, std::ostream& out,
                                      std::ostream& err) const {
  const Subjects subjects = subjectsOf(parts);
  const auto subject = subjects.find(id);
  if (!subject) return failed(err, subject.error());
  const auto holding = subjects.holding(*subject, operatorParty());
  if (!holding) return failed(err, holding.error());
  out << (fhir ? subjectBundle(*subject, *holding, parts.index)
               : subjectText(*subject, *holding, parts.index));
  return 0;
}

int SubjectCommands::Options::accesses(const EngineParts& parts, std::ostream& out,
                                       std::ostream& err) const {
  const Subjects subjects = subjectsOf(parts);
  const auto subject = subjects.find(id);
  if (!subject) return failed(err, subject.error());
  const auto records = subjects.accesses(*subject, operatorParty());
  if (!records) return failed(err, records.error());
  Rows rows({"when", "what", "who", "to", "purpose", "decision", "why", "channel", "message"});
  for (const AuditRecord& one : *records)
    rows.add({toText(one.recorded), std::string(toText(one.activity)),
              nameOf(one.user.empty() ? one.source : one.user), nameOf(one.destination),
              codesOf(one.purposes), one.decision, one.rule.empty() ? one.outcome_text : one.rule,
              one.channel, one.message});
  rows.print(out, json);
  return 0;
}

Result<Demographics> SubjectCommands::Options::corrected(Demographics person) const {
  if (person.names.empty()) person.names.emplace_back();
  if (person.addresses.empty()) person.addresses.emplace_back();
  const std::map<std::string, std::string*> fields = {
      {"family", &person.names[0].family},
      {"given", &person.names[0].given},
      {"middle", &person.names[0].middle},
      {"birthDate", &person.birth_date},
      {"gender", &person.gender},
      {"line", &person.addresses[0].line},
      {"city", &person.addresses[0].city},
      {"postalCode", &person.addresses[0].postal_code},
      {"country", &person.addresses[0].country}};
  for (const std::string& one : set) {
    const std::size_t equals = one.find('=');
    const std::string field = one.substr(0, equals);
    const std::string value = equals == std::string::npos ? "" : one.substr(equals + 1);
    if (field == "phone" || field == "email") {
      (field == "phone" ? person.phones : person.emails) = {value};
      continue;
    }
    const auto found = fields.find(field);
    if (equals == std::string::npos || found == fields.end())
      return Error{Code::kInvalid, "not FIELD=VALUE with a field that is known: " + field, ""};
    *found->second = value;
  }
  std::erase(person.addresses, PostalAddress{});
  return person;
}

int SubjectCommands::Options::rectify(const EngineParts& parts, std::ostream& out,
                                      std::ostream& err) const {
  const Subjects subjects = subjectsOf(parts);
  const auto subject = subjects.find(id);
  if (!subject) return failed(err, subject.error());
  if (subject->records.empty())
    return failed(err, {Code::kNotFound, "the index has no record of this person", ""});
  const std::string wanted = record.empty() ? id : record;
  const RecordView* which = &subject->records.front();
  for (const RecordView& one : subject->records)
    if (personKey(one.key) == wanted) which = &one;
  const auto as_said = corrected(which->person);
  if (!as_said) return failed(err, as_said.error());
  const Identifier key = which->key;
  if (auto done = subjects.rectify(*subject, key, *as_said, operatorParty()); !done)
    return failed(err, done.error());
  out << "corrected: " << personKey(key) << "\n";
  const auto holding = subjects.holding(*subject, operatorParty());
  if (!holding) return failed(err, holding.error());
  tell(holding->given, out);
  if (letters) out << pontis::letters(LetterKind::kCorrected, *subject, holding->given, parts.book);
  return 0;
}

int SubjectCommands::Options::restrict(const EngineParts& parts, std::ostream& out,
                                       std::ostream& err) const {
  const Subjects subjects = subjectsOf(parts);
  const auto subject = subjects.find(id);
  if (!subject) return failed(err, subject.error());
  if (auto done = subjects.restrict(*subject, !lift, operatorParty()); !done)
    return failed(err, done.error());
  out << (lift ? "the restriction is lifted\n"
               : "nothing of this person leaves from now on, but in an emergency\n");
  if (!letters) return 0;
  const auto holding = subjects.holding(*subject, operatorParty());
  if (!holding) return failed(err, holding.error());
  out << pontis::letters(lift ? LetterKind::kLifted : LetterKind::kRestricted, *subject,
                         holding->given, parts.book);
  return 0;
}

int SubjectCommands::Options::erase(const EngineParts& parts, std::ostream& out,
                                    std::ostream& err) const {
  const Subjects subjects = subjectsOf(parts);
  const auto subject = subjects.find(id);
  if (!subject) return failed(err, subject.error());
  if (!yes) {
    const auto holding = subjects.holding(*subject, operatorParty());
    if (!holding) return failed(err, holding.error());
    out << fmt::format(
        "{} messages, {} consents, {} records of the index would be erased for good, under these "
        "names:\n",
        holding->messages.size(), holding->consents.size(), subject->records.size());
    for (const std::string& key : subject->keys) out << "  " << key << "\n";
    tell(holding->given, out);
    out << "to do it, say --yes\n";
    return 0;
  }
  const auto done = subjects.erase(*subject, operatorParty());
  if (!done) return failed(err, done.error());
  out << fmt::format(
      "erased: {} keys destroyed, {} messages and {} quarantined items cannot be read any more, {} "
      "deliveries stopped\n",
      done->erased.keys, done->erased.messages, done->quarantined, done->erased.stopped);
  tell(done->told, out);
  if (letters) out << pontis::letters(LetterKind::kErased, *subject, done->told, parts.book);
  return 0;
}

}  // namespace pontis
