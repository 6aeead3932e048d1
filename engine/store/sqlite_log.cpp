#include "engine/store/sqlite_log.h"

#include <sqlite3.h>

#include <string>

namespace pontis {
namespace {

// SQLite's own file system takes no write of 128 KB or more: it says that the disk is full.
constexpr std::size_t kMostKept = (128 << 10) - 1;

sqlite3_vfs* usual() {
  static sqlite3_vfs* const vfs = sqlite3_vfs_find(nullptr);
  return vfs;
}

// SQLite allocates it, followed by the usual file system's own file.
struct LogFile {
  sqlite3_file base;
  std::string* kept;  // written by SQLite, not yet by us; it begins at `start`
  sqlite3_int64 start;
  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }

  // After an error the bytes are gone. SQLite fails the transaction and will write others there.
  int flush() {
    if (kept->empty()) return SQLITE_OK;
    const int code =
        real()->pMethods->xWrite(real(), kept->data(), static_cast<int>(kept->size()), start);
    kept->clear();
    return code;
  }
};

LogFile* of(sqlite3_file* file) { return reinterpret_cast<LogFile*>(file); }

int close(sqlite3_file* file) {
  const int code = of(file)->flush();
  delete of(file)->kept;
  const int closed = of(file)->real()->pMethods->xClose(of(file)->real());
  return code != SQLITE_OK ? code : closed;
}

int write(sqlite3_file* file, const void* data, int size, sqlite3_int64 offset) {
  LogFile& log = *of(file);
  const auto next = log.start + static_cast<sqlite3_int64>(log.kept->size());
  const std::size_t grown = log.kept->size() + static_cast<std::size_t>(size);
  if (offset != next || grown > kMostKept)
    if (const int code = log.flush(); code != SQLITE_OK) return code;
  if (log.kept->empty()) log.start = offset;
  log.kept->append(static_cast<const char*>(data), static_cast<std::size_t>(size));
  return SQLITE_OK;
}

// Everything else sees a file in which nothing is missing.
template <auto method, class... Arguments>
int flushed(sqlite3_file* file, Arguments... arguments) {
  if (const int code = of(file)->flush(); code != SQLITE_OK) return code;
  sqlite3_file* const real = of(file)->real();
  return (real->pMethods->*method)(real, arguments...);
}
template <auto method, class... Arguments>
int passed(sqlite3_file* file, Arguments... arguments) {
  sqlite3_file* const real = of(file)->real();
  return (real->pMethods->*method)(real, arguments...);
}

using Methods = sqlite3_io_methods;
constexpr Methods kMethods = {
    1,
    close,
    flushed<&Methods::xRead, void*, int, sqlite3_int64>,
    write,
    flushed<&Methods::xTruncate, sqlite3_int64>,
    flushed<&Methods::xSync, int>,
    flushed<&Methods::xFileSize, sqlite3_int64*>,
    passed<&Methods::xLock, int>,
    passed<&Methods::xUnlock, int>,
    passed<&Methods::xCheckReservedLock, int*>,
    passed<&Methods::xFileControl, int, void*>,
    passed<&Methods::xSectorSize>,
    passed<&Methods::xDeviceCharacteristics>,
    nullptr,  // shared memory and mapping belong to the database file, which is the usual one
    nullptr,
    nullptr,
    nullptr,
    nullptr,
    nullptr,
};

int open(sqlite3_vfs*, const char* path, sqlite3_file* file, int flags, int* out_flags) {
  if (!(flags & SQLITE_OPEN_WAL)) return usual()->xOpen(usual(), path, file, flags, out_flags);
  LogFile& log = *of(file);
  log.base.pMethods = nullptr;  // if this fails, SQLite must not close it
  const int code = usual()->xOpen(usual(), path, log.real(), flags, out_flags);
  if (code != SQLITE_OK) return code;
  log.kept = new std::string;
  log.start = 0;
  log.base.pMethods = &kMethods;
  return SQLITE_OK;
}

}  // namespace

const char* sqliteLogFileSystem() {
  static sqlite3_vfs vfs = [] {
    sqlite3_vfs made = *usual();
    made.zName = "pontis";
    made.pNext = nullptr;
    made.xOpen = open;
    made.szOsFile += static_cast<int>(sizeof(LogFile));
    return made;
  }();
  static const int registered = sqlite3_vfs_register(&vfs, 0);
  return registered == SQLITE_OK ? vfs.zName : nullptr;
}

}  // namespace pontis
