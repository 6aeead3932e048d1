#include "adapters/pixm/pixm_responder.h"

#include <array>

#include "adapters/pixm/capabilities.h"
#include "adapters/pixm/cross_reference.h"
#include "adapters/pixm/match.h"
#include "adapters/pixm/patient_search.h"
#include "adapters/pixm/pixm_answer.h"

namespace pontis {
namespace {

// What the responder is asked, and what else comes to the same address (405: the method is wrong).
struct Interaction {
  std::string_view type;
  enum class Kind { kPix, kSearch, kRead, kMatch, kMetadata, kWrong } kind;
  std::string_view allow = {};
};
using Kind = Interaction::Kind;
constexpr std::array kInteractions = {
    Interaction{"GET Patient/$ihe-pix", Kind::kPix},
    Interaction{"POST Patient/$ihe-pix", Kind::kPix},
    Interaction{"GET Patient", Kind::kSearch},
    Interaction{"POST Patient/_search", Kind::kSearch},
    Interaction{"GET Patient/[id]", Kind::kRead},
    Interaction{"POST Patient/$match", Kind::kMatch},
    Interaction{"GET metadata", Kind::kMetadata},
    Interaction{"GET Patient/_search", Kind::kWrong, "POST"},
    Interaction{"GET Patient/$match", Kind::kWrong, "POST"},
    Interaction{"PUT Patient/$match", Kind::kWrong, "POST"},
    Interaction{"PUT Patient/$ihe-pix", Kind::kWrong, "GET, POST"},
};

const Interaction* interactionOf(std::string_view type) {
  for (const Interaction& one : kInteractions)
    if (one.type == type) return &one;
  return nullptr;
}

std::string checkBase(const std::string& base) {
  const bool url = base.starts_with("http://") || base.starts_with("https://");
  return base.empty() || url ? "" : "expected http://… or https://…";
}

}  // namespace

const Spec<PixmOptions>& PixmResponder::spec() {
  static const std::function<std::string(const std::size_t&)> positive = [](const std::size_t& n) {
    return std::string(n > 0 ? "" : "expected 1 or more");
  };
  static const std::function<std::string(const std::string&)> url = checkBase;
  static const Spec<PixmOptions> kSpec =
      Spec<PixmOptions>()
          .field("base", &PixmOptions::base,
                 "Base URL as clients call it; empty: what each request came to.", url)
          .field("most_persons", &PixmOptions::most_persons,
                 "Refuse a search that would look through more persons.", positive);
  return kSpec;
}

bool PixmResponder::answers(std::string_view type) const { return interactionOf(type) != nullptr; }

Result<Bytes> PixmResponder::answer(const Message& message) const {
  const Document& document = *message.document;
  const Interaction* asked = interactionOf(document.type());
  if (asked == nullptr) return Error{Code::kUnsupported, "not a question to the index", ""};
  const PixmRequest request = readRequest(document, options_.base);
  if (asked->kind == Kind::kWrong)
    return answerError(405, "not-supported", "the method is not allowed", asked->allow);
  if (!request.takesJson()) return answerError(406, "not-supported", "the answer is JSON only");
  switch (asked->kind) {
    case Kind::kPix:
      return answerCrossReference(request, index_);
    case Kind::kSearch:
      return answerSearch(request, index_, options_.most_persons);
    case Kind::kRead:
      return answerRead(request, index_);
    case Kind::kMatch:
      return answerMatch(request, message, index_);
    default:
      return answerCapabilities(request);
  }
}

}  // namespace pontis
