// turnout/solve/detail/flow_reader.hpp -- the caller's arrays: looked through once, then answered by.
//
// Sizes come first, since nothing can be read before they fit; then every column is looked
// through, and all that is bad is told together. Nothing is copied, and no memory is taken but for
// what is told, and for four bytes a need that has pairs. Columns are read in their own type, and the common case, in which all is good, is
// a pass over each at the speed at which they come from memory (flow_scan.hpp).
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <turnout/model/error.hpp>
#include <turnout/solve/detail/flow_issues.hpp>
#include <turnout/solve/detail/flow_scan.hpp>
#include <turnout/solve/detail/rows.hpp>
#include <turnout/solve/flow_problem.hpp>
#include <turnout/solve/network.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// The caller's problem with its sizes settled; answers by position of a pair.
class FlowReader {
 public:
  explicit FlowReader(const FlowProblem& p) : p_(p) {
    if (const auto* whole = std::get_if<std::span<const std::int64_t>>(&p.cost)) wholes_ = *whole;
    if (const auto* real = std::get_if<std::span<const double>>(&p.cost)) reals_ = *real;
    real_costs_ = std::holds_alternative<std::span<const double>>(p.cost);
    n_pairs_ = real_costs_ ? reals_.size() : wholes_.size();
    FlowIssues bad(p);
    settle_sizes(bad);
    bad.throw_if_any();
    check_counts(bad);
    check_ids(bad);
    check_unfilled(bad);
    check_costs(bad);
    for (const FlowGroups& family : p.groups) {
      if (family.limit < 0) {
        bad.add("group_limit", std::to_string(family.limit), "negative", "it is negative",
                "give 0 or more");
      }
    }
    if (!bad.empty() && scan_.known && !p.matrix) add_duplicates(bad);
    bad.throw_if_any();
    check_range();
  }

  [[nodiscard]] bool is_matrix() const noexcept { return p_.matrix; }
  [[nodiscard]] std::size_t n_pairs() const noexcept { return n_pairs_; }
  [[nodiscard]] std::size_t n_needs() const noexcept { return n_needs_; }
  [[nodiscard]] std::size_t n_members() const noexcept { return n_members_; }
  [[nodiscard]] std::size_t need(std::size_t i) const {
    return p_.matrix ? i / n_members_ : static_cast<std::size_t>(p_.need[i]);
  }
  [[nodiscard]] std::size_t member(std::size_t i) const {
    return p_.matrix ? i % n_members_ : static_cast<std::size_t>(p_.member[i]);
  }
  [[nodiscard]] std::uint32_t seats(std::size_t n) const {
    return static_cast<std::uint32_t>(p_.seats[n]);
  }
  [[nodiscard]] std::int64_t total_seats() const noexcept { return total_seats_; }
  [[nodiscard]] std::uint32_t capacity(std::size_t m) const {
    return static_cast<std::uint32_t>(p_.capacity[m]);
  }
  [[nodiscard]] bool floats() const noexcept { return floats_; }
  /// Whether all costs are whole and within small_cost; then they are wholes().
  [[nodiscard]] bool small_costs() const noexcept { return small_costs_; }
  /// Whether every seat may stay empty, at a cost within small_cost.
  [[nodiscard]] bool small_unfilled() const noexcept {
    return may_be_empty_ && largest_unfilled_ < static_cast<double>(small_cost);
  }
  [[nodiscard]] std::span<const std::int64_t> wholes() const noexcept { return wholes_; }
  /// How the pairs stand. Not of a matrix.
  [[nodiscard]] const IdScan& ids() const noexcept { return scan_; }

  /// As given, or its negative where the sense is max; +inf: no pair.
  [[nodiscard]] double cost(std::size_t i) const {
    const double c = real_costs_ ? reals_[i] : static_cast<double>(wholes_[i]);
    return p_.sense == Sense::max ? -c : c;
  }
  [[nodiscard]] bool is_pair(std::size_t i) const {
    return !real_costs_ || std::isfinite(reals_[i]);
  }
  /// In steps of the grid.
  [[nodiscard]] std::int64_t units(std::size_t i) const {
    if (floats_) return on_grid(cost(i));
    return p_.sense == Sense::max ? -wholes_[i] : wholes_[i];
  }
  /// Of an empty seat; infinite: it must be filled.
  [[nodiscard]] double unfilled(std::size_t n) const {
    if (const auto* whole = std::get_if<OneOrEach<std::int64_t>>(&p_.unfilled_cost)) {
      return static_cast<double>((*whole)[n]);
    }
    if (const auto* real = std::get_if<OneOrEach<double>>(&p_.unfilled_cost)) return (*real)[n];
    return std::numeric_limits<double>::infinity();
  }
  [[nodiscard]] std::int64_t unfilled_units(std::size_t n) const {
    const double u = unfilled(n);
    if (!std::isfinite(u)) return must_fill;
    return floats_ ? on_grid(u) : static_cast<std::int64_t>(u);
  }
  /// Grid: a cost of 1 is 2^shift steps.
  [[nodiscard]] int shift() const noexcept { return shift_; }

