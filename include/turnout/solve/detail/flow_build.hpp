// turnout/solve/detail/flow_build.hpp -- from the caller's arrays to the kernel's network.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <turnout/model/error.hpp>
#include <turnout/solve/flow_problem.hpp>
#include <turnout/solve/network.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// The caller's problem with its sizes settled; answers by position of a pair.
class FlowReader {
 public:
  explicit FlowReader(const FlowProblem& p)
      : p_(p), floats_(std::holds_alternative<std::span<const double>>(p.cost)) {
    if (const auto* u = std::get_if<OneOrEach<double>>(&p.unfilled_cost)) {
      floats_ = floats_ || std::any_of(u->each.begin(), u->each.end(), [](double x) {
                  return x != std::floor(x) || std::abs(x) > 0x1p53;
                });
      if (!u->is_each)
        floats_ = floats_ || u->one != std::floor(u->one) || std::abs(u->one) > 0x1p53;
    }
    n_pairs_ = std::visit([](const auto& c) { return c.size(); }, p.cost);
    IssueCollector bad;
    settle_sizes(bad);
    bad.throw_if_any();
    check_counts(bad);
    check_ids(bad);
    check_costs(bad);
    check_groups(bad);
    bad.throw_if_any();
    check_totals();
  }

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
  [[nodiscard]] std::uint32_t capacity(std::size_t m) const {
    return static_cast<std::uint32_t>(p_.capacity[m]);
  }
  [[nodiscard]] bool floats() const noexcept { return floats_; }

