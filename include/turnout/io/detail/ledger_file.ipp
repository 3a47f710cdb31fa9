#pragma once

#include <cerrno>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <turnout/io/detail/files.ipp>
#include <turnout/io/detail/ledger_opening.hpp>
#include <turnout/io/files.hpp>
#include <turnout/io/ledger_file.hpp>
#include <turnout/model/hash.hpp>
#include <turnout/points/detail/ledger_memory.ipp>
#include <turnout/points/detail/ledger_text.ipp>

namespace turnout::inline TURNOUT_ABI {
namespace io {
namespace detail {

/// What the bytes of a file say: whole appends, and what a crash left behind them.
class LedgerLines {
 public:
  LedgerLines(const std::string& path, std::string_view bytes) : path_(path), bytes_(bytes) {
    const std::size_t end = bytes.find('\n');
    const auto zone = end == std::string_view::npos
                          ? std::nullopt
                          : turnout::detail::zone_of_first_line(bytes.substr(0, end));
    if (!zone) not_a_ledger(path);
    zone_ = *zone;
    whole_ = end + 1;
  }

  [[nodiscard]] const std::string& zone() const noexcept { return zone_; }
  [[nodiscard]] std::string_view first_line() const noexcept {
    return bytes_.substr(0, bytes_.find('\n'));
  }
  /// Bytes up to the end of the last whole append.
  [[nodiscard]] std::size_t whole() const noexcept { return whole_; }

  /// Calls keep(record) for each record of the whole appends.
  template <class Keep>
  void read(Keep keep) {
    std::vector<LedgerRecord> append;
    std::uint64_t next = 1, line = 2;
    std::size_t at = whole_;
    LedgerRecord record;
    for (std::size_t end = 0; at < bytes_.size(); at = end + 1, ++line) {
      end = bytes_.find('\n', at);
      if (end == std::string_view::npos ||
          !turnout::detail::read_line(bytes_.substr(at, end - at), record) ||
          record.number != next + append.size() || record.first != next ||
          record.last < record.number || (!append.empty() && record.last != append.front().last)) {
        refuse_unless_torn(at, next, line);
        return;
      }
      append.push_back(std::move(record));
      if (append.back().number < append.back().last) continue;
      for (const LedgerRecord& whole : append) keep(whole);
      next = append.back().number + 1;
      append.clear();
      whole_ = end + 1;
    }
  }

 private:
  /// Behind what cannot be read there may stand pieces of the same append, which the disk wrote
  /// first. A record of a later append means that this one was acknowledged, and then damaged.
  void refuse_unless_torn(std::size_t at, std::uint64_t first, std::uint64_t line) const {
    LedgerRecord record;
    std::size_t end = bytes_.find('\n', at);
    if (end != std::string_view::npos &&
        turnout::detail::read_line(bytes_.substr(at, end - at), record))
      bad_line(line);  // a record in the wrong place
    while (end != std::string_view::npos) {
      at = end + 1;
      end = bytes_.find('\n', at);
      if (end != std::string_view::npos &&
          turnout::detail::read_line(bytes_.substr(at, end - at), record) && record.first != first)
        bad_line(line);
    }
  }
  [[noreturn]] void bad_line(std::uint64_t line) const {
    throw InputError(Issue{.table = path_,
                           .row = static_cast<std::int64_t>(line),
                           .column = {},
                           .value = {},
                           .code = "bad_record",
                           .message = "this line is not the record that belongs here",
                           .remedy = "restore the ledger from a copy"});
  }

