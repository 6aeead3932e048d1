#include "engine/app/legal_words.h"

#include <fmt/format.h>

#include <utility>

#include "engine/consent/purpose.h"
#include "engine/core/spec.h"

namespace pontis {
namespace {

// Regulation (EU) 2016/679, articles 6(1) and 9(2), from (a) on.
constexpr std::string_view kArticle6[] = {"consent",         "contract",    "legal obligation",
                                          "vital interests", "public task", "legitimate interests"};
constexpr std::string_view kArticle9[] = {"explicit consent",
                                          "employment and social protection law",
                                          "vital interests",
                                          "activities of a not-for-profit body",
                                          "made public by the data subject",
                                          "legal claims and courts",
                                          "substantial public interest",
                                          "provision of health or social care",
                                          "public interest in public health",
                                          "archiving, research and statistics"};

constexpr std::pair<std::string_view, std::string_view> kPurposes[] = {
    {"BTG", "break the glass"},
    {"CAREMGT", "care management"},
    {"CLINTRL", "clinical trial"},
    {"COC", "coordination of care"},
    {"COVERAGE", "coverage under policy"},
    {"DISASTER", "disaster"},
    {"ETREAT", "emergency treatment"},
    {"HLEGAL", "legal"},
    {"HMARKT", "healthcare marketing"},
    {"HOPERAT", "healthcare operations"},
    {"HPAYMT", "healthcare payment"},
    {"HQUALIMP", "health quality improvement"},
    {"HRESCH", "healthcare research"},
    {"PATADMIN", "patient administration"},
    {"PATRQT", "patient requested"},
    {"PATSFTY", "patient safety"},
    {"POPHLTH", "population health"},
    {"PUBHLTH", "public health"},
    {"RECORDMGT", "records management"},
    {"TREAT", "treatment"}};

std::string_view displayOf(std::string_view code) {
  for (const auto& [known, display] : kPurposes)
    if (known == code) return display;
  return {};
}

template <std::size_t N>
std::string letterText(const std::string& letter, const std::string_view (&words)[N]) {
  const std::size_t at = letter.size() == 1 ? static_cast<std::size_t>(letter[0] - 'a') : N;
  return fmt::format("({}) {}", letter, at < N ? words[at] : "?");
}

}  // namespace

std::string toText(const LegalBasis& basis) {
  return "GDPR 6(1)" + letterText(basis.article6, kArticle6) + "; 9(2)" +
         letterText(basis.article9, kArticle9) + (basis.law.empty() ? "" : "; " + basis.law);
}

std::string purposeText(const Coding& purpose) {
  for (const Coding& kind : purposeAndAbove(purpose)) {
    const std::string_view display = displayOf(kind.code);
    if (display.empty()) continue;
    return fmt::format("{} ({}{})", purpose.code, kind == purpose ? "" : "a kind of ", display);
  }
  return purpose.code;
}

std::string_view recipientKindText(std::string_view kind) {
  if (kind == "own") return "a system of the controller";
  if (kind == "joint_controller") return "joint controller (GDPR 26)";
  if (kind == "processor") return "processor (GDPR 28)";
  if (kind == "data_subject") return "the data subject";
  if (kind == "authority") return "public authority";
  return "controller of its own (GDPR 4(7))";
}

std::string toText(const Retention& retention) {
  std::string text;
  if (retention.age.count() > 0) text = spec_detail::show(retention.age);
  if (retention.bytes > 0)
    text += fmt::format("{}{} MB of payloads", text.empty() ? "" : ", or at most ",
                        retention.bytes / 1'000'000);
  return text.empty() ? "without end" : text;
}

}  // namespace pontis
