// turnout/solve/detail/flow_issues.hpp -- what is wrong with the arrays of the second door.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <turnout/model/error.hpp>
#include <turnout/solve/flow_problem.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// Gathers issues of pairs (or of a matrix), of needs and of members; told in this order, by row.
class FlowIssues {
 public:
  explicit FlowIssues(const FlowProblem& p)
      : pairs_(p.matrix ? "matrix" : "pairs"),
        columns_(p.matrix ? static_cast<std::size_t>(p.n_members.value_or(0)) : 0) {}

  [[nodiscard]] bool empty() const noexcept { return bad_.empty(); }
  /// Whether one more would only be counted; then it is, and need not be put in words.
  [[nodiscard]] bool only_counts() {
    if (bad_.total() < IssueCollector::kept) return false;
    bad_.add_all({}, 1);
    return true;
  }
  /// About the arrays as such.
  void add(std::string column, std::string value, const char* code, std::string message,
           std::string remedy) {
    add_row(pairs_, {}, std::move(column), std::move(value), code, std::move(message),
            std::move(remedy));
  }
  /// About one pair: its row, or row and column of the matrix.
  void add_pair(std::size_t i, std::string column, std::string value, const char* code,
                std::string message, std::string remedy) {
    const bool cell = columns_ > 0;
    add_row(pairs_, cell ? i / columns_ : i,
            cell ? std::to_string(i % columns_) : std::move(column), std::move(value), code,
            std::move(message), std::move(remedy));
  }
  /// About one need or member (`table`), or about all of them.
  void add_row(const char* table, std::optional<std::size_t> row, std::string column,
               std::string value, const char* code, std::string message, std::string remedy) {
    bad_.add({.table = table,
              .row = row ? std::optional(static_cast<std::int64_t>(*row)) : std::nullopt,
              .column = std::move(column),
              .value = std::move(value),
              .code = code,
              .message = std::move(message),
              .remedy = std::move(remedy)});
  }
  void throw_if_any() const {
    if (empty()) return;
    std::vector<Issue> issues = bad_.issues();
    const auto place = [](const Issue& x) {
      return std::tuple(x.table == "members", x.table == "needs", x.row.value_or(-1));
    };
    std::stable_sort(issues.begin(), issues.end(),
                     [&](const Issue& a, const Issue& b) { return place(a) < place(b); });
    throw InputError(std::move(issues), bad_.total());
  }

 private:
  IssueCollector bad_;
  const char* pairs_;
  std::size_t columns_;  // Of a matrix.
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
