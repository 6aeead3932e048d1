#include "adapters/fhir/fhir_fate.h"

#include <algorithm>

#include "adapters/fhir/fhir_mask.h"

namespace pontis {
namespace {

constexpr Access kGone = Access::kWithhold;

class Settler {
 public:
  Settler(const FhirPieces& pieces, const Redaction& redaction)
      : pieces_(pieces), all_(pieces.resources()), redaction_(redaction) {
    fate_.access.assign(all_.size(), Access::kPermit);
  }

  FhirFate settle() {
    decide();
    mask();
    withPatients();
    for (bool more = true; more;) {
      more = within();
      more = documents() || more;
      more = orphans() || more;
      more = emptyBundles() || more;
    }
    return std::move(fate_);
  }

 private:
  bool isGone(std::size_t resource) const { return fate_.access[resource] == kGone; }
  bool drop(std::size_t resource) {
    if (isGone(resource)) return false;
    fate_.access[resource] = kGone;
    return true;
  }

  void decide();
  void mask();
  void withPatients();
  bool within();
  bool documents();
  bool orphans();
  bool emptyBundles();

  const FhirPieces& pieces_;
  const std::vector<FhirResource>& all_;
  const Redaction& redaction_;
  FhirFate fate_;
};

void Settler::decide() {
  for (std::size_t i = 0; i < pieces_.pieces().size(); ++i) {
    Access& access = fate_.access[pieces_.pieces()[i].resource];
    access = std::min(access, redaction_.pieces[i]);
  }
}

void Settler::mask() {
  if (redaction_.pseudonymise)
    for (std::size_t i = 0; i < pieces_.pieces().size(); ++i)
      if (redaction_.pieces[i] == Access::kMask)
        fate_.pseudonymous.insert(pieces_.pieces()[i].subject);
  for (const FhirPieces::Piece& piece : pieces_.pieces())
    if (fate_.pseudonymous.count(piece.subject) > 0)
      fate_.access[piece.resource] = std::min(fate_.access[piece.resource], Access::kMask);
  for (std::size_t i = 0; i < all_.size(); ++i)
    if (fate_.access[i] == Access::kMask && isLeftOut(all_[i].type, redaction_.pseudonymise))
      drop(i);
}

// A patient who must not be known has no data here either.
void Settler::withPatients() {
  std::set<std::size_t> gone, here;
  for (std::size_t i = 0; i < all_.size(); ++i)
    if (all_[i].type == "Patient")
      for (const std::size_t subject : all_[i].subjects) (isGone(i) ? gone : here).insert(subject);
  for (const FhirPieces::Piece& piece : pieces_.pieces())
    if (gone.count(piece.subject) > 0 && here.count(piece.subject) == 0) drop(piece.resource);
}

bool Settler::within() {
  bool more = false;
  for (std::size_t i = 0; i < all_.size(); ++i)
    if (all_[i].within != kNoResource && isGone(all_[i].within)) more = drop(i) || more;
  return more;
}

// A document is its Composition (R4 section 3.3.1: the first entry) and what that refers to.
bool Settler::documents() {
  bool more = false;
  for (std::size_t i = 0; i < all_.size(); ++i) {
    const std::size_t bundle = all_[i].within;
    if (all_[i].type != "Composition" || !isGone(i) || bundle == kNoResource) continue;
    const Json& json = *all_[bundle].json;
    const auto& entries = json["entry"].items();
    if (json["type"].text() == "document" && !entries.empty() && &entries[0] == all_[i].entry)
      more = drop(bundle) || more;
  }
  return more;
}

// What is there for the sake of others, and they go.
bool Settler::orphans() {
  enum : std::uint8_t { kNothing = 0, kByGone = 1, kByKept = 2 };
  std::vector<std::uint8_t> referred(all_.size()), refers(all_.size());
  for (const FhirReference& reference : pieces_.references())
    for (const std::size_t to : reference.to) {
      if (to == reference.from) continue;
      referred[to] |= isGone(reference.from) ? kByGone : kByKept;
      refers[reference.from] |= isGone(to) ? kByGone : kByKept;
    }
  bool more = false;
  for (std::size_t i = 0; i < all_.size(); ++i) {
    if (isGone(i)) continue;
    const bool thing = all_[i].pieces.empty() && all_[i].type != "Bundle" &&
                       all_[i].type != "MessageHeader" && all_[i].within != kNoResource;
    const bool included =
        all_[i].entry != nullptr && (*all_[i].entry)["search"]["mode"].text() == "include";
    const bool about = all_[i].type == "Provenance" && refers[i] == kByGone;
    if ((thing && referred[i] == kByGone) || about ||
        (included && (referred[i] | refers[i]) == kByGone))
      more = drop(i) || more;
  }
  return more;
}

// A Bundle in another that has nothing of a person any more.
bool Settler::emptyBundles() {
  bool more = false;
  for (std::size_t i = 0; i < all_.size(); ++i) {
    if (all_[i].type != "Bundle" || all_[i].within == kNoResource || isGone(i)) continue;
    bool had = false, has = false;
    for (std::size_t other = i + 1; other < all_.size(); ++other) {
      std::size_t above = all_[other].within;
      while (above != kNoResource && above != i) above = all_[above].within;
      if (above != i || all_[other].pieces.empty()) continue;
      had = true;
      has = has || !isGone(other);
    }
    if (had && !has) more = drop(i) || more;
  }
  return more;
}

}  // namespace

FhirFate settle(const FhirPieces& pieces, const Redaction& redaction) {
  return Settler(pieces, redaction).settle();
}

}  // namespace pontis
