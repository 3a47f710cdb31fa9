#pragma once

#include <array>
#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <system_error>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

#include <turnout/io/detail/file_errors.hpp>
#include <turnout/io/files.hpp>
#include <turnout/model/error.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace io {
namespace detail {

namespace fs = std::filesystem;

/// A file descriptor that is closed whatever happens.
class Descriptor {
 public:
  explicit Descriptor(int fd) noexcept : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  [[nodiscard]] int get() const noexcept { return fd_; }
  /// Hands it over; nothing is closed here any more.
  [[nodiscard]] int release() noexcept { return std::exchange(fd_, -1); }
  /// Closes now; false if the system reports a late write error.
  [[nodiscard]] bool close() noexcept { return ::close(std::exchange(fd_, -1)) == 0; }

 private:
  int fd_;
};

/// A path that is removed, with all in it, unless it was renamed away before.
struct RemovedAtExit {
  fs::path path;
  explicit RemovedAtExit(fs::path p) : path(std::move(p)) {}
  RemovedAtExit(const RemovedAtExit&) = delete;
  RemovedAtExit& operator=(const RemovedAtExit&) = delete;
  ~RemovedAtExit() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
};

/// Creates `path`, which must not exist, with these bytes safely on the disk.
inline void create_file(const fs::path& path, const std::string& shown, std::string_view bytes) {
  Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
  if (file.get() < 0) cannot_write(shown, words_of(errno));
  while (!bytes.empty()) {
    const ssize_t written = ::write(file.get(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) cannot_write(shown, words_of(errno));
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::fsync(file.get()) != 0 || !file.close()) cannot_write(shown, words_of(errno));
}

/// Makes renames in a folder last. Some file systems cannot sync a folder; that is no error.
inline void sync_folder(const fs::path& folder) {
  const Descriptor fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd.get() >= 0) ::fsync(fd.get());
}

/// A free name in `folder`: by process and count, since nothing else of ours writes there.
inline fs::path free_name(const fs::path& folder) {
  const std::string stem = ".turnout-" + std::to_string(::getpid()) + "-";
  for (std::uint32_t i = 0;; ++i) {
    fs::path path = folder / (stem + std::to_string(i));
    std::error_code error;
    if (fs::symlink_status(path, error).type() == fs::file_type::not_found || error) return path;
  }
}

inline fs::path folder_of(const fs::path& path) {
  return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

/// Moves the staged files into `folder`, keeping what they replace until all are in place.
inline void move_into(const fs::path& folder, const fs::path& stage, const std::string& shown,
                      std::span<const std::pair<std::string, std::string>> files) {
  struct Step {
    fs::path from, to;
  };
  std::vector<Step> done;
  std::error_code error;
  const auto move = [&](const fs::path& from, const fs::path& to) {
    fs::rename(from, to, error);
    if (!error) done.push_back({from, to});
    return !error;
  };
  for (const auto& [name, bytes] : files) {
    const fs::path place = folder / name;
    std::error_code ignored;
    const bool occupied = fs::symlink_status(place, ignored).type() != fs::file_type::not_found;
    if ((occupied && !move(place, stage / ("old-" + name))) || !move(stage / name, place)) {
      const std::string why = error.message();
      for (; !done.empty(); done.pop_back()) fs::rename(done.back().to, done.back().from, ignored);
      cannot_write(shown, why);
    }
  }
}

}  // namespace detail

TURNOUT_INLINE std::string read_file(const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found)
    throw InputError(detail::file_issue(path, "no_such_file", "there is no such file",
                                        "check the name and the folder"));
  if (status.type() == fs::file_type::directory)
    throw InputError(
        detail::file_issue(path, "is_folder", "this is a folder", "give a file inside it"));
  const auto cannot_read = [&](const std::string& why) {
    return InputError(detail::file_issue(path, "cannot_read", "this cannot be read (" + why + ")",
                                         "check that it is a file that you may read"));
  };
  if (error) throw cannot_read(error.message());
  const bool regular = status.type() == fs::file_type::regular;
  if (!regular && status.type() != fs::file_type::fifo)
    throw cannot_read("it is neither a file nor a pipe");

