// turnout/model/error.hpp -- errors are for people.
//
// Bad input is collected, never met one row at a time: the readers hand every
// finding to an `IssueCollector`, which throws one `InputError` that lists them
// all with file, row, column, value and remedy. A need that cannot be met is a
// result with a reason (see `model/reason.hpp`) and never an error.
//
//   IssueCollector bad;
//   bad.add({.table = "needs.csv", .row = 14, .column = "end", .value = "08:00",
//            .code = "end_before_start", .message = "the need ends before it starts",
//            .remedy = "give an end after the start"});
//   bad.throw_if_any();      // throws InputError; nothing was built
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <turnout/config.hpp>

namespace turnout::inline TURNOUT_ABI {

/// One finding about the input: where it is, what is wrong and what to do.
struct Issue {
  std::string table = {};  ///< File path, or the table's name for tables from memory.
  std::optional<std::int64_t> row =
      {};                    ///< Files: physical line, header 1. Tables from memory: 0-based.
  std::string column = {};   ///< Empty when the whole row or table is meant.
  std::string value = {};    ///< As given, shortened to 80 characters.
  std::string code = {};     ///< Stable, such as "end_before_start"; see docs/errors.md.
  std::string message = {};  ///< What is wrong, in words.
  std::string remedy = {};   ///< What to do about it.

  friend bool operator==(const Issue&, const Issue&) = default;
};

/// "needs.csv, line 14, end '08:00': the need ends before it starts; give an end after the start".
[[nodiscard]] std::string to_string(const Issue& issue);

/// Base of everything the library throws on purpose.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Bad input. `what()` lists the first 50 issues and then the count of the rest.
class InputError : public Error {
 public:
  /// Needs at least one issue; `total` counts those that were not kept too.
  InputError(std::vector<Issue> issues, std::size_t total);
  explicit InputError(Issue issue);

  /// The issues in order of table, row and column; at most IssueCollector::kept of them.
  [[nodiscard]] const std::vector<Issue>& issues() const noexcept { return issues_; }
  /// How many there were in all.
  [[nodiscard]] std::size_t total() const noexcept { return total_; }

 private:
  std::vector<Issue> issues_;
  std::size_t total_;
};

/// A limit given by the caller (memory, for one) cannot be kept.
class LimitError : public Error {
 public:
  using Error::Error;
};

/// A number leaves the range in which the engine is exact (totals past 2^53, say).
class RangeError : public Error {
 public:
  using Error::Error;
};

/// Gathers issues so that all bad rows are reported together.
class IssueCollector {
 public:
  static constexpr std::size_t kept = 10'000;  ///< Issues kept; later ones are only counted.

  void add(Issue issue);
  /// What another collector gathered: the issues it kept, and how many there were.
  void add_all(std::vector<Issue> issues, std::size_t total);
  [[nodiscard]] bool empty() const noexcept { return total_ == 0; }
  [[nodiscard]] std::size_t total() const noexcept { return total_; }
  [[nodiscard]] const std::vector<Issue>& issues() const noexcept { return issues_; }
  /// Throws InputError with all that was added, in the order in which it was added. Else does
  /// nothing.
  void throw_if_any() const;

 private:
  std::vector<Issue> issues_;
  std::size_t total_ = 0;
};

}  // namespace turnout::inline TURNOUT_ABI

#ifndef TURNOUT_COMPILED
#include <turnout/model/detail/error.ipp>
#endif