  /// Whether the shorter side of a matrix is to be filled, whichever it is.
  [[nodiscard]] bool fills_shorter_side() const {
    const auto ones = [](const OneOrEach<std::int64_t>& x) {
      return x.is_each ? std::all_of(x.each.begin(), x.each.end(), [](auto k) { return k == 1; })
                       : x.one == 1;
    };
    return (p_.matrix || p_.sparse_matrix) && p_.unfilled_cost.index() == 0 && p_.groups.empty() &&
           ones(p_.seats) && ones(p_.capacity);
  }
  /// All pairs that stand twice; for when it is known that there are some.
  [[noreturn]] void throw_duplicates() const {
    FlowIssues bad(p_);
    add_duplicates(bad);
    bad.throw_if_any();
    throw Error("no pair stands twice");  // Not reached: somebody saw one.
  }

 private:
  static constexpr std::int64_t most_ = std::int64_t{1} << 53;

  [[nodiscard]] std::int64_t on_grid(double x) const { return std::llround(std::ldexp(x, shift_)); }

  /// Lengths and numbers of ids. Ids are read only where nothing else says how many there are.
  void settle_sizes(FlowIssues& bad) {
    const auto given = [&](std::optional<std::int64_t> n, const char* name) -> std::size_t {
      if (!n || *n >= 0) return static_cast<std::size_t>(n.value_or(0));
      bad.add(name, std::to_string(*n), "bad_size", "a number of ids is negative",
              "give 0 or more");
      return 0;
    };
    n_needs_ = given(p_.n_needs, "n_needs");
    n_members_ = given(p_.n_members, "n_members");
    if (n_pairs_ >= no_node) {
      throw RangeError("there are 2^32 pairs or more; leave out pairs that cannot pay");
    }
    for (const FlowGroups& family : p_.groups) {
      if (family.group.size() != n_pairs_) {
        bad.add("group", std::to_string(family.group.size()), "bad_length",
                "there are " + std::to_string(n_pairs_) + " pairs", "give one group a pair");
      }
    }
    if (p_.matrix) {
      if (!p_.need.empty() || !p_.member.empty()) {
        bad.add("need", "", "matrix_with_ids", "a matrix was given together with ids",
                "give a matrix, or three arrays");
      }
      const bool fits = n_members_ == 0 || n_needs_ <= n_pairs_ / n_members_;
      if (!fits || n_needs_ * n_members_ != n_pairs_) {
        bad.add("cost", std::to_string(n_pairs_), "bad_length",
                "the matrix does not have n_needs x n_members = " + std::to_string(n_needs_) +
                    " x " + std::to_string(n_members_) + " costs",
                "give one cost for each need and member");
      }
    } else if (p_.need.size() != n_pairs_ || p_.member.size() != n_pairs_) {
      bad.add("cost", std::to_string(n_pairs_), "bad_length",
              "need has " + std::to_string(p_.need.size()) + ", member " +
                  std::to_string(p_.member.size()) + " and cost " + std::to_string(n_pairs_) +
                  " entries",
              "give the three arrays the same length");
    } else {
      if (!p_.n_needs) n_needs_ = count_of(p_.need, p_.seats);
      if (!p_.n_members) n_members_ = count_of(p_.member, p_.capacity);
    }
    if (n_needs_ >= no_node / 8 || n_members_ >= no_node / 8) {
      throw RangeError("there are 2^29 needs or members or more; split the problem");
    }
    check_length(bad, p_.seats, n_needs_, "needs", "seats");
    check_length(bad, p_.capacity, n_members_, "members", "capacity");
    std::visit(
        [&](const auto& u) {
          if constexpr (!std::is_same_v<std::decay_t<decltype(u)>, std::monostate>) {
            if (u.is_each && u.each.size() != n_needs_) {
              bad.add_row("needs", {}, "unfilled_cost", std::to_string(u.each.size()), "bad_length",
                          "there are " + std::to_string(n_needs_) + " needs",
                          "give one number, or one a need");
            }
          }
        },
        p_.unfilled_cost);
  }
  /// How many ids an array or its companion speaks of, as far as that can be believed: one stray
  /// id must not cost gigabytes of empty needs, so ids far above the number of pairs count as
  /// unknown.
  [[nodiscard]] std::size_t count_of(std::span<const std::int64_t> ids,
                                     const OneOrEach<std::int64_t>& each) const {
    if (each.is_each) return each.each.size();
    return std::min(static_cast<std::size_t>(largest_of(ids)) + 1, believable());
  }
  [[nodiscard]] std::size_t believable() const { return 16 * n_pairs_ + 1'000'000; }