  const detail::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) throw cannot_read(detail::words_of(errno));
  std::string bytes;
  if (regular) {
    const std::uintmax_t size = fs::file_size(path, error);
    if (!error) bytes.reserve(static_cast<std::size_t>(size));
  }
  // Until the end is met: a size may be out of date, or zero as in /proc.
  constexpr std::size_t most_from_pipe = std::size_t{4} << 30U;
  std::vector<char> chunk(std::size_t{1} << 18U);
  while (true) {
    const ssize_t got = ::read(file.get(), chunk.data(), chunk.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw cannot_read(detail::words_of(errno));
    if (got == 0) return bytes;
    bytes.append(chunk.data(), static_cast<std::size_t>(got));
    if (!regular && bytes.size() > most_from_pipe)
      throw InputError(detail::file_issue(path, "too_large", "more than 4 GiB came from this pipe",
                                          "write it to a file first"));
  }
}

TURNOUT_INLINE void write_file(const std::string& path, std::string_view bytes) {
  namespace fs = std::filesystem;
  std::error_code error;
  // A link keeps pointing to the file that it points to.
  fs::path place = path;
  if (fs::is_symlink(place, error)) {
    const fs::path target = fs::weakly_canonical(place, error);
    if (!error) place = target;
  }
  if (fs::is_directory(place, error)) detail::cannot_write(path, "it is a folder");
  const fs::path folder = detail::folder_of(place);
  const detail::RemovedAtExit beside(detail::free_name(folder));
  detail::create_file(beside.path, path, bytes);
  fs::rename(beside.path, place, error);
  if (error) detail::cannot_write(path, error.message());
  detail::sync_folder(folder);
}

TURNOUT_INLINE void write_folder(const std::string& dir,
                                 std::span<const std::pair<std::string, std::string>> files,
                                 bool force) {
  namespace fs = std::filesystem;
  for (const auto& [name, bytes] : files)
    if (name.empty() || name == "." || name == ".." || name.find('/') != std::string::npos)
      detail::cannot_write(dir, "'" + name + "' is not a plain file name");
  fs::path folder = fs::path(dir).lexically_normal();
  if (!folder.has_filename()) folder = folder.parent_path();  // "plan/" is "plan".
  if (folder.empty()) folder = fs::path(dir).is_absolute() ? "/" : ".";

  std::error_code error;
  const fs::file_status status = fs::status(folder, error);
  if (status.type() == fs::file_type::not_found) {
    // All of it appears at once: a folder beside, renamed.
    const fs::path parent = detail::folder_of(folder);
    fs::create_directories(parent, error);
    if (error) detail::cannot_write(dir, error.message());
    const detail::RemovedAtExit stage(detail::free_name(parent));
    fs::create_directory(stage.path, error);
    if (error) detail::cannot_write(dir, error.message());
    for (const auto& [name, bytes] : files) detail::create_file(stage.path / name, dir, bytes);
    detail::sync_folder(stage.path);
    fs::rename(stage.path, folder, error);
    if (error) detail::cannot_write(dir, error.message());
    detail::sync_folder(parent);
    return;
  }
  if (error) detail::cannot_write(dir, error.message());
  if (status.type() != fs::file_type::directory) detail::cannot_write(dir, "it is not a folder");
  const bool empty = fs::is_empty(folder, error);
  if (error) detail::cannot_write(dir, error.message());
  if (!empty && !force)
    throw InputError(detail::file_issue(dir, "folder_not_empty", "this folder is not empty",
                                        "choose a new folder, or force the writing (--force)"));
  // The folder itself stays: it may be a mount, the working folder, or have rights of its own.
  const detail::RemovedAtExit stage(detail::free_name(folder));
  fs::create_directory(stage.path, error);
  if (error) detail::cannot_write(dir, error.message());
  for (const auto& [name, bytes] : files) {
    if (fs::is_directory(folder / name, error))
      detail::cannot_write(dir, "'" + name + "' is a folder there");
    detail::create_file(stage.path / name, dir, bytes);
  }
  detail::move_into(folder, stage.path, dir, files);
  detail::sync_folder(folder);
}

}  // namespace io
}  // namespace turnout::inline TURNOUT_ABI
