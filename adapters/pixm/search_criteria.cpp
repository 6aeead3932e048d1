#include "adapters/pixm/search_criteria.h"

#include <algorithm>
#include <array>

#include "adapters/pixm/birth_date.h"
#include "adapters/pixm/pixm_patient.h"
#include "engine/index/folding.h"
#include "engine/mapping/json.h"

namespace pontis {
namespace {

// What a search may say beside criteria; of these the search itself takes what it knows.
constexpr std::array<std::string_view, 5> kControls = {"_format", "_count", "_summary", "_after",
                                                       "_pretty"};

constexpr std::size_t kMostValues = 256;

std::string digitsOf(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (c >= '0' && c <= '9') out += c;
  while (out.starts_with('0')) out.erase(0, 1);  // 0049 and +49; 030 and 30
  return out;
}

bool sameTelecom(std::string_view a, std::string_view b) {
  const bool mail = a.find('@') != std::string_view::npos;
  if (mail || b.find('@') != std::string_view::npos) return fold(a) == fold(b);
  const std::string x = digitsOf(a), y = digitsOf(b);
  return !x.empty() && x == y;
}

bool holds(const std::vector<std::string>& all, const std::string& value) {
  return std::any_of(all.begin(), all.end(),
                     [&](const std::string& one) { return sameTelecom(one, value); });
}

}  // namespace

const SearchCriteria::Known SearchCriteria::kKnown[] = {
    {"family", Kind::kFamily},
    {"given", Kind::kGiven},
    {"name", Kind::kName},
    {"address", Kind::kAddress},
    {"address-city", Kind::kCity},
    {"address-country", Kind::kCountry},
    {"address-postalcode", Kind::kPostalCode},
    {"address-state", Kind::kState},
    {"mothersMaidenName", Kind::kMaiden},
    {"_id", Kind::kId},
    {"active", Kind::kActive},
    {"gender", Kind::kGender},
    {"telecom", Kind::kTelecom},
    {"phone", Kind::kPhone},
    {"email", Kind::kEmail},
    {"identifier", Kind::kIdentifier},
    {"birthdate", Kind::kBirthDate},
};

Result<SearchCriteria> SearchCriteria::read(const PixmRequest& request, const Domains& domains) {
  SearchCriteria made;
  std::size_t values = 0;
  for (const SearchParameter& parameter : request.parameters) {
    if ((values += parameter.values.size()) > kMostValues)
      return Error{Code::kInvalid, "more values than a search may have", parameter.name};
    const auto known = std::find_if(std::begin(kKnown), std::end(kKnown),
                                    [&](const Known& one) { return parameter.name == one.name; });
    if (known == std::end(kKnown)) {
      if (std::find(kControls.begin(), kControls.end(), parameter.name) == kControls.end())
        made.ignored_.push_back(parameter.name);
      continue;
    }
    if (const auto added = made.add(known->kind, parameter, domains); !added)
      return Error{added.error().code, added.error().text, parameter.name};
    made.query_ += (made.query_.empty() ? "" : "&") + parameter.name;
    if (!parameter.modifier.empty()) made.query_ += ":" + parameter.modifier;
    made.query_ += "=";
    appendPercent(made.query_, parameter.text);
  }
  return made;
}

Result<Done> SearchCriteria::add(Kind kind, const SearchParameter& parameter,
                                 const Domains& domains) {
  Criterion criterion{kind, How::kBegins, {}, {}, {}};
  if (parameter.modifier == "exact" && isString(kind))
    criterion.how = How::kExact;
  else if (parameter.modifier == "contains" && isString(kind))
    criterion.how = How::kContains;
  else if (!parameter.modifier.empty())
    return Error{Code::kUnsupported, "this modifier is not supported", ""};
  for (const std::string& sent : parameter.values) {
    const std::string value = plainValue(sent);
    if (kind == Kind::kBirthDate)
      if (const auto checked = checkDateValue(value); !checked) return checked.error();
    const bool folded = isString(kind) && criterion.how != How::kExact;
    criterion.values.push_back(folded ? fold(value) : value);
    criterion.sent.push_back(value);
    criterion.tokens.push_back(readToken(sent));
  }
  if (kind == Kind::kGender)
    for (const Token& token : criterion.tokens)
      if (token.value != "male" && token.value != "female" && token.value != "other" &&
          token.value != "unknown")
        return Error{Code::kInvalid, "no code of administrative-gender", ""};
  if (kind == Kind::kIdentifier) addDomains(criterion, domains);
  if (kind == Kind::kId && !by_id_) ids_ = criterion.values;
  by_id_ = by_id_ || kind == Kind::kId;
  if (!criterion.values.empty()) criteria_.push_back(std::move(criterion));
  return Done{};
}

// Takes the unknown domains out of "system|,system|", for the others are to be answered.
void SearchCriteria::addDomains(Criterion& criterion, const Domains& domains) {
  Criterion kept{criterion.kind, criterion.how, {}, {}, {}};
  for (std::size_t i = 0; i < criterion.tokens.size(); ++i) {
    Token token = criterion.tokens[i];
    const bool named = token.system && !token.system->empty();
    const std::uint32_t domain = named ? domainOf(domains, *token.system) : Domains::kUnknown;
    if (named && domain == Domains::kUnknown && token.value.empty()) {
      ++unknown_domains_;
      continue;
    }
    if (domain != Domains::kUnknown) {
      token.system = systemOf(domains.at(domain));
      if (token.value.empty()) returned_.push_back(domain);
    }
    kept.sent.push_back(criterion.sent[i]);
    kept.values.push_back(criterion.values[i]);
    kept.tokens.push_back(std::move(token));
  }
  criterion = std::move(kept);
}

bool SearchCriteria::fitsString(const Criterion& criterion, std::string_view text) {
  if (text.empty()) return false;
  const bool exact = criterion.how == How::kExact;
  const std::string have = exact ? std::string(text) : fold(text);
  return std::any_of(criterion.values.begin(), criterion.values.end(), [&](const auto& want) {
    if (exact) return have == want;
    if (want.empty()) return false;
    return criterion.how == How::kContains ? have.find(want) != std::string::npos
                                           : have.starts_with(want);
  });
}

bool SearchCriteria::fitsName(const Criterion& criterion, const PersonName& name) {
  const auto fits = [&](std::string_view text) { return fitsString(criterion, text); };
  // Each given name is a string of its own; the middle ones stand in one text.
  const auto words = [&](std::string_view text) {
    while (!text.empty())
      if (fits(take(text, ' '))) return true;
    return false;
  };
  const bool family = fits(name.family);
  if (criterion.kind == Kind::kFamily) return family;
  const bool given = fits(name.given) || words(name.middle) ||
                     fits(name.given + (name.middle.empty() ? "" : " ") + name.middle);
  if (criterion.kind == Kind::kGiven) return given;
  return family || given || words(name.prefix) || words(name.suffix);
}

bool SearchCriteria::fitsAddress(const Criterion& criterion, const PostalAddress& address) {
  const auto fits = [&](std::string_view text) { return fitsString(criterion, text); };
  switch (criterion.kind) {
    case Kind::kCity:
      return fits(address.city);
    case Kind::kCountry:
      return fits(address.country);
    case Kind::kPostalCode:
      return fits(address.postal_code);
    case Kind::kState:
      return fits(address.state);
    default:
      return fits(address.line) || fits(address.city) || fits(address.state) ||
             fits(address.postal_code) || fits(address.country);
  }
}

bool SearchCriteria::fitsTelecom(const Criterion& criterion, const Demographics& person) {
  return std::any_of(criterion.tokens.begin(), criterion.tokens.end(), [&](const Token& token) {
    const bool phone = holds(person.phones, token.value) || holds(person.work_phones, token.value);
    return (phone && criterion.kind != Kind::kEmail) ||
           (criterion.kind != Kind::kPhone && holds(person.emails, token.value));
  });
}

bool SearchCriteria::fits(const Criterion& criterion, const Demographics& person) {
  const auto& tokens = criterion.tokens;
  const auto& values = criterion.values;
  switch (criterion.kind) {
    case Kind::kFamily:
    case Kind::kGiven:
    case Kind::kName:
      return std::any_of(person.names.begin(), person.names.end(),
                         [&](const PersonName& one) { return fitsName(criterion, one); });
    case Kind::kAddress:
    case Kind::kCity:
    case Kind::kCountry:
    case Kind::kPostalCode:
    case Kind::kState:
      return std::any_of(person.addresses.begin(), person.addresses.end(),
                         [&](const PostalAddress& one) { return fitsAddress(criterion, one); });
    case Kind::kMaiden:
      return fitsString(criterion, person.mother_family);
    case Kind::kGender:
      return std::any_of(tokens.begin(), tokens.end(), [&](const Token& token) {
        return fhirGender(person.gender) == token.value;
      });
    case Kind::kPhone:
    case Kind::kEmail:
    case Kind::kTelecom:
      return fitsTelecom(criterion, person);
    case Kind::kBirthDate:
      return std::any_of(values.begin(), values.end(), [&](const std::string& value) {
        return dateFits(value, person.birth_date);
      });
    case Kind::kId:
    case Kind::kActive:
    case Kind::kIdentifier:
      break;  // asked of the person as a whole
  }
  return false;
}

bool SearchCriteria::fitsIdentifier(const Criterion& criterion, const PersonView& person,
                                    const Domains& domains) {
  std::vector<Identifier> all = identifiersOf(person, domains);
  // What was merged away is still found, by what has become of it.
  for (const RecordView& record : person.records)
    all.push_back({fhirSystem(domains, record.key.system), record.key.value, ""});
  return std::any_of(criterion.tokens.begin(), criterion.tokens.end(), [&](const Token& token) {
    const std::string system =
        token.system && !token.system->empty() ? fhirSystem(domains, *token.system) : "";
    return std::any_of(all.begin(), all.end(), [&](const Identifier& one) {
      if (token.system && one.system != system) return false;
      return token.value.empty() || one.value == token.value;
    });
  });
}

bool SearchCriteria::fits(const Criterion& criterion, const PersonView& person,
                          const Domains& domains) const {
  switch (criterion.kind) {
    case Kind::kId:
      return std::find(criterion.values.begin(), criterion.values.end(), person.id) !=
             criterion.values.end();
    case Kind::kActive:  // a number that is no more is not among those that are searched
      return std::any_of(criterion.tokens.begin(), criterion.tokens.end(),
                         [](const Token& token) { return token.value == "true"; });
    case Kind::kIdentifier:
      return fitsIdentifier(criterion, person, domains);
    default:
      break;
  }
  if (fits(criterion, person.golden)) return true;
  const bool of_records = criterion.kind != Kind::kBirthDate && criterion.kind != Kind::kGender;
  return of_records &&
         std::any_of(person.records.begin(), person.records.end(), [&](const RecordView& record) {
           return !record.retired && fits(criterion, record.person);
         });
}

bool SearchCriteria::fits(const PersonView& person, const Domains& domains) const {
  return std::all_of(criteria_.begin(), criteria_.end(),
                     [&](const Criterion& criterion) { return fits(criterion, person, domains); });
}

namespace {

PersonName& nameOf(PersonQuery& query) {
  if (query.like.names.empty()) query.like.names.emplace_back();
  return query.like.names.front();
}
PostalAddress& addressOf(PersonQuery& query) {
  if (query.like.addresses.empty()) query.like.addresses.emplace_back();
  return query.like.addresses.front();
}

}  // namespace

// Adds to `out` what `base` becomes if it asks for that value as well.
void SearchCriteria::ask(const Criterion& criterion, std::size_t value,
                         std::vector<PersonQuery>& out, const PersonQuery& base) {
  if (criterion.values[value].empty()) return;  // fits nobody
  const std::string& text = criterion.sent[value];
  const std::string wild = text + (criterion.how == How::kBegins ? "*" : "");
  PersonQuery query = base;
  const auto put = [](std::string& field, const std::string& asked) {
    if (field.empty()) field = asked;
  };
  switch (criterion.kind) {
    case Kind::kFamily:
      put(nameOf(query).family, wild);
      break;
    case Kind::kGiven:
      put(nameOf(query).given, wild);
      break;
    case Kind::kName:
      out.push_back(base);
      put(nameOf(out.back()).family, wild);
      put(nameOf(query).given, wild);
      break;
    case Kind::kAddress:
      for (std::string PostalAddress::*part :
           {&PostalAddress::line, &PostalAddress::state, &PostalAddress::postal_code,
            &PostalAddress::country}) {
        out.push_back(base);
        put(addressOf(out.back()).*part, wild);
      }
      [[fallthrough]];
    case Kind::kCity:
      put(addressOf(query).city, wild);
      break;
    case Kind::kCountry:
      put(addressOf(query).country, wild);
      break;
    case Kind::kPostalCode:
      put(addressOf(query).postal_code, wild);
      break;
    case Kind::kState:
      put(addressOf(query).state, wild);
      break;
    case Kind::kMaiden:
      put(query.like.mother_family, wild);
      break;
    case Kind::kBirthDate:
      put(query.like.birth_date, std::string(equalDate(text)));
      break;
    case Kind::kGender:
      if (text == "male" || text == "female") put(query.like.gender, text == "male" ? "M" : "F");
      break;
    case Kind::kTelecom:
    case Kind::kPhone:
    case Kind::kEmail: {
      const std::string& number = criterion.tokens[value].value;
      auto& all = number.find('@') == std::string::npos ? query.like.phones : query.like.emails;
      if (all.empty()) all = {number};
      break;
    }
    case Kind::kIdentifier:
      if (query.like.identifiers.empty())
        query.like.identifiers = {
            {criterion.tokens[value].system.value_or(""), criterion.tokens[value].value, ""}};
      break;
    default:
      break;
  }
  out.push_back(std::move(query));
}

std::vector<std::string> SearchCriteria::numbers(const Index& index) const {
  if (by_id_) return ids_;
  std::vector<std::string> out;
  for (const Criterion& criterion : criteria_) {
    if (criterion.kind != Kind::kIdentifier) continue;
    for (const Token& token : criterion.tokens) {
      const std::string system = token.system.value_or("");
      if (token.value.empty()) continue;
      if (system.empty() || domainOf(index.domains(), system) == 0)
        out.push_back(token.value);
      else if (auto person = index.personOf({system, token.value, ""}))
        out.push_back(*std::move(person));
    }
  }
  return out;
}

// The index narrows by what it is quick at; the rest is for fits().
std::vector<PersonQuery> SearchCriteria::questions() const {
  constexpr std::size_t kMostQuestions = 16;
  // A given name may be any of several, so it is asked for only if nothing else narrows.
  const bool narrow = std::any_of(criteria_.begin(), criteria_.end(), [](const Criterion& one) {
    return one.how != How::kContains &&
           (one.kind == Kind::kFamily || one.kind == Kind::kBirthDate ||
            one.kind == Kind::kIdentifier || one.kind == Kind::kPostalCode);
  });
  std::vector<PersonQuery> all(1);
  for (const Criterion& criterion : criteria_) {
    if (criterion.how == How::kContains || (narrow && criterion.kind == Kind::kGiven)) continue;
    std::vector<PersonQuery> next;
    for (const PersonQuery& base : all)
      for (std::size_t value = 0; value < criterion.values.size(); ++value)
        ask(criterion, value, next, base);
    if (next.size() <= kMostQuestions) all = std::move(next);
  }
  return all;
}

}  // namespace pontis
