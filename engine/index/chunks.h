// Chunks: an array that grows without ever moving or doubling what it holds.
//
// Its memory comes in pieces that the system may back with large pages: with millions of persons,
// half the cost of a look-up is else the search for its page.
//
// Thread safety: any number of threads may read; growing needs the array alone.
#pragma once

#include <sys/mman.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>
#include <type_traits>
#include <vector>

namespace pontis {

template <class T, std::size_t kBytes = std::size_t{1} << 21>
class Chunks {
  static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);

 public:
  static constexpr std::size_t kEach = kBytes / sizeof(T);
  static constexpr std::size_t kLargePage = std::size_t{1} << 21;

  std::size_t size() const { return chunks_.size() * kEach; }
  std::size_t bytes() const { return chunks_.size() * kBytes; }

  // Makes at least `size` elements; new ones are all zero bits.
  void reach(std::size_t size) {
    while (chunks_.size() * kEach < size) {
      void* memory = std::aligned_alloc(std::min(kBytes, kLargePage), kBytes);
      if (memory == nullptr) throw std::bad_alloc();
      if (kBytes >= kLargePage) ::madvise(memory, kBytes, MADV_HUGEPAGE);
      chunks_.emplace_back(static_cast<T*>(memory));
      std::uninitialized_value_construct_n(chunks_.back().get(), kEach);
    }
  }

  // Calls visit(first) with each chunk of kEach elements, in order.
  template <class Visit>
  void eachChunk(const Visit& visit) const {
    for (const auto& chunk : chunks_) visit(chunk.get());
  }

  // Growing up to `size` elements will not disturb who reads what is there.
  void expect(std::size_t size) { chunks_.reserve(size / kEach + 1); }

  T& operator[](std::size_t i) { return chunks_[i / kEach].get()[i % kEach]; }
  const T& operator[](std::size_t i) const { return chunks_[i / kEach].get()[i % kEach]; }

 private:
  struct Free {
    void operator()(T* memory) const { std::free(memory); }
  };
  std::vector<std::unique_ptr<T, Free>> chunks_;
};

}  // namespace pontis
