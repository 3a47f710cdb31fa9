// turnout/solve/detail/repair_state.hpp -- the edge of a Repair: ids and numbers are checked, totals
// are kept in range, and a change is made whole or not at all.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/model/error.hpp>
#include <turnout/solve/detail/flow_build.hpp>
#include <turnout/solve/detail/repair_changes.hpp>
#include <turnout/solve/detail/repair_numbers.hpp>
#include <turnout/solve/detail/repair_start.hpp>
#include <turnout/solve/repair.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

class RepairState {
 public:
  RepairState(const FlowProblem& problem, const FlowResult& result) {
    const FlowReader in(problem);
    repairing::check_supported(problem, in);
    grid_ = repairing::Grid(in.floats(), in.shift(), problem.sense == Sense::max);
    repairing::build_network(in, net_);
    for (std::uint32_t n = 0; n < net_.need.size(); ++n) {
      load_.costs += weight(n);
      load_.seats += net_.need[n].seats;
    }
    load_.check();
    repairing::use_pairs(result, net_);
    repairing::take_prices(result, grid_.step(), net_);
    try {
      repairing::finish(net_, changes_);
    } catch (const RepairSearch::Blocked&) {
      throw cannot_fill();
    }
  }
  RepairState(const RepairState&) = delete;
  RepairState& operator=(const RepairState&) = delete;

  [[nodiscard]] const RepairNetwork& net() const noexcept { return net_; }
  [[nodiscard]] const repairing::Grid& grid() const noexcept { return grid_; }

  RepairChange add_pair(std::int64_t need, std::int64_t member, const FlowCost& cost) {
    const std::uint32_t n = need_at(need);
    const std::uint32_t m = member_at(member);
    for (const std::uint32_t p : net_.row_of_member[m]) {
      if (net_.pair[p].need == n) {
        repairing::refuse("pairs", p, "need", std::to_string(n), "duplicate_pair",
                          joined(n, m) + " already are pair " + std::to_string(p),
                          "change its cost, or remove it first");
      }
    }
    const repairing::Amount c = finite(cost, std::nullopt);
    return run([&](RepairChange& change) {
      const repairing::Wide before = weight(n);
      change.id = new_pair(n, m, c, change);
      const auto p = static_cast<std::uint32_t>(change.id);
      net_.link(p);
      grow(weight(n) - before);
      changes_.settle(p);
    });
  }
  RepairChange remove_pair(std::int64_t pair) {
    const std::uint32_t p = pair_at(pair);
    return run([&](RepairChange&) {
      const std::uint32_t n = net_.pair[p].need;
      const repairing::Wide before = weight(n);
      changes_.remove_pair(p);
      grow(weight(n) - before);
    });
  }
  RepairChange set_cost(std::int64_t pair, const FlowCost& cost) {
    const std::uint32_t p = pair_at(pair);
    const repairing::Amount c = finite(cost, pair);
    return run([&](RepairChange& change) {
      const std::uint32_t n = net_.pair[p].need;
      const repairing::Wide before = weight(n);
      net_.set_cost(p, c.steps, c.given);
      change.rounded = c.rounded;
      grow(weight(n) - before);
      changes_.settle(p);
    });
  }

