#include "engine/index/weights.h"

#include <algorithm>
#include <cmath>

namespace pontis {
namespace {

using Shares = Weights::Shares;
constexpr Shares kNone{};

// Shares of one person's records (m) and of two persons' (u). They were reasoned and rounded, not
// fitted: m from what is published of registration errors (a given name differs in some 5 %, a
// birth date in 4 %, an address in a third of the records of one person), u from how many values
// there are. u of full agreement is the least that is ever used: people of one household share it.
constexpr Weights::Table kShipped{{
    //  missing, equal, variant, similar, alike, part, swapped, near, differs
    // clang-format off
    /* given */
    {{kNone, {.78f, .0005f}, {.05f, .003f}, {.06f, .003f}, {.02f, .012f}, {.03f, .02f}, {.01f, .0001f}, kNone, {.05f, .95f}}},
    /* middle */
    {{kNone, {.70f, .0010f}, {.02f, .003f}, {.05f, .004f}, {.02f, .012f}, {.15f, .06f}, kNone, kNone, {.06f, .90f}}},
    /* family */
    {{kNone, {.82f, .0001f}, {.01f, .001f}, {.06f, .0015f}, {.02f, .006f}, {.03f, .002f}, kNone, kNone, {.05f, .98f}}},
    /* suffix */
    {{kNone, {.95f, .35f}, kNone, kNone, kNone, kNone, kNone, kNone, {.02f, .65f}}},
    /* birth date */
    {{kNone, {.86f, .00001f}, kNone, {.05f, .0012f}, {.03f, .011f}, {.02f, .013f}, {.01f, .0001f}, {.02f, .0012f}, {.04f, .95f}}},
    /* gender */
    {{kNone, {.97f, .50f}, kNone, kNone, kNone, kNone, kNone, kNone, {.02f, .50f}}},
    /* street */
    {{kNone, {.55f, .00001f}, kNone, {.08f, .0010f}, {.04f, .0005f}, {.03f, .01f}, kNone, {.04f, .0010f}, {.30f, .97f}}},
    /* city */
    {{kNone, {.70f, .004f}, kNone, {.08f, .002f}, {.02f, .01f}, {.02f, .01f}, kNone, kNone, {.20f, .95f}}},
    /* postal code */
    {{kNone, {.65f, .002f}, kNone, {.06f, .004f}, {.02f, .02f}, kNone, kNone, kNone, {.25f, .96f}}},
    /* phone */
    {{kNone, {.55f, .00001f}, {.02f, .0001f}, {.05f, .0002f}, {.01f, .0002f}, kNone, kNone, kNone, {.37f, 1.f}}},
    /* email */
    {{kNone, {.60f, .0002f}, kNone, kNone, kNone, kNone, kNone, kNone, {.40f, 1.f}}},
    /* birth place */
    {{kNone, {.70f, .002f}, kNone, {.05f, .003f}, {.03f, .01f}, {.04f, .005f}, kNone, kNone, {.18f, .95f}}},
    /* mother's family name */
    {{kNone, {.80f, .0005f}, {.01f, .001f}, {.05f, .0015f}, {.02f, .006f}, {.40f, .20f}, kNone, kNone, {.10f, .98f}}},
    /* social security */
    {{kNone, {.85f, .00001f}, kNone, {.08f, .00003f}, {.03f, .0002f}, kNone, kNone, kNone, {.01f, .99f}}},
    /* identifier */
    {{kNone, {.85f, .00001f}, kNone, {.05f, .00003f}, {.02f, .0002f}, kNone, kNone, kNone, {.03f, .99f}}},
    /* insurance */
    {{kNone, {.85f, .00001f}, kNone, {.05f, .00003f}, {.02f, .0002f}, kNone, kNone, kNone, {.03f, .99f}}},
    /* local identifier */
    {{kNone, {.50f, .0005f}, kNone, kNone, kNone, kNone, kNone, kNone, {.70f, 1.f}}},
    // clang-format on
}};

}  // namespace

Weights::Weights(const Table& table) : table_(table) {
  for (std::size_t f = 0; f < kFields; ++f)
    for (std::size_t l = 0; l < kLevels; ++l)
      if (const Shares& of = table_[f][l]; of.same > 0 && of.others > 0)
        bits_[f][l] = std::log2(of.same / of.others);
  for (std::size_t f = 0; f < kFields; ++f)
    unequal_[f] = *std::max_element(bits_[f].begin() + 2, bits_[f].end());
}

std::shared_ptr<const Weights> Weights::shipped() {
  static const auto kWeights = std::make_shared<const Weights>(kShipped);
  return kWeights;
}

float Weights::equalBits(Field field, double share) const {
  const Shares& of =
      table_[static_cast<std::size_t>(field)][static_cast<std::size_t>(AgreementLevel::kEqual)];
  return std::log2(of.same / std::max(static_cast<float>(share), of.others));
}

const char* toString(Field field) {
  static constexpr const char* kNames[kFields] = {
      "given",        "middle", "family",     "suffix",          "birthDate",      "gender",
      "street",       "city",   "postalCode", "phone",           "email",          "birthPlace",
      "motherFamily", "ssn",    "identifier", "insuranceNumber", "localIdentifier"};
  return kNames[static_cast<std::size_t>(field)];
}

const char* toString(AgreementLevel level) {
  static constexpr const char* kNames[kLevels] = {
      "missing", "equal", "variant", "similar", "alike", "in part", "swapped", "near", "differs"};
  return kNames[static_cast<std::size_t>(level)];
}

}  // namespace pontis
