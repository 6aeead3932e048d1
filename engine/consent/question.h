// Question: a request and the data it is about, made ready to be compared with rules.
//
// All that is alike for every rule (what a purpose is a kind of, who the requester is, how data are
// labelled) is worked out here once. Borrows from the request, the jurisdiction and the data.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/consent/jurisdiction.h"
#include "engine/consent/label.h"
#include "engine/core/consent.h"

namespace pontis {

struct Question {
  Question(const AccessRequest& asked, const Jurisdiction& where);

  const AccessRequest& request;
  const Jurisdiction& jurisdiction;
  std::vector<Coding> purposes;              // canonical
  std::vector<std::vector<Coding>> reasons;  // each purpose with all that it is a kind of
  std::vector<std::string_view> parties;     // the requester, by person, organisation and group
  bool break_glass = false;                  // claimed, and the claim holds

  // Whether every purpose, or any, is `kind` of v3 ActReason or a kind of it.
  bool allAre(std::string_view kind) const;
  bool anyIs(std::string_view kind) const;
};

struct Datum {
  const ConsentResource& resource;
  LabelSet labels;
  std::string reference;  // "Observation/7"
};

// Whether two references name the same: exactly, but for a version.
bool isSame(std::string_view a, std::string_view b);
// Whether they may name the same: an absolute one and a relative one that ends it too.
bool mayBeSame(std::string_view a, std::string_view b);

}  // namespace pontis
