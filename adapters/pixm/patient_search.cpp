#include "adapters/pixm/patient_search.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "adapters/pixm/pixm_answer.h"
#include "adapters/pixm/pixm_bundle.h"
#include "adapters/pixm/pixm_patient.h"
#include "adapters/pixm/search_criteria.h"
#include "engine/base/clock.h"
#include "engine/mapping/json.h"

namespace pontis {
namespace {

constexpr std::size_t kUsualPage = 20, kLongestPage = 200;

struct Page {
  std::size_t count = kUsualPage;
  std::string after;  // the last number of the page before
};

Result<Page> readPage(const PixmRequest& request) {
  Page page;
  if (const SearchParameter* after = request.find("_after")) page.after = after->text;
  if (const SearchParameter* count = request.find("_count")) {
    const char* const end = count->text.data() + count->text.size();
    const auto read = std::from_chars(count->text.data(), end, page.count);
    if (read.ec != std::errc() || read.ptr != end)
      return Error{Code::kInvalid, "no number", "_count"};
    page.count = std::min(page.count, kLongestPage);
  }
  if (const SearchParameter* summary = request.find("_summary"))
    if (summary->text == "count") page.count = 0;
  return page;
}

// Everybody who fits, ascending by number.
Result<std::vector<PersonView>> found(const SearchCriteria& criteria, const Index& index,
                                      std::size_t most) {
  const std::vector<std::string> named = criteria.numbers(index);
  std::set<std::string> ids(named.begin(), named.end());
  if (!criteria.byId()) {
    for (const PersonQuery& question : criteria.questions()) {
      for (std::string& id : index.find(question, "", most + 1)) ids.insert(std::move(id));
      if (ids.size() > most)
        return Error{Code::kInvalid, "too many persons would have to be looked through: say more",
                     ""};
    }
  }
  std::vector<PersonView> out;
  for (const std::string& id : ids) {
    auto person = index.person(id);
    if (person && person->id == id && criteria.fits(*person, index.domains()))
      out.push_back(*std::move(person));
  }
  return out;
}

std::string urlOf(const PixmRequest& request, const std::string& query, const Page& page,
                  std::string_view after) {
  std::string url = request.base + "Patient?" + query;
  if (request.find("_count") != nullptr || !after.empty())
    url += (query.empty() ? "_count=" : "&_count=") + std::to_string(page.count);
  if (!after.empty()) {
    url += "&_after=";
    appendPercent(url, after);
  }
  if (url.ends_with('?')) url.pop_back();
  return url;
}

void writeOutcome(JsonWriter& json, std::string_view code, std::string_view text) {
  json.object().text("fullUrl", "urn:uuid:" + newId());
  json.raw("resource", outcomeText("warning", code, text));
  json.object("search").text("mode", "outcome").end().end();
}

std::string bundleText(const std::vector<PersonView>& all, const SearchCriteria& criteria,
                       const PixmRequest& request, const Page& page, const Domains& domains) {
  const auto first =
      page.after.empty()
          ? all.begin()
          : std::upper_bound(all.begin(), all.end(), page.after,
                             [](const std::string& id, const PersonView& p) { return id < p.id; });
  const auto size = std::min<std::size_t>(page.count, static_cast<std::size_t>(all.end() - first));
  const auto last = first + static_cast<std::ptrdiff_t>(size);
  std::string next;
  if (size > 0 && last != all.end()) next = urlOf(request, criteria.query(), page, (last - 1)->id);

  JsonWriter json;
  beginSearchset(json, urlOf(request, criteria.query(), page, page.after), next);
  json.raw("total", std::to_string(all.size())).array("entry");
  for (auto person = first; person != last; ++person) {
    json.object().text("fullUrl", fullUrl(request, person->id));
    json.raw("resource", patientText(*person, domains, criteria.returned()));
    json.object("search").text("mode", "match").end().end();
  }
  if (criteria.unknownDomains() > 0) writeOutcome(json, "not-found", "targetSystem not found");
  return json.end().end().written();
}

}  // namespace

Bytes answerSearch(const PixmRequest& request, const Index& index, std::size_t most) {
  const auto page = readPage(request);
  if (!page) return answerError(400, "value", page.error().where + ": " + page.error().text);
  const auto criteria = SearchCriteria::read(request, index.domains());
  if (!criteria) {
    const Error& why = criteria.error();
    return answerError(400, why.code == Code::kUnsupported ? "not-supported" : "value",
                       why.where + ": " + why.text);
  }
  if (request.strict && !criteria->ignored().empty())
    return answerError(400, "not-supported", "a parameter is not supported");
  if (criteria->unknownDomains() > 0 && criteria->returned().empty())
    return answerError(404, "not-found", "targetSystem not found");
  const auto all = found(*criteria, index, most);
  if (!all) return answerError(422, "too-costly", all.error().text);
  return answerResource(bundleText(*all, *criteria, request, *page, index.domains()));
}

Bytes answerRead(const PixmRequest& request, const Index& index) {
  const auto person = index.person(request.id);
  if (!person) return answerError(404, "not-found", "no such Patient");
  if (person->id != request.id)
    return answerResource(replacedText(request.id, person->id, index.domains()));
  return answerResource(patientText(*person, index.domains()));
}

}  // namespace pontis