  RepairChange add_need(const NewNeed& x) {
    const std::uint32_t seats = repairing::count_of(x.seats, "needs", std::nullopt, "seats");
    const repairing::Amount unfilled = grid_.unfilled(x.unfilled_cost, std::nullopt);
    const std::vector<NewPair> pairs = new_pairs(x.member, x.cost, "member");
    if (net_.need.size() >= no_node / 8 - 1) throw RangeError("there are 2^29 needs or more");
    return run([&](RepairChange& change) {
      const std::uint32_t n = net_.add_need({0, unfilled.steps, 0, false}, unfilled.given);
      change.id = n;
      change.rounded = unfilled.rounded;
      for (const NewPair& p : pairs) {
        note_first(change, new_pair(n, p.with, p.cost, change));
        if (!p.cost.infinite()) net_.link(static_cast<std::uint32_t>(net_.pair.size() - 1));
      }
      grow(weight(n, seats, unfilled.steps), seats);
      changes_.open_need(n, seats);
    });
  }
  RepairChange remove_need(std::int64_t need) {
    const std::uint32_t n = need_at(need);
    RepairChange change = run([&](RepairChange&) {
      grow(-weight(n), -static_cast<std::int64_t>(net_.need[n].seats));
      changes_.close_need(n);
    });
    net_.row_of_need.release(n);
    net_.used_by_need.release(n);
    return change;
  }
  RepairChange set_seats(std::int64_t need, std::int64_t seats) {
    const std::uint32_t n = need_at(need);
    const std::uint32_t k = repairing::count_of(seats, "needs", need, "seats");
    return run([&](RepairChange&) {
      const RepairNeed& x = net_.need[n];
      grow(weight(n, k, x.unfilled) - weight(n), std::int64_t{k} - x.seats);
      changes_.set_seats(n, k);
    });
  }
  RepairChange set_unfilled_cost(std::int64_t need, const std::optional<FlowCost>& cost) {
    const std::uint32_t n = need_at(need);
    const repairing::Amount unfilled = grid_.unfilled(cost, need);
    return run([&](RepairChange& change) {
      change.rounded = unfilled.rounded;
      grow(weight(n, net_.need[n].seats, unfilled.steps) - weight(n));
      changes_.set_unfilled(n, unfilled.steps, unfilled.given);
    });
  }

  RepairChange add_member(const NewMember& x) {
    const std::uint32_t capacity =
        repairing::count_of(x.capacity, "members", std::nullopt, "capacity");
    const std::vector<NewPair> pairs = new_pairs(x.need, x.cost, "need");
    if (net_.member.size() >= no_node / 8 - 1) throw RangeError("there are 2^29 members or more");
    return run([&](RepairChange& change) {
      const std::uint32_t m = net_.add_member();
      change.id = m;
      for (const NewPair& p : pairs) {
        const repairing::Wide before = weight(p.with);
        note_first(change, new_pair(p.with, m, p.cost, change));
        if (p.cost.infinite()) continue;
        net_.link(static_cast<std::uint32_t>(net_.pair.size() - 1));
        grow(weight(p.with) - before);
      }
      changes_.open_member(m, capacity);
    });
  }
  RepairChange remove_member(std::int64_t member) {
    const std::uint32_t m = member_at(member);
    RepairChange change = run([&](RepairChange&) {
      std::vector<std::uint32_t> needs;
      for (const std::uint32_t p : net_.row_of_member[m]) needs.push_back(net_.pair[p].need);
      const auto weights = [&] {
        repairing::Wide all = 0;
        for (const std::uint32_t n : needs) all += weight(n);
        return all;
      };
      const repairing::Wide before = weights();
      changes_.close_member(m);
      grow(weights() - before);
    });
    net_.row_of_member.release(m);
    return change;
  }
  RepairChange set_capacity(std::int64_t member, std::int64_t capacity) {
    const std::uint32_t m = member_at(member);
    const std::uint32_t k = repairing::count_of(capacity, "members", member, "capacity");
    return run([&](RepairChange&) { changes_.set_capacity(m, k); });
  }

  [[nodiscard]] std::uint32_t need_at(std::int64_t id) const {
    return at(id, net_.need.size(), "needs", "need",
              [&](std::uint32_t n) { return net_.need[n].removed; });
  }
  [[nodiscard]] std::uint32_t member_at(std::int64_t id) const {
    return at(id, net_.member.size(), "members", "member",
              [&](std::uint32_t m) { return net_.member[m].removed; });
  }
  [[nodiscard]] std::uint32_t pair_at(std::int64_t id) const {
    return at(id, net_.pair.size(), "pairs", "pair",
              [&](std::uint32_t p) { return net_.is_gone(p); });
  }
  [[nodiscard]] UsedPair whom(std::uint32_t p) const {
    return {p, net_.pair[p].need, net_.pair[p].member};
  }

