// How fast the index takes a feed, replays its log, takes up a snapshot and answers, and in how
// much memory a person.
//
//   identity_bench [PERSONS]             all of it
//   identity_bench PERSONS --restart     of a log that is not kept: for many persons
//   identity_bench PERSONS --feed        writes an ADT^A28 of each, one a line, for mllp_load feed
#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <functional>
#include <random>

#include "engine/index/identity_event.h"
#include "engine/index/index.h"
#include "tests/support/people.h"

namespace pontis {
namespace {

// Of this thread's processor, so that neighbours do not count.
double seconds(const std::function<void()>& work) {
  const auto now = [] {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
  };
  const double start = now();
  work();
  return now() - start;
}

std::string syllables(std::uint64_t number, int count) {
  static constexpr const char* kSyllables[] = {"ba", "den", "fi", "gor", "ha", "jul", "ka", "len",
                                               "mi", "nos", "pe", "ri",  "so", "tan", "vi", "zu"};
  std::string out;
  for (; count > 0; --count, number /= 16) out += kSyllables[number % 16];
  out[0] = static_cast<char>(out[0] - 'a' + 'A');
  return out;
}

// A register of people who are all different, of which common names are common.
PersonAct person(std::uint64_t number) {
  std::mt19937_64 random(number);
  const auto common = [&random](std::uint64_t most) {
    const double share = static_cast<double>(random() % 1'000'000) / 1e6;
    return static_cast<std::uint64_t>(static_cast<double>(most) * share * share * share);
  };
  PersonAct act;
  act.kind = PersonAct::Kind::kRegister;
  act.place = "PID";
  Demographics& one = act.subject;
  one.identifiers = {{"HOSPITAL", fmt::format("MR{:08}", number), "MR"},
                     {"urn:oid:1.2.3.99", fmt::format("{:010}", random() % 10'000'000'000), "NI"}};
  one.names = {{syllables(common(60'000), 4), syllables(common(4'000), 3), "", "", "", "L"}};
  one.birth_date =
      fmt::format("{}-{:02}-{:02}", 1926 + random() % 100, 1 + random() % 12, 1 + random() % 28);
  one.gender = random() % 2 == 0 ? "F" : "M";
  one.addresses = {{fmt::format("{} street {}", syllables(random() % 50'000, 3), random() % 200),
                    "", syllables(common(5'000), 3), "", fmt::format("{:05}", common(40'000)), "XX",
                    "H"}};
  one.phones = {fmt::format("+99 {:09}", random() % 1'000'000'000)};
  return act;
}

IndexOptions options() {
  IndexOptions out;
  out.domains = {{"HOSPITAL", "", "", "", {}, false}, {"NID", "1.2.3.99", "", "", {}, true}};
  return out;
}

double microseconds(double spent, std::size_t times) {
  return spent * 1e6 / static_cast<double>(times);
}

std::vector<IdentityEvent> feed(Index& index, std::uint64_t persons) {
  const Origin origin{"HARNESS", "BENCH", "0197d2a4-0000-7000-8000-000000000000",
                      std::chrono::system_clock::now()};
  std::vector<PersonAct> acts(persons);
  for (std::uint64_t i = 0; i < persons; ++i) acts[i] = person(i);
  std::vector<IdentityEvent> log;
  std::size_t bytes = 0;
  const auto observe = [&](std::uint64_t first, std::uint64_t end) {
    const double spent = seconds([&] {
      for (std::uint64_t i = first; i < end; ++i) {
        const Result<Observed> done = index.observe({&acts[i], 1}, origin);
        index.kept(*done);
        for (const IdentityEvent& event : done->events) {
          bytes += event.body.size();
          log.push_back(event);
        }
      }
    });
    fmt::print("register   persons {:8} to {:8}: {:6.2f} us each\n", first, end,
               microseconds(spent, end - first));
  };
  observe(0, persons - persons / 10);
  observe(persons - persons / 10, persons);
  fmt::print("log        {} events, {:.0f} bytes each\n", log.size(),
             static_cast<double>(bytes) / static_cast<double>(log.size()));
  return log;
}

void remember(const Index& index) {
  const Index::Size size = index.size();
  const auto each = [&](std::size_t bytes) {
    return static_cast<double>(bytes) / static_cast<double>(size.persons);
  };
  fmt::print("memory     {:.0f} bytes a person, {:.0f} of them the matcher's; {} persons\n",
             each(size.bytes), each(size.matcher_bytes), size.persons);
}

void ask(const Index& index, std::uint64_t persons) {
  std::mt19937_64 random(7);
  constexpr int kAsked = 20'000;
  const double spent = seconds([&] {
    for (int i = 0; i < kAsked; ++i)
      (void)index.crossReferences({"HOSPITAL", fmt::format("MR{:08}", random() % persons), ""}, {});
  });
  fmt::print("PIX        {:6.2f} us each\n", microseconds(spent, kAsked));
  const auto find = [&](const char* what, int times, const auto& like) {
    std::size_t found = 0;
    const double took = seconds([&] {
      for (int i = 0; i < times; ++i) {
        PersonQuery query;
        query.like = like(person(random() % persons).subject);
        found += index.find(query, "", 10).size();
      }
    });
    fmt::print("find       {:28} {:9.2f} us each, {:.1f} found\n", what,
               microseconds(took, static_cast<std::size_t>(times)),
               static_cast<double>(found) / times);
  };
  find("family, given, birth date", 2000, [](const Demographics& one) {
    Demographics like;
    like.names = one.names;
    like.birth_date = one.birth_date;
    return like;
  });
  find("family*, given*", 200, [](const Demographics& one) {
    Demographics like;
    like.names = {{one.names[0].family.substr(0, 6) + "*", one.names[0].given.substr(0, 3) + "*",
                   "", "", "", ""}};
    return like;
  });
  find("birth year, sex", 50, [](const Demographics& one) {
    Demographics like;
    like.birth_date = one.birth_date.substr(0, 4);
    like.gender = one.gender;
    return like;
  });
  find("phone", 2000, [](const Demographics& one) {
    Demographics like;
    like.phones = one.phones;
    return like;
  });
}

double wallSeconds(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void takeUp(const Index& index) {
  const std::string path = "identity_bench.snapshot";
  double spent = wallSeconds([&] { (void)index.save(path); });
  fmt::print("snapshot   written in {:.2f} s, {} bytes\n", spent, std::filesystem::file_size(path));
  Index other(options());
  spent = wallSeconds([&] { (void)other.load(path); });
  fmt::print("snapshot   taken up in {:.2f} s, {} persons; the same state: {}\n", spent,
             other.size().persons, other.digest() == index.digest());
  std::filesystem::remove(path);
}

void restart(const Index& index, const std::vector<IdentityEvent>& log) {
  takeUp(index);
  Index other(options());
  const double spent = seconds([&] {
    for (const IdentityEvent& event : log) (void)other.replay(event);
  });
  fmt::print("replay     {:6.2f} us an event; the same state: {}\n",
             microseconds(spent, log.size()), other.digest() == index.digest());
}

// The persons as a log tells them, one event each.
void fill(Index& index, std::uint64_t persons) {
  Domains domains(options().own, options().domains);
  const auto now = std::chrono::system_clock::now();
  const double spent = seconds([&] {
    for (std::uint64_t i = 0; i < persons; ++i) {
      const Demographics one = person(i).subject;
      IdentityFact fact;
      fact.kind = IdentityFact::Kind::kSeen;
      fact.a = {domains.find("HOSPITAL"), one.identifiers[0].value};
      std::memcpy(fact.born.data(), &i, sizeof i);
      fact.source = "HARNESS|BENCH";
      fact.packed = pack(one, domains);
      (void)index.replay({static_cast<std::int64_t>(i) + 1, now, "", encode(fact, domains)});
    }
  });
  fmt::print("replay     {:6.2f} us an event, the making of it included\n",
             microseconds(spent, persons));
}

void writeFeed(std::uint64_t persons) {
  const People people(1);
  for (std::uint64_t i = 0; i < persons; ++i) {
    const Demographics one = people.registered(i);
    std::string numbers = fmt::format("MR{:08}^^^HOSPITAL^MR", i);
    for (const Identifier& number : one.identifiers)
      numbers += number.system.starts_with("urn:oid:")
                     ? fmt::format("~{}^^^&{}&ISO^NI", number.value, number.system.substr(8))
                     : fmt::format("~{}^^^{}^NI", number.value, number.system);
    const auto name = one.names.empty() ? PersonName{} : one.names[0];
    const auto home = one.addresses.empty() ? PostalAddress{} : one.addresses[0];
    std::string birth = one.birth_date;
    std::erase(birth, '-');
    fmt::print(
        "MSH|^~\\&|REG|GH|HIE|GH|20260105091500+0000||ADT^A28^ADT_A05|F{}|P|2.5.1||||||UNICODE "
        "UTF-8\rEVN|A28|20260105091500+0000\r"
        "PID|1||{}||{}^{}^{}||{}|{}|||{} {}^^{}^{}^{}^{}^H||{}\rPV1|1|N\r\n",
        i, numbers, name.family, name.given, name.middle, birth, one.gender, home.line,
        home.house_number, home.city, home.state, home.postal_code, home.country,
        one.phones.empty() ? "" : "^PRN^PH^^^^^^^^^" + one.phones[0]);
  }
}

void runRestart(std::uint64_t persons) {
  Index index(options());
  fill(index, persons);
  remember(index);
  takeUp(index);
}

void run(std::uint64_t persons) {
  Index index(options());
  const std::vector<IdentityEvent> log = feed(index, persons);
  remember(index);
  ask(index, persons);
  restart(index, log);
}

}  // namespace
}  // namespace pontis

int main(int count, char** arguments) {
  const std::uint64_t persons = count > 1 ? std::strtoull(arguments[1], nullptr, 10) : 1'000'000;
  const std::string_view word = count > 2 ? arguments[2] : "";
  if (word == "--feed") return pontis::writeFeed(persons), 0;
  if (word == "--restart") return pontis::runRestart(persons), 0;
  pontis::run(persons);
}
