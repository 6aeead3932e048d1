// Countries: ISO 3166-1 alpha-2 codes, and which of them are of the European Economic Area.
#pragma once

#include <string_view>

namespace pontis {

// Whether it is an officially assigned code, in capitals.
bool isCountry(std::string_view code);

// Whether a transfer there is none to a third country (GDPR chapter V): the Member States of the
// Union, and Iceland, Liechtenstein and Norway (decision 154/2018 of the EEA Joint Committee).
bool isInEea(std::string_view code);

}  // namespace pontis
