#include "engine/app/console/person_commands.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <functional>

#include "engine/app/console/person_table.h"
#include "engine/app/console/rows.h"

namespace pontis {

struct PersonCommands::Options {
  using Act = int (Options::*)(const EngineParts&, std::ostream&, std::ostream&) const;

  std::function<int(const EngineParts&, std::ostream&, std::ostream&)> chosen;
  std::optional<std::string> data;
  bool json = false, demographics = false, like = false, same = false, different = false;
  std::string first, second;  // identifiers, "SYSTEM|VALUE"
  std::string family, given, birth_date, gender, city, postal_code, phone;
  std::string file, map, system, config;
  std::size_t limit = 100;
  std::int64_t number = 0;

  int find(const EngineParts& parts, std::ostream& out, std::ostream& err) const;
  int explain(const EngineParts& parts, std::ostream& out, std::ostream& err) const;
  int review(const EngineParts& parts, std::ostream& out, std::ostream& err) const;
  int merge(const EngineParts& parts, std::ostream& out, std::ostream& err) const;
  int unmerge(const EngineParts& parts, std::ostream& out, std::ostream& err) const;
  int join(const EngineParts& parts, std::ostream& out, std::ostream& err) const;
  int part(const EngineParts& parts, std::ostream& out, std::ostream& err) const;
  int undo(const EngineParts& parts, std::ostream& out, std::ostream& err) const;
  int load(const EngineParts& parts, std::ostream& out, std::ostream& err) const;