  const std::string& path_;
  std::string_view bytes_;
  std::string zone_;
  std::size_t whole_ = 0;
};

/// A file that is open, locked where it is for appending.
inline int open_locked(const std::string& path, const LedgerOptions& options) {
  const bool reads = options.access == LedgerAccess::read;
  const int fd = ::open(path.c_str(), (reads ? O_RDONLY : O_RDWR | O_APPEND) | O_CLOEXEC);
  if (fd < 0) cannot_write(path, words_of(errno));
  if (reads) return fd;
  Descriptor file(fd);
  const auto give_up = std::chrono::steady_clock::now() + options.wait;
  while (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EINTR) continue;
    if (errno != EWOULDBLOCK) cannot_write(path, words_of(errno));
    if (std::chrono::steady_clock::now() >= give_up) ledger_busy(path);
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  }
  return file.release();
}

/// A new file with its first line; false where there is one already.
inline bool create_ledger_file(const std::string& path, const std::string& zone) {
  const fs::path folder = folder_of(path);
  const RemovedAtExit beside(free_name(folder));
  create_file(beside.path, path, ledger_first_line(zone) + "\n");
  if (::link(beside.path.c_str(), path.c_str()) != 0) {
    if (errno == EEXIST) return false;
    cannot_write(path, words_of(errno));
  }
  sync_folder(folder);
  return true;
}

class FileKeeper : public turnout::detail::MemoryKeeper {
 public:
  FileKeeper(const std::string& path, const LedgerOptions& options, int fd,
             const std::string& first_hash, LedgerLines& lines, std::size_t size)
      : MemoryKeeper(path, first_hash), file_(fd), reads_(options.access == LedgerAccess::read) {
    lines.read([&](const LedgerRecord& record) { keep(record); });
    size_ = lines.whole();
    torn_ = size - size_;
  }
  [[nodiscard]] bool torn() const noexcept { return torn_ > 0 && !reads_; }

  /// Takes away what a crash left of an append.
  void cut() {
    if (::ftruncate(file_.get(), static_cast<off_t>(size_)) != 0 || ::fsync(file_.get()) != 0)
      cannot_write(name(), words_of(errno));
  }

  void begin() override {
    if (reads_) cannot_write(name(), "it was opened to be read");
    if (broken_) cannot_write(name(), "writing failed before; open it again");
    struct stat now{};
    if (::fstat(file_.get(), &now) != 0) cannot_write(name(), words_of(errno));
    if (static_cast<std::size_t>(now.st_size) != size_)
      cannot_write(name(), "something else has written to it");
    MemoryKeeper::begin();
  }

  void commit() override {
    std::string bytes;
    for (const LedgerRecord& record : waiting()) {
      bytes += turnout::detail::to_line(record);
      bytes += '\n';
    }
    if (!bytes.empty()) write(bytes);
    size_ += bytes.size();
    MemoryKeeper::commit();
  }

 private:
  void write(std::string_view bytes) {
    broken_ = true;  // until we know better
    int error = 0;
    while (!bytes.empty() && error == 0) {
      const ssize_t written = ::write(file_.get(), bytes.data(), bytes.size());
      if (written >= 0)
        bytes.remove_prefix(static_cast<std::size_t>(written));
      else if (errno != EINTR)
        error = errno;
    }
    if (error == 0 && ::fsync(file_.get()) != 0) error = errno;
    if (error == 0) {
      broken_ = false;
      return;
    }
    // What was written must not be found later: the caller is told that nothing was.
    if (::ftruncate(file_.get(), static_cast<off_t>(size_)) == 0 && ::fsync(file_.get()) == 0)
      broken_ = false;
    cannot_write(name(), words_of(error));
  }

  Descriptor file_;
  bool reads_, broken_ = false;
  std::size_t size_ = 0, torn_ = 0;
};

}  // namespace detail

TURNOUT_INLINE Ledger open_ledger_file(const std::string& path, const LedgerOptions& options) {
  std::error_code error;
  if (detail::creates(options.access)) {
    const bool there = std::filesystem::exists(path, error);
    const bool made = !there && detail::create_ledger_file(path, detail::new_zone(options));
    if (!made && options.access == LedgerAccess::create_new) detail::ledger_exists(path);
  }
  if (std::filesystem::is_other(path, error)) detail::not_a_ledger(path);
  if (!std::filesystem::is_regular_file(path, error)) static_cast<void>(read_file(path));  // throws
  detail::Descriptor file(detail::open_locked(path, options));
  const std::string bytes = read_file(path);
  detail::LedgerLines lines(path, bytes);
  const TimeZone zone = detail::zone_of_ledger(path, lines.zone(), options);
  auto keeper = std::make_unique<detail::FileKeeper>(
      path, options, file.release(), sha256(lines.first_line()), lines, bytes.size());
  if (keeper->torn()) {
    write_file(path + ".torn", std::string_view(bytes).substr(lines.whole()));
    keeper->cut();
  }
  return {std::move(keeper), zone};
}

}  // namespace io
}  // namespace turnout::inline TURNOUT_ABI
