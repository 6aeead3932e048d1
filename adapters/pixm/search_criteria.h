// SearchCriteria: what a FHIR search asks of a patient (IHE PDQm 3.2, ITI-78 section
// 2:3.78.4.1.2.1; FHIR R4 section 3.1.1).
//
//   string  family given name address address-city address-country address-postalcode address-state
//           mothersMaidenName   begins with, whatever the case and the accents; :exact, :contains
//   token   _id active gender telecom phone email identifier
//   date    birthdate           eq ne gt lt ge le sa eb ap, on dates as precise as they are said
//
// Parameters given twice must both hold, of values parted by commas one. A person fits if the
// golden record does, or one of the records it was made of. An identifier "system|" asks whether
// there is one of that domain, and restricts the answer to what is asked for (section
// 2:3.78.4.1.2.3).
//
// Thread safety: immutable.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/pixm/pixm_request.h"
#include "engine/base/result.h"
#include "engine/index/index.h"

namespace pontis {

class SearchCriteria {
 public:
  //   kInvalid      a value that the parameter cannot have
  //   kUnsupported  a modifier that is not known (3.1.1.4.1: such a search is refused)
  static Result<SearchCriteria> read(const PixmRequest& request, const Domains& domains);

  bool fits(const PersonView& person, const Domains& domains) const;

  // Questions that between them find everybody who may fit, but for numbers().
  std::vector<PersonQuery> questions() const;
  // Persons who may fit because the search names them: by _id, then they are all there can be, or
  // by an identifier that the index can look up.
  std::vector<std::string> numbers(const Index& index) const;
  bool byId() const { return by_id_; }

  // Domains whose identifiers alone are wanted; empty: all.
  const std::vector<std::uint32_t>& returned() const { return returned_; }
  // How many domains were asked for that are not known, and whether one is known.
  std::size_t unknownDomains() const { return unknown_domains_; }
  bool namesDomains() const { return !returned_.empty() || unknown_domains_ > 0; }

  // What was understood, for the self link: "family=x&gender=male", encoded.
  const std::string& query() const { return query_; }
  // Names of parameters that were passed over.
  const std::vector<std::string>& ignored() const { return ignored_; }

 private:
  enum class Kind : std::uint8_t {
    kFamily,
    kGiven,
    kName,
    kAddress,
    kCity,
    kCountry,
    kPostalCode,
    kState,
    kMaiden,
    kId,
    kActive,
    kGender,
    kTelecom,
    kPhone,
    kEmail,
    kIdentifier,
    kBirthDate,
  };
  enum class How : std::uint8_t { kBegins, kExact, kContains };
  struct Criterion {
    Kind kind = Kind::kFamily;
    How how = How::kBegins;
    std::vector<std::string> sent;    // without escapes
    std::vector<std::string> values;  // of a string folded, unless :exact; else as sent
    std::vector<Token> tokens;
  };

  struct Known {
    const char* name;
    Kind kind;
  };
  static const Known kKnown[];
  static bool isString(Kind kind) { return kind <= Kind::kMaiden; }

  Result<Done> add(Kind kind, const SearchParameter& parameter, const Domains& domains);
  void addDomains(Criterion& criterion, const Domains& domains);
  static bool fits(const Criterion& criterion, const Demographics& person);
  static bool fitsName(const Criterion& criterion, const PersonName& name);
  static bool fitsAddress(const Criterion& criterion, const PostalAddress& address);
  static bool fitsTelecom(const Criterion& criterion, const Demographics& person);
  static bool fitsString(const Criterion& criterion, std::string_view text);
  static bool fitsIdentifier(const Criterion& criterion, const PersonView& person,
                             const Domains& domains);
  bool fits(const Criterion& criterion, const PersonView& person, const Domains& domains) const;
  static void ask(const Criterion& criterion, std::size_t value, std::vector<PersonQuery>& out,
                  const PersonQuery& base);

  std::vector<Criterion> criteria_;
  std::vector<std::uint32_t> returned_;
  std::size_t unknown_domains_ = 0;
  std::vector<std::string> ids_, ignored_;  // ids_: of the first _id
  bool by_id_ = false;
  std::string query_;
};

}  // namespace pontis