  /// As given, or its negative where the sense is max; +inf: no pair.
  [[nodiscard]] double cost(std::size_t i) const {
    const double c =
        std::visit([i](const auto& all) { return static_cast<double>(all[i]); }, p_.cost);
    return p_.sense == Sense::max ? -c : c;
  }
  [[nodiscard]] bool is_pair(std::size_t i) const {
    const auto* c = std::get_if<std::span<const double>>(&p_.cost);
    return c == nullptr || std::isfinite((*c)[i]);
  }
  /// In steps of the grid.
  [[nodiscard]] std::int64_t units(std::size_t i) const {
    if (const auto* c = std::get_if<std::span<const std::int64_t>>(&p_.cost); c && !floats_) {
      return p_.sense == Sense::max ? -(*c)[i] : (*c)[i];
    }
    return on_grid(cost(i));
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
  void set_shift(int shift) noexcept { shift_ = shift; }
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

 private:
  [[nodiscard]] std::int64_t on_grid(double x) const { return std::llround(std::ldexp(x, shift_)); }

  void add(IssueCollector& bad, std::optional<std::size_t> row, std::string column,
           std::string value, const char* code, std::string message, std::string remedy) const {
    bad.add({.table = p_.matrix ? "matrix" : "pairs",
             .row = row ? std::optional(static_cast<std::int64_t>(*row)) : std::nullopt,
             .column = std::move(column),
             .value = std::move(value),
             .code = code,
             .message = std::move(message),
             .remedy = std::move(remedy)});
  }
  /// A finding about one pair: its row, or row and column of the matrix.
  void add_pair(IssueCollector& bad, std::size_t i, const char* column, std::string value,
                const char* code, std::string message, std::string remedy) const {
    if (p_.matrix) {
      add(bad, i / n_members_, std::to_string(i % n_members_), std::move(value), code,
          std::move(message), std::move(remedy));
    } else {
      add(bad, i, column, std::move(value), code, std::move(message), std::move(remedy));
    }
  }

  void settle_sizes(IssueCollector& bad) {
    const auto given = [&](std::optional<std::int64_t> n, const char* name) -> std::size_t {
      if (!n) return 0;
      if (*n < 0) {
        add(bad, {}, name, std::to_string(*n), "bad_size", "a number of ids is negative",
            "give 0 or more");
        return 0;
      }
      return static_cast<std::size_t>(*n);
    };
    n_needs_ = given(p_.n_needs, "n_needs");
    n_members_ = given(p_.n_members, "n_members");
    if (n_pairs_ >= no_node) {
      throw RangeError("there are 2^32 pairs or more; leave out pairs that cannot pay");
    }
    if (p_.matrix) {
      if (!p_.need.empty() || !p_.member.empty()) {
        add(bad, {}, "need", "", "matrix_with_ids", "a matrix was given together with ids",
            "give a matrix, or three arrays");
      }
      const bool fits = n_members_ == 0 || n_needs_ <= n_pairs_ / n_members_;
      if (!fits || n_needs_ * n_members_ != n_pairs_) {
        add(bad, {}, "cost", std::to_string(n_pairs_), "bad_length",
            "the matrix does not have n_needs x n_members = " + std::to_string(n_needs_) + " x " +
                std::to_string(n_members_) + " costs",
            "give one cost for each need and member");
      }
    } else if (p_.need.size() != n_pairs_ || p_.member.size() != n_pairs_) {
      add(bad, {}, "cost", std::to_string(n_pairs_), "bad_length",
          "need has " + std::to_string(p_.need.size()) + ", member " +
              std::to_string(p_.member.size()) + " and cost " + std::to_string(n_pairs_) +
              " entries",
          "give the three arrays the same length");
    } else {
      if (!p_.n_needs) n_needs_ = largest(bad, p_.need, p_.seats, "need");
      if (!p_.n_members) n_members_ = largest(bad, p_.member, p_.capacity, "member");
    }
    if (n_needs_ >= no_node / 8 || n_members_ >= no_node / 8) {
      throw RangeError("there are 2^29 needs or members or more; split the problem");
    }
  }
  /// How many ids an array or its companion speaks of.
  std::size_t largest(IssueCollector& bad, std::span<const std::int64_t> ids,
                      const OneOrEach<std::int64_t>& each, const char* column) const {
    if (each.is_each) return each.each.size();
    std::int64_t most = -1;
    std::size_t at = 0;
    for (std::size_t i = 0; i < ids.size(); ++i) {
      if (ids[i] > most) {
        most = ids[i];
        at = i;
      }
    }
    // One stray id must not cost gigabytes of empty needs.
    if (static_cast<std::uint64_t>(most + 1) >
        16 * static_cast<std::uint64_t>(n_pairs_) + 1'000'000) {
      add(bad, at, column, std::to_string(most), "id_too_large",
          "the id is far above the number of pairs",
          "number from 0 without large gaps, or give n_needs and n_members");
      return 0;
    }
    return static_cast<std::size_t>(most + 1);
  }

  void check_counts(IssueCollector& bad) {
    const auto check = [&](const OneOrEach<std::int64_t>& x, std::size_t n, const char* name) {
      if (x.is_each && x.each.size() != n) {
        add(bad, {}, name, std::to_string(x.each.size()), "bad_length",
            "there are " + std::to_string(n) + " of them", "give one number, or one each");
        return false;
      }
      const std::size_t given = x.is_each ? n : 1;
      bool good = true;
      for (std::size_t i = 0; i < given; ++i) {
        const std::int64_t k = x[i];
        if (k >= 0 && k < std::int64_t{1} << 31) continue;
        good = false;
        add(bad, x.is_each ? std::optional(i) : std::nullopt, name, std::to_string(k),
            k < 0 ? "negative" : "too_large", k < 0 ? "it is negative" : "it is 2^31 or more",
            "give a number from 0 to 2147483647");
      }
      return good;
    };
    if (check(p_.seats, n_needs_, "seats")) {
      for (std::size_t n = 0; n < n_needs_; ++n) total_seats_ += p_.seats[n];
      if (total_seats_ >= std::int64_t{1} << 31) {
        throw RangeError("the seats add up to 2^31 or more");
      }
    }
    check(p_.capacity, n_members_, "capacity");
  }

  void check_ids(IssueCollector& bad) const {
    if (p_.matrix) return;
    const auto check = [&](std::span<const std::int64_t> ids, std::size_t n, const char* column) {
      for (std::size_t i = 0; i < ids.size(); ++i) {
        if (ids[i] >= 0 && static_cast<std::uint64_t>(ids[i]) < n) continue;
        add(bad, i, column, std::to_string(ids[i]), "unknown_id",
            "ids go from 0 to " + std::to_string(static_cast<std::int64_t>(n) - 1),
            "correct the id, or the number of ids");
      }
    };
    check(p_.need, n_needs_, "need");
    check(p_.member, n_members_, "member");
  }

  void check_costs(IssueCollector& bad) {
    constexpr std::int64_t most = std::int64_t{1} << 53;
    if (const auto* whole = std::get_if<std::span<const std::int64_t>>(&p_.cost)) {
      for (std::size_t i = 0; i < n_pairs_; ++i) {
        const std::int64_t c = (*whole)[i];
        if (c > most || c < -most) {
          throw RangeError("the cost at position " + std::to_string(i) + ", " + std::to_string(c) +
                           ", is past 2^53; give smaller costs");
        }
        largest_ = std::max(largest_, std::abs(static_cast<double>(c)));
        if (floats_) finest_ = std::min(finest_, finest_bit(static_cast<double>(c)));
      }
    } else {
      for (std::size_t i = 0; i < n_pairs_; ++i) {
        const double c = cost(i);
        if (std::isfinite(c)) {
          largest_ = std::max(largest_, std::abs(c));
          finest_ = std::min(finest_, finest_bit(c));
        } else if (std::isnan(c)) {
          add_pair(bad, i, "cost", "nan", "not_a_number", "the cost is not a number",
                   "give a cost, or leave the pair out");
        } else if (c < 0) {
          add_pair(bad, i, "cost", p_.sense == Sense::max ? "inf" : "-inf", "not_finite",
                   "the cost is infinitely good",
                   p_.sense == Sense::max ? "-inf says that this is no pair"
                                          : "inf says that this is no pair");
        }
      }
    }
    if (p_.unfilled_cost.index() == 0) return;
    const auto check = [&](const auto& u) {
      if (u.is_each && u.each.size() != n_needs_) {
        add(bad, {}, "unfilled_cost", std::to_string(u.each.size()), "bad_length",
            "there are " + std::to_string(n_needs_) + " needs", "give one number, or one a need");
        return;
      }
      for (std::size_t n = 0; n < (u.is_each ? n_needs_ : 1); ++n) {
        const auto x = static_cast<double>(u[n]);
        if (std::isnan(x) || x == -std::numeric_limits<double>::infinity()) {
          add(bad, u.is_each ? std::optional(n) : std::nullopt, "unfilled_cost",
              std::isnan(x) ? "nan" : "-inf", "not_a_number", "the unfilled cost is not a number",
              "give a cost; inf, or none at all, says that all seats must be filled");
        } else if (std::isfinite(x)) {
          if (!floats_ && std::abs(x) > 0x1p53) {
            throw RangeError("an unfilled_cost is past 2^53; give smaller costs");
          }
          largest_ = std::max(largest_, std::abs(x));
          finest_ = std::min(finest_, finest_bit(x));
        }
      }
    };
    if (const auto* whole = std::get_if<OneOrEach<std::int64_t>>(&p_.unfilled_cost)) check(*whole);
    if (const auto* real = std::get_if<OneOrEach<double>>(&p_.unfilled_cost)) check(*real);
  }
  /// The power of two of a number's last binary digit.
  static int finest_bit(double x) {
    if (x == 0.0) return 2000;
    int exponent = 0;
    const double mantissa = std::frexp(std::abs(x), &exponent);
    const auto digits = static_cast<std::uint64_t>(std::ldexp(mantissa, 53));
    return exponent - 53 + std::countr_zero(digits);
  }

  void check_groups(IssueCollector& bad) const {
    for (std::size_t g = 0; g < p_.groups.size(); ++g) {
      if (p_.groups[g].group.size() != n_pairs_) {
        add(bad, {}, "group", std::to_string(p_.groups[g].group.size()), "bad_length",
            "there are " + std::to_string(n_pairs_) + " pairs", "give one group a pair");
      }
      if (p_.groups[g].limit < 0) {
        add(bad, {}, "group_limit", std::to_string(p_.groups[g].limit), "negative",
            "it is negative", "give 0 or more");
      }
    }
  }

  /// Chooses the grid so that no total can pass 2^50 steps, and no price 2^53.
  void check_totals() {
    // Every seat adds one cost or one unfilled cost; the kernel counts both.
    const double terms = 2.0 * static_cast<double>(std::max<std::int64_t>(total_seats_, 1));
    if (!floats_) return;
    int top = 0;
    std::frexp(largest_, &top);
    int spread = 0;
    std::frexp(terms, &spread);
    if (top + spread > 1000) {
      throw RangeError("costs could add up to more than a float holds; give smaller costs");
    }
    int shift = std::min({40 - top, 50 - top - spread, 1000});
    if (-finest_ < shift) shift = std::max(-finest_, std::min(shift, 0));
    set_shift(largest_ == 0.0 ? 0 : shift);
  }

  const FlowProblem& p_;
  bool floats_;
  std::size_t n_pairs_ = 0;
  std::size_t n_needs_ = 0;
  std::size_t n_members_ = 0;
  std::int64_t total_seats_ = 0;
  double largest_ = 0;
  int finest_ = 2000;
  int shift_ = 0;
};

/// The network and the way back to the caller's positions.
struct FlowModel {
  FlowNetwork net;
  bool mirrored = false;  ///< Rows are members: the shorter side of a matrix is filled.
  std::vector<std::uint32_t> position;  ///< Of a candidate. Empty: as they stand.
  /// Node of a pair in each family of groups, by position; no_node: it is no pair.
  std::vector<std::vector<std::uint32_t>> group_node;
  std::uint32_t first_root = 0;  ///< Node of member 0 (mirrored: of need 0).