 private:
  struct NewPair {
    std::uint32_t with = 0;  // The need or member.
    repairing::Amount cost;
  };

  /// Does a change whole, or not at all.
  template <class F>
  RepairChange run(F f) {
    const repairing::Load load = load_;
    net_.begin();
    try {
      RepairChange change;
      f(change);
      for (const std::uint32_t p : net_.switched()) {
        (net_.is_used(p) ? change.added : change.dropped).push_back(whom(p));
      }
      change.rise = grid_.shown(net_.objective) - grid_.shown(net_.objective_before());
      return change;
    } catch (const RepairSearch::Blocked&) {
      // The list of needs is of the search; their seats and members are those that were wanted.
      throw take_back_after(load, [&] { return cannot_fill(); });
    } catch (...) {
      take_back(load);
      throw;
    }
  }
  template <class F>
  InputError take_back_after(const repairing::Load& load, F f) {
    try {
      InputError error = f();
      take_back(load);
      return error;
    } catch (...) {
      take_back(load);
      throw;
    }
  }
  void take_back(const repairing::Load& load) noexcept {
    net_.roll_back();
    load_ = load;
  }

  [[nodiscard]] InputError cannot_fill() const {
    std::vector<std::uint32_t> needs = changes_.search().needs_reached();
    std::vector<std::uint32_t> members;
    std::uint64_t seats = 0;
    for (const std::uint32_t n : needs) {
      seats += net_.need[n].seats;
      for (const RepairEntry& e : net_.row_of_need[n]) members.push_back(e.member);
    }
    std::sort(needs.begin(), needs.end());
    return InputError(Issue{.table = "needs",
                            .row = needs.front(),
                            .column = "seats",
                            .value = std::to_string(net_.need[needs.front()].seats),
                            .code = "cannot_fill",
                            .message = "needs " + list(needs) + " would have " +
                                       std::to_string(seats) +
                                       " seats to fill, which all their members together could "
                                       "not: " +
                                       list(members),
                            .remedy = "give an unfilled_cost, more pairs or fewer seats"});
  }
  /// "0, 3, 7 and 12 more".
  static std::string list(std::vector<std::uint32_t>& ids) {
    constexpr std::size_t shown = 1000;
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    std::string text;
    for (std::size_t i = 0; i < ids.size() && i < shown; ++i) {
      text += (i > 0 ? ", " : "") + std::to_string(ids[i]);
    }
    if (ids.size() > shown) text += " and " + std::to_string(ids.size() - shown) + " more";
    return text.empty() ? "none" : text;
  }
  static std::string joined(std::uint32_t n, std::uint32_t m) {
    return "need " + std::to_string(n) + " and member " + std::to_string(m);
  }

  template <class Removed>
  static std::uint32_t at(std::int64_t id, std::size_t n, const char* table, const char* what,
                          Removed removed) {
    if (id < 0 || static_cast<std::uint64_t>(id) >= n) {
      repairing::refuse(table, id, what, std::to_string(id), "unknown_id",
                        "there is no such " + std::string(what),
                        "ids go from 0 to " + std::to_string(static_cast<std::int64_t>(n) - 1));
    }
    const auto i = static_cast<std::uint32_t>(id);
    if (removed(i)) {
      repairing::refuse(table, id, what, std::to_string(id), "unknown_id",
                        "this " + std::string(what) + " was removed, or never was one",
                        "ids are not used twice: take the id that adding it again gave");
    }
    return i;
  }