  static void check_length(FlowIssues& bad, const OneOrEach<std::int64_t>& x, std::size_t n,
                           const char* table, const char* name) {
    if (!x.is_each || x.each.size() == n) return;
    bad.add_row(table, {}, name, std::to_string(x.each.size()), "bad_length",
                "there are " + std::to_string(n) + " of them", "give one number, or one each");
  }

  void check_counts(FlowIssues& bad) {
    constexpr std::int64_t end = std::int64_t{1} << 31;
    const auto check = [&](const OneOrEach<std::int64_t>& x, const char* table, const char* name) {
      const std::size_t given = x.is_each ? x.each.size() : 1;
      for (std::size_t i = 0; i < given; ++i) {
        const std::int64_t k = x[i];
        if ((k >= 0 && k < end) || bad.only_counts()) continue;
        bad.add_row(table, x.is_each ? std::optional(i) : std::nullopt, name, std::to_string(k),
                    k < 0 ? "negative" : "too_large",
                    k < 0 ? "it is negative" : "it is 2^31 or more",
                    "give a number from 0 to 2147483647");
      }
    };
    check(p_.seats, "needs", "seats");
    check(p_.capacity, "members", "capacity");
    if (!bad.empty()) return;
    total_seats_ = p_.seats.is_each
                       ? std::reduce(p_.seats.each.begin(), p_.seats.each.end(), std::int64_t{0})
                       : p_.seats.one * static_cast<std::int64_t>(n_needs_);
  }

  void check_ids(FlowIssues& bad) {
    if (p_.matrix) return;
    scan_ = IdScanner(p_.need, p_.member, n_needs_, n_members_).scan();
    if (scan_.known) return;
    const auto check = [&](std::span<const std::int64_t> ids, std::size_t n, bool guessed,
                           const char* column) {
      for (std::size_t i = 0; i < ids.size(); ++i) {
        if (ids[i] >= 0 && static_cast<std::uint64_t>(ids[i]) < n) continue;
        if (bad.only_counts()) continue;
        if (guessed && ids[i] >= 0) {
          bad.add_pair(i, column, std::to_string(ids[i]), "id_too_large",
                       "the id is far above the number of pairs",
                       "number from 0 without large gaps, or give n_needs and n_members");
        } else {
          bad.add_pair(i, column, std::to_string(ids[i]), "unknown_id",
                       n == 0
                           ? "there are no ids"
                           : "ids go from 0 to " + std::to_string(static_cast<std::int64_t>(n) - 1),
                       "correct the id, or the number of ids");
        }
      }
    };
    check(p_.need, n_needs_, !p_.n_needs && !p_.seats.is_each, "need");
    check(p_.member, n_members_, !p_.n_members && !p_.capacity.is_each, "member");
  }

  /// Whole unfilled costs beside whole costs leave the problem one of whole numbers.
  void check_unfilled(FlowIssues& bad) {
    floats_ = real_costs_;
    may_be_empty_ = p_.unfilled_cost.index() != 0;
    const auto check = [&](const auto& u) {
      for (std::size_t n = 0; n < (u.is_each ? n_needs_ : 1); ++n) {
        const auto x = static_cast<double>(u[n]);
        if (std::isfinite(x)) {
          see(x);
          largest_unfilled_ = std::max(largest_unfilled_, std::abs(x));
          floats_ = floats_ || x != std::floor(x);
        } else if (x > 0) {
          may_be_empty_ = false;
        } else if (!bad.only_counts()) {
          bad.add_row("needs", u.is_each ? std::optional(n) : std::nullopt, "unfilled_cost",
                      std::isnan(x) ? "nan" : "-inf", "not_a_number",
                      "the unfilled cost is not a number",
                      "give a cost; inf, or none at all, says that all seats must be filled");
        }
      }
    };
    if (const auto* whole = std::get_if<OneOrEach<std::int64_t>>(&p_.unfilled_cost)) check(*whole);
    if (const auto* real = std::get_if<OneOrEach<double>>(&p_.unfilled_cost)) {
      check(*real);
      floats_ = floats_ || largest_unfilled_ > 0x1p53;
    }
  }