  [[nodiscard]] std::uint32_t at(std::uint32_t candidate) const {
    return position.empty() ? candidate : position[candidate];
  }
};

/// Nodes of the groups: families from narrow to wide, then the members themselves.
inline std::vector<std::uint32_t> add_groups(const FlowProblem& p, const FlowReader& in,
                                             FlowModel& model) {
  const std::size_t families = p.groups.size();
  std::vector<std::uint32_t> order;  // Pairs by member.
  for (std::size_t i = 0; i < in.n_pairs(); ++i) {
    if (in.is_pair(i)) order.push_back(static_cast<std::uint32_t>(i));
  }
  IssueCollector bad;
  std::vector<std::uint32_t> up_of;  // A pair that stands for the node in the next family.
  std::vector<std::uint32_t>& parent = model.net.parent;
  std::vector<std::size_t> first_node(families + 1, 0);
  model.group_node.assign(families, std::vector<std::uint32_t>(in.n_pairs(), no_node));
  for (std::size_t f = 0; f < families; ++f) {
    const auto key = [&](std::uint32_t i) { return std::pair(in.member(i), p.groups[f].group[i]); };
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
      return key(a) != key(b) ? key(a) < key(b) : a < b;
    });
    first_node[f] = up_of.size();
    for (std::size_t k = 0; k < order.size(); ++k) {
      const std::uint32_t i = order[k];
      if (k == 0 || key(order[k - 1]) != key(i)) up_of.push_back(i);
      model.group_node[f][i] = static_cast<std::uint32_t>(up_of.size() - 1);
      const std::uint32_t first = up_of.back();
      if (f + 1 < families && p.groups[f + 1].group[first] != p.groups[f + 1].group[i]) {
        bad.add({.table = "pairs",
                 .row = static_cast<std::int64_t>(i),
                 .column = "group",
                 .value = std::to_string(p.groups[f].group[i]),
                 .code = "groups_not_nested",
                 .message = "pairs " + std::to_string(first) + " and " + std::to_string(i) +
                            " of member " + std::to_string(in.member(i)) +
                            " share this group but not the next wider one",
                 .remedy = "give groups from narrow to wide, each inside one of the next"});
      }
    }
  }
  bad.throw_if_any();
  first_node[families] = up_of.size();
  parent.resize(up_of.size() + in.n_members());
  model.net.capacity.resize(parent.size());
  model.first_root = static_cast<std::uint32_t>(up_of.size());
  for (std::size_t f = 0; f < families; ++f) {
    const auto limit = static_cast<std::uint32_t>(
        std::min<std::int64_t>(p.groups[f].limit, std::numeric_limits<std::int32_t>::max()));
    for (std::size_t v = first_node[f]; v < first_node[f + 1]; ++v) {
      model.net.capacity[v] = limit;
      parent[v] = f + 1 < families
                      ? model.group_node[f + 1][up_of[v]]
                      : model.first_root + static_cast<std::uint32_t>(in.member(up_of[v]));
    }
  }
  return families > 0 ? model.group_node[0] : std::vector<std::uint32_t>{};
}

