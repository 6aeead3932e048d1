#include "engine/consent/question.h"

#include <algorithm>

#include "engine/consent/purpose.h"

namespace pontis {
namespace {

std::string_view unversioned(std::string_view reference) {
  return reference.substr(0, reference.find("/_history/"));
}

bool endsWith(std::string_view whole, std::string_view tail) {
  return whole.size() > tail.size() && whole.ends_with(tail) &&
         whole[whole.size() - tail.size() - 1] == '/';
}

}  // namespace

Question::Question(const AccessRequest& asked, const Jurisdiction& where)
    : request(asked), jurisdiction(where) {
  for (const Coding& purpose : asked.purposes) purposes.push_back(canonicalPurpose(purpose));
  for (const Coding& purpose : purposes) reasons.push_back(purposeAndAbove(purpose));
  const auto add = [&](const std::string& party) {
    if (!party.empty()) parties.push_back(party);
  };
  add(asked.person);
  for (const std::string& organization : asked.organizations) add(organization);
  for (const std::string& group : asked.groups) add(group);
}

bool Question::allAre(std::string_view kind) const {
  return !purposes.empty() && std::all_of(purposes.begin(), purposes.end(),
                                          [&](const Coding& one) { return isPurpose(one, kind); });
}

bool Question::anyIs(std::string_view kind) const {
  return std::any_of(purposes.begin(), purposes.end(),
                     [&](const Coding& one) { return isPurpose(one, kind); });
}

bool isSame(std::string_view a, std::string_view b) {
  return !a.empty() && unversioned(a) == unversioned(b);
}

bool mayBeSame(std::string_view a, std::string_view b) {
  a = unversioned(a);
  b = unversioned(b);
  if (a.empty() || b.empty()) return false;
  return a == b || endsWith(a, b) || endsWith(b, a);
}

}  // namespace pontis