  void check_costs(FlowIssues& bad) {
    if (real_costs_) {
      for (std::size_t i = 0; i < n_pairs_; ++i) {
        const double c = reals_[i];
        if (std::isfinite(c)) {
          see(c);
        } else if (std::isnan(c)) {
          if (bad.only_counts()) continue;
          bad.add_pair(i, "cost", "nan", "not_a_number", "the cost is not a number",
                       "give a cost, or leave the pair out");
        } else if ((c < 0) == (p_.sense == Sense::min)) {
          if (bad.only_counts()) continue;
          bad.add_pair(i, "cost", c < 0 ? "-inf" : "inf", "not_finite",
                       "the cost is infinitely good",
                       c < 0 ? "inf says that this is no pair" : "-inf says that this is no pair");
        }
      }
      return;
    }
    small_costs_ = !floats_ && all_within(wholes_, small_cost - 1);
    if (small_costs_) return;
    for (std::size_t i = 0; i < n_pairs_; ++i) {
      const std::int64_t c = wholes_[i];
      if (c > most_ || c < -most_) {
        ++beyond_;
        if (beyond_ == 1) first_beyond_ = i;
      }
      if (floats_) see(static_cast<double>(c));
    }
  }

  /// Takes part in the choice of the grid.
  void see(double x) {
    largest_ = std::max(largest_, std::abs(x));
    const double steps = x * coarsest_;  // Infinite: a multiple all the more; 0: look.
    if (steps == std::floor(steps) && (steps != 0.0 || x == 0.0)) return;
    finest_ = std::min(finest_, finest_bit(x));
    coarsest_ = std::ldexp(1.0, std::clamp(-finest_, -1000, 1000));
  }
  /// The power of two of a number's last binary digit.
  static int finest_bit(double x) {
    if (x == 0.0) return 2000;
    int exponent = 0;
    const double mantissa = std::frexp(std::abs(x), &exponent);
    const auto digits = static_cast<std::uint64_t>(std::ldexp(mantissa, 53));
    return exponent - 53 + std::countr_zero(digits);
  }

  void add_duplicates(FlowIssues& bad) const {
    std::vector<std::uint32_t> order;
    order.reserve(n_pairs_);
    for (std::size_t i = 0; i < n_pairs_; ++i) {
      if (is_pair(i)) order.push_back(static_cast<std::uint32_t>(i));
    }
    const auto key = [&](std::uint32_t i) { return std::pair(p_.need[i], p_.member[i]); };
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
      return key(a) != key(b) ? key(a) < key(b) : a < b;
    });
    for (std::size_t k = 1; k < order.size(); ++k) {
      const std::uint32_t i = order[k];
      if (key(order[k - 1]) != key(i) || bad.only_counts()) continue;
      bad.add_pair(i, "need", std::to_string(p_.need[i]), "duplicate_pair",
                   "need " + std::to_string(p_.need[i]) + " and member " +
                       std::to_string(p_.member[i]) + " already stand at position " +
                       std::to_string(order[k - 1]),
                   "give each pair once");
    }
  }

  /// Totals stay exact: whole costs by what they can add up to, floats by a grid on which no total
  /// passes 2^50 steps, and no price 2^53.
  void check_range() {
    if (total_seats_ >= std::int64_t{1} << 31) {
      throw RangeError("the seats add up to 2^31 or more; split the problem");
    }
    if (beyond_ > 0) {
      throw RangeError("the cost at position " + std::to_string(first_beyond_) + ", " +
                       std::to_string(wholes_[first_beyond_]) + ", is past 2^53" +
                       (beyond_ > 1 ? " (and " + std::to_string(beyond_ - 1) + " more)" : "") +
                       "; give smaller costs");
    }
    if (!floats_) {
      if (largest_unfilled_ > 0x1p53) {
        throw RangeError("an unfilled_cost is past 2^53; give smaller costs");
      }
      return;
    }
    // Every seat adds one cost or one unfilled cost; the kernel counts both.
    const double terms = 2.0 * static_cast<double>(std::max<std::int64_t>(total_seats_, 1));
    int top = 0;
    std::frexp(largest_, &top);
    int spread = 0;
    std::frexp(terms, &spread);
    if (top + spread > 1000) {
      throw RangeError("costs could add up to more than a float holds; give smaller costs");
    }
    int shift = std::min({40 - top, 50 - top - spread, 1000});
    if (-finest_ < shift) shift = std::max(-finest_, std::min(shift, 0));
    shift_ = largest_ == 0.0 ? 0 : shift;
  }

  const FlowProblem& p_;
  std::span<const std::int64_t> wholes_;
  std::span<const double> reals_;
  bool real_costs_ = false;
  bool floats_ = false;
  bool small_costs_ = false;
  bool may_be_empty_ = false;
  IdScan scan_;
  std::size_t n_pairs_ = 0;
  std::size_t n_needs_ = 0;
  std::size_t n_members_ = 0;
  std::int64_t total_seats_ = 0;
  std::size_t beyond_ = 0;  // Whole costs past 2^53.
  std::size_t first_beyond_ = 0;
  double largest_ = 0;
  double largest_unfilled_ = 0;
  int finest_ = 2000;
  double coarsest_ = 0;  // 2^-finest_.
  int shift_ = 0;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