inline FlowModel build_flow(const FlowProblem& p, const FlowReader& in) {
  FlowModel model;
  FlowNetwork& net = model.net;
  model.mirrored = in.fills_shorter_side() && in.n_needs() > in.n_members();
  const std::size_t rows = model.mirrored ? in.n_members() : in.n_needs();
  const std::size_t columns = model.mirrored ? in.n_needs() : in.n_members();
  const auto row = [&](std::size_t i) { return model.mirrored ? in.member(i) : in.need(i); };
  const auto column = [&](std::size_t i) { return model.mirrored ? in.need(i) : in.member(i); };

  net.row_start.assign(rows + 1, 0);
  bool in_order = true;
  std::size_t before = 0;
  for (std::size_t i = 0; i < in.n_pairs(); ++i) {
    const std::size_t r = row(i);
    in_order = in_order && in.is_pair(i) && r >= before;
    before = r;
    if (in.is_pair(i)) ++net.row_start[r + 1];
  }
  for (std::size_t r = 0; r < rows; ++r) net.row_start[r + 1] += net.row_start[r];
  const std::size_t n = net.row_start.back();
  if (!in_order) {
    model.position.resize(n);
    std::vector<std::uint32_t> at(net.row_start.begin(), net.row_start.end() - 1);
    for (std::size_t i = 0; i < in.n_pairs(); ++i) {
      if (in.is_pair(i)) model.position[at[row(i)]++] = static_cast<std::uint32_t>(i);
    }
  }
  if (!p.matrix) {  // Pairs given twice.
    IssueCollector bad;
    std::vector<std::uint32_t> seen(columns, no_node);  // The last pair of a column.
    for (std::uint32_t j = 0; j < n; ++j) {
      const std::uint32_t i = model.at(j);
      std::uint32_t& last = seen[column(i)];
      if (last != no_node && row(last) == row(i)) {
        bad.add({.table = "pairs",
                 .row = static_cast<std::int64_t>(i),
                 .column = "need",
                 .value = std::to_string(in.need(i)),
                 .code = "duplicate_pair",
                 .message = "need " + std::to_string(in.need(i)) + " and member " +
                            std::to_string(in.member(i)) + " already stand at position " +
                            std::to_string(last),
                 .remedy = "give each pair once"});
      }
      last = i;
    }
    bad.throw_if_any();
  }

  const std::vector<std::uint32_t> group_leaf = add_groups(p, in, model);
  if (model.mirrored) {
    net.parent.assign(columns, no_node);
    net.capacity.assign(columns, 1);
    model.first_root = 0;
  } else {
    for (std::size_t m = 0; m < columns; ++m) {
      net.parent[model.first_root + m] = no_node;
      net.capacity[model.first_root + m] = in.capacity(m);
    }
  }
  net.leaf.resize(n);
  net.cost.resize(n);
  for (std::uint32_t j = 0; j < n; ++j) {
    const std::uint32_t i = model.at(j);
    net.leaf[j] = group_leaf.empty() ? model.first_root + static_cast<std::uint32_t>(column(i))
                                     : group_leaf[i];
    net.cost[j] = in.units(i);
  }
  net.seats.resize(rows);
  net.value_start.assign(rows + 1, 0);
  for (std::size_t r = 0; r < rows; ++r) {
    net.seats[r] = model.mirrored ? 1 : in.seats(r);
    const std::int64_t value = model.mirrored ? must_fill : in.unfilled_units(r);
    if (net.seats[r] > 0) net.value.push_back({net.seats[r], value});
    net.value_start[r + 1] = static_cast<std::uint32_t>(net.value.size());
  }
  return model;
}

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