  void addQuestions(CLI::App& index);
  void addActs(CLI::App& index);
  CLI::App* command(CLI::App& index, const char* name, const char* help, const char* example,
                    Act run);
  void pair(CLI::App* made, const char* one, const char* two);  // two identifiers
  Demographics stated() const;
  int act(const EngineParts& parts, std::ostream& out, std::ostream& err,
          const PersonStage::Act& act) const;
};

namespace {

int failed(std::ostream& err, const Error& error) {
  err << "pontis: " << error.text << "\n";
  return 1;
}

// "SYSTEM|VALUE", as a FHIR token; the value may hold further '|'.
Identifier identifierOf(const std::string& token) {
  const std::size_t bar = token.find('|');
  if (bar == std::string::npos) return {"", token, ""};
  return {token.substr(0, bar), token.substr(bar + 1), ""};
}

std::string spelled(const Identifier& identifier) {
  return identifier.system + "|" + identifier.value;
}

Origin operatorNow() { return {"", "", "", std::chrono::system_clock::now()}; }

std::string recordsOf(const PersonView& person) {
  std::string text;
  for (const RecordView& record : person.records)
    text += (text.empty() ? "" : ", ") + spelled(record.key) + (record.retired ? " (retired)" : "");
  return text;
}

std::string described(const Demographics& person) {
  const PersonName name = person.names.empty() ? PersonName{} : person.names[0];
  return fmt::format("{}, {} {} {}", name.family, name.given, person.birth_date, person.gender);
}

}  // namespace

PersonCommands::PersonCommands() : options_(std::make_unique<Options>()) {}
PersonCommands::~PersonCommands() = default;

bool PersonCommands::chosen() const { return options_->chosen != nullptr; }
const std::optional<std::string>& PersonCommands::data() const { return options_->data; }

const std::string& PersonCommands::config() const { return options_->config; }

int PersonCommands::run(const EngineParts& parts, std::ostream& out, std::ostream& err) const {
  return options_->chosen(parts, out, err);
}

void PersonCommands::addTo(CLI::App& index) {
  options_->addQuestions(index);
  options_->addActs(index);
}

CLI::App* PersonCommands::Options::command(CLI::App& index, const char* name, const char* help,
                                           const char* example, Act run) {
  CLI::App* made = index.add_subcommand(name, help);
  made->footer(std::string("Example:\n  pontis index ") + example);
  made->add_option("--data", data,
                   "Data directory (or postgresql://…) of the engine, which may be stopped; "
                   "without it, the running engine is asked");
  made->add_option("--config", config,
                   "With --data: the configuration that names the assigning authorities");
  made->add_flag("--json", json, "Print JSON lines");
  made->callback([this, run] {
    chosen = [this, run](const EngineParts& parts, std::ostream& out, std::ostream& err) {
      return (this->*run)(parts, out, err);
    };
  });
  return made;
}

void PersonCommands::Options::pair(CLI::App* made, const char* one, const char* two) {
  made->add_option(one, first, "An identifier, as SYSTEM|VALUE")->required();
  made->add_option(two, second, "Another identifier, as SYSTEM|VALUE")->required();
}

void PersonCommands::Options::addQuestions(CLI::App& index) {
  CLI::App* find =
      command(index, "find", "List persons by an identifier, or by what is stated of them",
              "find --family Jones --birth-date 1984 --data data", &Options::find);
  find->add_option("--identifier", first, "SYSTEM|VALUE, or a value in any system");
  find->add_option("--family", family, "Family name; a trailing * stands for anything");
  find->add_option("--given", given, "Given name; a trailing * stands for anything");
  find->add_option("--birth-date", birth_date, "1984-01-25, 1984-01 or 1984");
  find->add_option("--gender", gender, "F, M, O or U");
  find->add_option("--city", city, "City of an address");
  find->add_option("--postal-code", postal_code, "Postal code of an address");
  find->add_option("--phone", phone, "Telephone number");
  find->add_flag("--like", like, "Not who fits exactly: who may be meant, with scores");
  find->add_flag("--demographics", demographics, "Print names, birth dates, sexes (patient data)");
  find->add_option("--limit", limit, "How many at most")->capture_default_str();
  pair(command(index, "explain", "Say field by field why two records are one person, or are not",
               "explain 'TEST_A|RJ-439' 'TEST_B|SJ-204' --data data", &Options::explain),
       "first", "second");
  CLI::App* review = command(index, "review", "List what a person has to decide, or decide it",
                             "review 42 --same --data data", &Options::review);
  review->add_option("number", number, "Decide this one");
  CLI::Option* one = review->add_flag("--same", same, "They are one person");
  review->add_flag("--different", different, "They are two")->excludes(one);
  review->add_option("--limit", limit, "How many at most")->capture_default_str();
}

void PersonCommands::Options::addActs(CLI::App& index) {
  pair(command(index, "merge", "Retire a record into another", "merge 'TEST|RJ-439' 'TEST|RJ-999'",
               &Options::merge),
       "survivor", "retired");
  command(index, "unmerge", "Undo a merge", "unmerge 'TEST|RJ-999'", &Options::unmerge)
      ->add_option("retired", first, "The retired identifier, as SYSTEM|VALUE")
      ->required();
  pair(command(index, "join", "Say that two records are one person", "join 'TEST_A|1' 'TEST_B|2'",
               &Options::join),
       "first", "second");
  pair(command(index, "part", "Say that two records are two persons, whatever comes",
               "part 'TEST_A|1' 'TEST_B|2'", &Options::part),
       "first", "second");
  command(index, "undo", "Take back an act by the number that it was given", "undo 1042",
          &Options::undo)
      ->add_option("number", number, "Number of the act")
      ->required();
  CLI::App* load = command(index, "load", "Register the persons of a CSV file",
                           "load people.csv --map identifier:GH=id,family=name --system GH "
                           "--data data",
                           &Options::load);
  load->add_option("file", file, "The file, with titles in its first line")->required();
  load->add_option("--map", map, "Which column is what: given=…,family=…,birthDate=…,…")
      ->required();
  load->add_option("--system", system, "The assigning authority whose identifiers name the records")
      ->required();
}

Demographics PersonCommands::Options::stated() const {
  Demographics out;
  if (!first.empty()) out.identifiers.push_back(identifierOf(first));
  if (!family.empty() || !given.empty()) {
    PersonName name;
    name.family = family;
    name.given = given;
    out.names.push_back(name);
  }
  out.birth_date = birth_date;
  out.gender = gender;
  if (!city.empty() || !postal_code.empty()) {
    PostalAddress address;
    address.city = city;
    address.postal_code = postal_code;
    out.addresses.push_back(address);
  }
  if (!phone.empty()) out.phones.push_back(phone);
  return out;
}

int PersonCommands::Options::find(const EngineParts& parts, std::ostream& out,
                                  std::ostream& err) const {
  Index& index = *parts.index;
  const Demographics asked = stated();
  if (asked == Demographics())
    return failed(err, {Code::kInvalid, "say whom: --identifier, --family, --birth-date, …", ""});
  std::vector<PersonMatch> found;
  if (like) {
    found = index.match(asked, limit);
  } else {
    PersonQuery query;
    query.like = asked;
    for (const std::string& id : index.find(query, "", limit))
      found.push_back({id, 0, Grade::kNot});
  }
  std::vector<std::string> titles = {"person", "records"};
  if (like) titles.insert(titles.end(), {"grade", "score"});
  if (demographics) titles.push_back("known as");
  Rows rows(titles);
  for (const PersonMatch& match : found) {
    const auto person = index.person(match.id);
    if (!person) continue;
    std::vector<std::string> row = {match.id, recordsOf(*person)};
    if (like) row.insert(row.end(), {toString(match.grade), fmt::format("{:.1f}", match.score)});
    if (demographics) row.push_back(described(person->golden));
    rows.add(std::move(row));
  }
  if (demographics) {
    std::vector<AuditDraft> drafts;
    for (const PersonMatch& match : found) {
      AuditRecord record = parts.auditor.begin(AuditActivity::kRead);
      record.user = operatorParty();
      record.outcome_text = "index find --demographics";
      const std::string person = personKey({systemOf(index.domains().own()), match.id, ""});
      auto draft = parts.auditor.draft(std::move(record), {&person, 1});
      if (!draft) return failed(err, draft.error());
      drafts.push_back(std::move(*draft));
    }
    if (auto noted = parts.store.keepAudit(drafts); !noted) return failed(err, noted.error());
  }
  rows.print(out, json);
  return 0;
}

int PersonCommands::Options::explain(const EngineParts& parts, std::ostream& out,
                                     std::ostream& err) const {
  Index& index = *parts.index;
  const auto judged = index.explain(identifierOf(first), identifierOf(second));
  if (!judged) return failed(err, judged.error());
  Rows rows({"field", "agreement", "weight"});
  for (const FieldEvidence& one : judged->fields)
    rows.add({one.field, one.level, fmt::format("{:+.1f}", one.weight)});
  rows.add({"all", toString(judged->grade), fmt::format("{:+.1f}", judged->score)});
  if (!judged->veto.empty()) rows.add({"veto", judged->veto, ""});
  rows.print(out, json);
  return 0;
}

int PersonCommands::Options::review(const EngineParts& parts, std::ostream& out,
                                    std::ostream& err) const {
  Index& index = *parts.index;
  if (number > 0) {
    if (!same && !different) return failed(err, {Code::kInvalid, "say --same or --different", ""});
    return act(parts, out, err,
               [&](Index& known) { return known.decide(number, same, operatorNow()); });
  }
  Rows rows({"number", "kind", "first", "second", "score", "since"});
  for (const ReviewLine& line : index.reviews(limit))
    rows.add({std::to_string(line.number), line.kind, spelled(line.a), spelled(line.b),
              fmt::format("{:.1f}", line.score), toText(line.since)});
  rows.print(out, json);
  return 0;
}

int PersonCommands::Options::act(const EngineParts& parts, std::ostream& out, std::ostream& err,
                                 const PersonStage::Act& wanted) const {
  AuditRecord record = parts.auditor.begin(AuditActivity::kMerge);
  record.user = operatorParty();
  std::vector<std::string> persons;
  for (const std::string* token : {&first, &second})
    if (!token->empty()) persons.push_back(personKey(parts.index->canonical(identifierOf(*token))));
  const auto draft = parts.auditor.draft(std::move(record), persons);
  if (!draft) return failed(err, draft.error());
  const auto done = PersonStage(*parts.index, parts.store).perform(wanted, {&*draft, 1});
  if (!done) return failed(err, done.error());
  for (const IdentityEvent& event : done->events) out << "act " << event.number << "\n";
  for (const std::string& remark : done->remarks) out << remark << "\n";
  return 0;
}

int PersonCommands::Options::merge(const EngineParts& parts, std::ostream& out,
                                   std::ostream& err) const {
  return act(parts, out, err, [&](Index& known) {
    return known.merge(identifierOf(first), identifierOf(second), operatorNow());
  });
}

int PersonCommands::Options::unmerge(const EngineParts& parts, std::ostream& out,
                                     std::ostream& err) const {
  return act(parts, out, err,
             [&](Index& known) { return known.unmerge(identifierOf(first), operatorNow()); });
}

int PersonCommands::Options::join(const EngineParts& parts, std::ostream& out,
                                  std::ostream& err) const {
  return act(parts, out, err, [&](Index& known) {
    return known.link(identifierOf(first), identifierOf(second), operatorNow());
  });
}

int PersonCommands::Options::part(const EngineParts& parts, std::ostream& out,
                                  std::ostream& err) const {
  return act(parts, out, err, [&](Index& known) {
    return known.mustNotLink(identifierOf(first), identifierOf(second), operatorNow());
  });
}

int PersonCommands::Options::undo(const EngineParts& parts, std::ostream& out,
                                  std::ostream& err) const {
  return act(parts, out, err, [&](Index& known) { return known.undo(number, operatorNow()); });
}

// A thousand persons a commit, so that many are quick and a mistake costs its own row alone.
int PersonCommands::Options::load(const EngineParts& parts, std::ostream& out,
                                  std::ostream& err) const {
  Index& index = *parts.index;
  const auto table = PersonTable::read(file, map);
  if (!table && table.error().code == Code::kNotFound && !file.starts_with('/'))
    err << "pontis: a running engine reads the file itself: give its whole path\n";
  if (!table) return failed(err, table.error());
  constexpr std::size_t kAtOnce = 1000;
  const PersonStage persons(index, parts.store);
  std::size_t loaded = 0, refused = 0;
  for (std::size_t begin = 0; begin < table->size(); begin += kAtOnce) {
    std::string mistakes;
    std::size_t taken = 0;
    const auto portion = [&](Index& known) -> Result<Observed> {
      Observed all;
      mistakes.clear();
      taken = 0;
      for (std::size_t row = begin; row < std::min(begin + kAtOnce, table->size()); ++row) {
        PersonAct one{PersonAct::Kind::kRegister, table->person(row), {}, "row"};
        auto& identifiers = one.subject.identifiers;
        std::stable_partition(identifiers.begin(), identifiers.end(),
                              [&](const Identifier& each) { return each.system == system; });
        auto observed = known.observe({&one, 1}, operatorNow());
        if (!observed) {
          mistakes += fmt::format("pontis: {}: row {}: {}\n", file, row + 1, observed.error().text);
          continue;
        }
        ++taken;
        std::move(observed->events.begin(), observed->events.end(), std::back_inserter(all.events));
      }
      return all;
    };
    const auto kept = persons.perform(portion);
    if (!kept) return failed(err, kept.error());
    err << mistakes;
    loaded += taken;
    refused += std::min(kAtOnce, table->size() - begin) - taken;
  }
  out << fmt::format("loaded {} refused {}\n", loaded, refused);
  return refused > 0 ? 1 : 0;
}

}  // namespace pontis