  [[nodiscard]] repairing::Amount finite(const FlowCost& cost,
                                         std::optional<std::int64_t> pair) const {
    const repairing::Amount c = grid_.cost(cost, "pairs", pair);
    if (c.infinite()) {
      repairing::refuse("pairs", pair, "cost", grid_.maximise() ? "-inf" : "inf", "not_finite",
                        "an infinite cost says that this is no pair",
                        "remove the pair, or leave it out");
    }
    return c;
  }
  template <class Costs>
  [[nodiscard]] std::vector<NewPair> new_pairs(std::span<const std::int64_t> with,
                                               const Costs& costs, const char* column) const {
    const std::size_t n = std::visit([](const auto& c) { return c.size(); }, costs);
    const bool needs = column == std::string_view("need");
    if (with.size() != n) {
      repairing::refuse("pairs", std::nullopt, "cost", std::to_string(n), "bad_length",
                        std::string(column) + " has " + std::to_string(with.size()) + " and cost " +
                            std::to_string(n) + " entries",
                        "give one cost for each");
    }
    if (net_.pair.size() + n >= no_node) throw RangeError("there are 2^32 pairs or more");
    std::vector<NewPair> pairs(n);
    std::vector<std::pair<std::uint32_t, std::int64_t>> seen;
    IssueCollector bad;
    const auto told_of = [&](std::size_t i, const auto& read) {
      try {
        read();
      } catch (const InputError& error) {
        Issue issue = error.issues().front();
        issue.table = "pairs";
        issue.row = static_cast<std::int64_t>(i);
        bad.add(std::move(issue));
      }
    };
    for (std::size_t i = 0; i < n; ++i) {
      told_of(i, [&] { pairs[i].with = needs ? need_at(with[i]) : member_at(with[i]); });
      told_of(i, [&] {
        pairs[i].cost = grid_.cost(std::visit([i](const auto& c) { return FlowCost(c[i]); }, costs),
                                   "pairs", static_cast<std::int64_t>(i));
      });
      if (!pairs[i].cost.infinite()) seen.emplace_back(pairs[i].with, i);
    }
    bad.throw_if_any();
    std::sort(seen.begin(), seen.end());
    for (std::size_t i = 1; i < seen.size(); ++i) {
      if (seen[i].first != seen[i - 1].first) continue;
      bad.add({.table = "pairs",
               .row = seen[i].second,
               .column = column,
               .value = std::to_string(seen[i].first),
               .code = "duplicate_pair",
               .message = "it already stands at position " + std::to_string(seen[i - 1].second),
               .remedy = "give each pair once"});
    }
    bad.throw_if_any();
    return pairs;
  }
  std::int64_t new_pair(std::uint32_t n, std::uint32_t m, const repairing::Amount& cost,
                        RepairChange& change) {
    if (net_.pair.size() >= no_node - 1) throw RangeError("there are 2^32 pairs or more");
    change.rounded = change.rounded || cost.rounded;
    return net_.add_pair({cost.infinite() ? 0 : cost.steps, n, m}, cost.given);
  }
  static void note_first(RepairChange& change, std::int64_t pair) {
    if (change.first_pair < 0) change.first_pair = pair;
  }

  /// The most that a need's costs can add up to.
  [[nodiscard]] repairing::Wide weight(std::uint32_t n, std::uint32_t seats,
                                       std::int64_t unfilled) const {
    const std::span<const RepairEntry> row = net_.row_of_need[n];
    repairing::Wide all = 0;
    if (!row.empty()) {
      const std::int64_t most = std::max(std::abs(row.front().cost), std::abs(row.back().cost));
      all += static_cast<repairing::Wide>(most) * std::min<std::size_t>(seats, row.size());
    }
    if (unfilled != must_fill) all += static_cast<repairing::Wide>(std::abs(unfilled)) * seats;
    return all;
  }
  [[nodiscard]] repairing::Wide weight(std::uint32_t n) const {
    return weight(n, net_.need[n].seats, net_.need[n].unfilled);
  }
  /// Before anything is searched for.
  void grow(repairing::Wide costs, std::int64_t seats = 0) {
    load_.costs += costs;
    load_.seats += seats;
    load_.check();
  }

  RepairNetwork net_;
  RepairChanges changes_{net_};
  repairing::Grid grid_;
  repairing::Load load_;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
