// Measures the store by itself: what one message costs, and how fast this disk lets it be.
//
//   store_bench [DIRECTORY | postgresql://...] [seconds for each measurement]
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include "engine/store/store.h"

using namespace pontis;
using Clock = std::chrono::steady_clock;

namespace {

double cpuSeconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

long residentKilobytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmRSS:")) return std::strtol(line.c_str() + 6, nullptr, 10);
  return 0;
}

double since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// Median time of one fdatasync after 4 KB, in microseconds.
double flushMicroseconds(const std::string& directory) {
  const std::string path = directory + "/flush";
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT, 0600);
  const std::string page(4096, 'x');
  for (int i = 0; i < 64; ++i) (void)!::pwrite(file, page.data(), page.size(), i * 4096);
  ::fsync(file);
  std::vector<double> times;
  for (int i = 0; i < 500; ++i) {
    const auto start = Clock::now();
    (void)!::pwrite(file, page.data(), page.size(), i % 64 * 4096);
    ::fdatasync(file);
    times.push_back(since(start) * 1e6);
  }
  ::close(file);
  ::unlink(path.c_str());
  std::sort(times.begin(), times.end());
  return times[times.size() / 2];
}

Message messageOf(int thread, std::int64_t number, const std::string& body) {
  Message message;
  message.id = newId();
  message.channel = "admissions";
  message.format = "hl7v2";
  message.peer = "127.0.0.1";
  message.received = std::chrono::system_clock::now();
  message.envelope = {"ADT^A01",
                      fmt::format("C{:02}-{:08}", thread, number),
                      "GOODHEALTH",
                      "",
                      {fmt::format("{}^^^GH", number % 5000)}};
  std::string payload = body;
  payload.replace(0, message.envelope.control_id.size(), message.envelope.control_id);
  message.payload = Bytes::own(std::move(payload));
  return message;
}

double percentile(std::vector<double>& sorted, double part) {
  return sorted[static_cast<std::size_t>(static_cast<double>(sorted.size() - 1) * part)];
}

void measureAppend(Store& store, int threads, std::size_t batch, double seconds) {
  static std::atomic<std::int64_t> run{0};
  const std::int64_t base = ++run * 10'000'000;
  const std::string body(1000, 'x');
  std::atomic<std::int64_t> total{0}, failed{0};
  std::vector<std::vector<double>> times(static_cast<std::size_t>(threads));
  std::vector<std::thread> writers;
  const double cpu = cpuSeconds();
  const auto start = Clock::now();
  for (int thread = 0; thread < threads; ++thread)
    writers.emplace_back([&, thread] {
      for (std::int64_t number = base; since(start) < seconds;) {
        std::vector<Message> messages;
        std::vector<Intake> intakes(batch);
        for (std::size_t i = 0; i < batch; ++i)
          messages.push_back(messageOf(thread, number++, body));
        for (std::size_t i = 0; i < batch; ++i) {
          intakes[i].message = &messages[i];
          intakes[i].sinks = {"archive"};
          intakes[i].outcomes = {{"validate", "pass"}};
          intakes[i].duplicate_window = std::chrono::hours(24);
        }
        const auto before = Clock::now();
        for (const auto& taken : store.append(intakes)) ++(taken ? total : failed);
        times[static_cast<std::size_t>(thread)].push_back(since(before) * 1e3);
      }
    });
  for (std::thread& writer : writers) writer.join();
  const double wall = since(start), used = cpuSeconds() - cpu;
  std::vector<double> all;
  for (const auto& part : times) all.insert(all.end(), part.begin(), part.end());
  std::sort(all.begin(), all.end());
  fmt::print(
      "append  {:2} threads x {:3}: {:7.0f}/s  {:5.1f} us CPU each  p50 {:6.2f}  p99 {:6.2f}"
      "  max {:6.2f} ms  failed {}\n",
      threads, batch, static_cast<double>(total) / wall, used / static_cast<double>(total) * 1e6,
      percentile(all, 0.5), percentile(all, 0.99), all.back(), failed.load());
  std::fflush(stdout);
}

void measureDelivery(Store& store, bool with_detail) {
  std::int64_t after = 0, count = 0;
  double fetched_in = 0, settled_in = 0, pending_in = 0, fetch_cpu = 0, settle_cpu = 0;
  while (count < 100'000) {
    auto start = Clock::now();
    const auto pending = store.pending("archive", after, 256);
    pending_in += since(start);
    if (!pending || pending->empty()) break;
    std::vector<std::int64_t> tickets;
    std::vector<Settlement> settlements;
    for (const Pending& one : *pending) {
      tickets.push_back(one.ticket);
      settlements.push_back(
          {one.ticket, DeliveryState::kDelivered, {}, with_detail ? "201" : "", ""});
    }
    after = tickets.back();
    count += static_cast<std::int64_t>(tickets.size());
    start = Clock::now();
    double cpu = cpuSeconds();
    const auto due = store.fetch(tickets);
    fetched_in += since(start);
    fetch_cpu += cpuSeconds() - cpu;
    start = Clock::now();
    cpu = cpuSeconds();
    if (auto settled = store.settle(settlements); !settled) fmt::print("settle failed\n");
    settled_in += since(start);
    settle_cpu += cpuSeconds() - cpu;
  }
  const auto n = static_cast<double>(std::max<std::int64_t>(count, 1));
  fmt::print(
      "pending {:7.0f}/s   fetch {:7.0f}/s {:.1f} us CPU   settle {:7.0f}/s {:.1f} us CPU"
      "   ({} deliveries, 256 at once, detail {})\n",
      n / pending_in, n / fetched_in, fetch_cpu / n * 1e6, n / settled_in, settle_cpu / n * 1e6,
      count, with_detail);
}

void measureLedger(Store& store) {
  const auto start = Clock::now();
  const auto lines = store.ledger();
  if (!lines) return;
  for (const LedgerLine& line : *lines)
    fmt::print("ledger  {}/{}: booked {} received {} delivered {} queued {}  {}  in {:.0f} ms\n",
               line.channel, line.sink, line.booked, line.received, line.delivered, line.queued,
               line.balanced() ? "balanced" : "WRONG", since(start) * 1e3);
}

}  // namespace

int main(int count, char** words) {
  const std::string location = count > 1 ? words[1] : "store_bench.tmp";
  const double seconds = count > 2 ? std::strtod(words[2], nullptr) : 3;
  const bool file = !location.starts_with("postgres");
  if (file) std::filesystem::remove_all(location);
  auto store = Store::open(location);
  if (!store) {
    fmt::print("{}\n", store.error().text);
    return 1;
  }
  if (file) fmt::print("fdatasync {:.0f} us\n", flushMicroseconds(location));
  for (const int threads : {1, 8, 32})
    for (const std::size_t batch : {1u, 32u})
      if (threads < 32 || batch == 1) measureAppend(**store, threads, batch, seconds);
  measureAppend(**store, 2, 64, seconds);
  measureDelivery(**store, false);
  measureDelivery(**store, true);
  measureLedger(**store);
  if (file) {
    std::error_code none;
    fmt::print("log {} MB, database {} MB, ",
               std::filesystem::file_size(location + "/pontis.db-wal", none) >> 20,
               std::filesystem::file_size(location + "/pontis.db", none) >> 20);
  }
  fmt::print("resident {} MB\n", residentKilobytes() / 1024);
  store->reset();
  if (file) std::filesystem::remove_all(location);
  return 0;
}
