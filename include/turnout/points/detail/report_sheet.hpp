// Tables of reports, filled row by row; and the tree of branches on which they are summed.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <turnout/model/table.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {
namespace reports {

/// A table filled cell by cell, in the order of its columns.
class Sheet {
 public:
  using Heads = std::initializer_list<std::pair<std::string_view, ColumnType>>;
  Sheet(std::string name, Heads heads) : name_(std::move(name)) {
    for (const auto& [head, type] : heads)
      columns_.push_back({std::string(head), type, {}, {}, {}, {}});
  }

  Sheet& text(std::string_view value) {
    next().texts.push_back(value);
    return *this;
  }
  Sheet& integer(std::optional<std::int64_t> value) {
    Building& column = next();
    column.integers.push_back(value.value_or(0));
    column.valid.push_back(value.has_value());
    return *this;
  }
  Sheet& real(std::optional<double> value) {
    Building& column = next();
    column.reals.push_back(value.value_or(0));
    column.valid.push_back(value.has_value());
    return *this;
  }

  Table finish() {
    std::vector<NamedColumn> columns;
    for (Building& column : columns_) {
      Column values = column.type == ColumnType::text ? Column::text(std::move(column.texts))
                      : column.type == ColumnType::integer
                          ? Column::integers(std::move(column.integers), std::move(column.valid))
                          : Column::reals(std::move(column.reals), std::move(column.valid));
      columns.push_back({std::move(column.head), std::move(values)});
    }
    return Table(std::move(name_), std::move(columns));
  }

 private:
  struct Building {
    std::string head;
    ColumnType type;
    Texts texts;
    std::vector<std::int64_t> integers;
    std::vector<double> reals;
    std::vector<bool> valid;
  };
  Building& next() {
    Building& column = columns_[at_];
    at_ = (at_ + 1) % columns_.size();
    return column;
  }
  std::string name_;
  std::vector<Building> columns_;
  std::size_t at_ = 0;
};

/// A branch, widest first. Its order is that of the tree: a branch, then all below it.
using Path = std::vector<std::string>;

/// "A/B/C", written without blanks, as steps.
inline Path steps_of(std::string_view joined) {
  Path path;
  while (!joined.empty()) {
    const std::size_t end = std::min(joined.find('/'), joined.size());
    path.emplace_back(joined.substr(0, end));
    joined.remove_prefix(std::min(end + 1, joined.size()));
  }
  return path;
}
inline std::string joined(const Path& path) {
  std::string text;
  for (const std::string& step : path) text.append(text.empty() ? "" : "/").append(step);
  return text;
}
inline bool lies_in(const Path& path, const Path& branch) {
  return path.size() >= branch.size() && std::equal(branch.begin(), branch.end(), path.begin());
}

struct Totals {
  std::int64_t reported = 0, members = 0, served = 0, needs = 0, seats = 0, posted = 0,
               dispatched = 0, accepted = 0, services = 0, seconds = 0, reached = 0;
  std::vector<std::uint32_t> people;  ///< Each service's member, as often as it served.

  std::int64_t different_people() {
    std::ranges::sort(people);
    people.erase(std::ranges::unique(people).begin(), people.end());
    return static_cast<std::int64_t>(people.size());
  }
};

/// Totals of every branch from `root` down, `levels` deep (0: to the last).
class RollUp {
 public:
  RollUp(Path root, std::size_t levels)
      : root_(std::move(root)), deepest_(levels == 0 ? SIZE_MAX : root_.size() + levels) {
    all_[root_];
  }

  /// Calls add(totals) for the branch itself and for each one above it up to the root.
  template <class Add>
  void add(const Path& path, Add add) {
    for (std::size_t depth = root_.size(); depth <= std::min(path.size(), deepest_); ++depth)
      add(all_[Path(path.begin(), path.begin() + static_cast<std::ptrdiff_t>(depth))]);
    if (path.size() < deepest_) add(own_[path]);
  }

  /// Calls use(path, is_own, totals): a branch, its own part where branches lie below it, and then
  /// those.
  template <class Use>
  void each(Use use) {
    for (auto at = all_.begin(); at != all_.end(); ++at) {
      use(at->first, false, at->second);
      const auto below = std::next(at);
      if (below == all_.end() || !lies_in(below->first, at->first)) continue;
      if (const auto own = own_.find(at->first); own != own_.end())
        use(at->first, true, own->second);
    }
  }

 private:
  Path root_;
  std::size_t deepest_;
  std::map<Path, Totals> all_, own_;
};

}  // namespace reports
}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
