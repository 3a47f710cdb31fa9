#pragma once

// From one plan to another: who moves, and what each move costs.

#include <algorithm>
#include <utility>

#include <turnout/eligibility/candidates.hpp>
#include <turnout/explain/detail/broken_rules.ipp>
#include <turnout/solve/bound.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// A pair (position in Candidates) that the other plan adds or drops.
struct Move {
  std::uint32_t pair = 0;
  bool added = false;
  friend bool operator==(const Move&, const Move&) = default;
};

/// "1,300 m more".
inline std::string more_or_less(std::int64_t metres) {
  if (metres == 0) return "no more";
  return with_commas(metres < 0 ? -metres : metres) + (metres > 0 ? " m more" : " m less");
}

/// The moves with their amounts, which add up to the difference of the two plans.
class Moves {
 public:
  /// `before`: pairs of the plan. `moves`: each pair once.
  Moves(const Rules& rules, const Candidates& candidates, std::span<const std::uint32_t> before,
        const std::vector<Move>& moves)
      : rules_(rules), p_(rules.problem()) {
    for (const Move& move : moves) {
      const RoleId role = candidates.role_of(move.pair);
      const Candidate& c = candidates.pairs()[move.pair];
      Seats& seats = at(seats_, &Seats::role, role);
      (move.added ? seats.in : seats.out).push_back(c.member);
      seats.metres += move.added ? c.cost : -c.cost;
      at(needs_, &OfNeed::need, p_.need_of(role)).change += move.added ? 1 : -1;
      at(members_, &OfMember::member, c.member).change += move.added ? 1 : -1;
    }
    for (const std::uint32_t pair : before) {
      const NeedId need = p_.need_of(candidates.role_of(pair));
      const MemberId member = candidates.pairs()[pair].member;
      for (OfNeed& n : needs_) n.before += n.need == need ? 1 : 0;
      for (OfMember& m : members_) m.before += m.member == member ? 1 : 0;
    }
    add_empty_seats();
    for (OfMember& m : members_)
      m.metres = load(m.member, m.before + m.change) - load(m.member, m.before);
  }

  [[nodiscard]] std::int64_t rise() const {
    std::int64_t sum = 0;
    for (const Seats& seats : seats_) sum += seats.metres;
    for (const OfMember& m : members_) sum += m.metres;
    return sum;
  }

  /// "M42 for M7: 1,300 m more; M7 then takes N9: 400 m more".
  [[nodiscard]] std::string in_words() const {
    constexpr std::size_t most_parts = 8;
    std::vector<std::pair<std::string, std::int64_t>> parts;
    for (const Seats& seats : seats_) parts.emplace_back(words_of(seats), seats.metres);
    for (const OfMember& m : members_)
      if (m.metres != 0) parts.emplace_back("load of " + name(m.member), m.metres);
    std::string text;
    std::int64_t rest = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (i >= most_parts)
        rest += parts[i].second;
      else
        text += (i == 0 ? "" : "; ") + parts[i].first + ": " + more_or_less(parts[i].second);
    }
    if (parts.size() > most_parts)
      text += "; " + std::to_string(parts.size() - most_parts) +
              " other changes: " + more_or_less(rest);
    return text;
  }

 private:
  struct Seats {
    RoleId role{};
    std::vector<MemberId> in, out;
    std::int64_t metres = 0;
  };
  struct OfNeed {
    NeedId need{};
    std::int64_t before = 0, change = 0;
  };
  struct OfMember {
    MemberId member{};
    std::int64_t before = 0, change = 0, metres = 0;
  };

  /// The entry of this key, new at the end where there is none.
  template <class Entry, class Key>
  static Entry& at(std::vector<Entry>& entries, Key Entry::* key, Key value) {
    const auto found = std::ranges::find(entries, value, key);
    if (found != entries.end()) return *found;
    entries.emplace_back().*key = value;
    return entries.back();
  }

  /// Empty seats count by need; what they change is told with the last of its roles.
  void add_empty_seats() {
    for (const OfNeed& n : needs_) {
      const std::int64_t metres =
          empty_cost(rules_, n.need, n.before + n.change) - empty_cost(rules_, n.need, n.before);
      const auto last = std::find_if(seats_.rbegin(), seats_.rend(), [&](const Seats& seats) {
        return p_.need_of(seats.role) == n.need;
      });
      last->metres += metres;
    }
  }

  [[nodiscard]] std::int64_t load(MemberId member, std::int64_t k) const {
    const std::int64_t least = p_.members().min_services[index(member)];
    return rules_.policy().fairness * (k * (2 * rules_.recent(member) + k)) +
           rules_.policy().min_services_cost * std::max<std::int64_t>(0, least - k);
  }

  [[nodiscard]] std::string name(MemberId member) const { return std::string(p_.id(member)); }
  [[nodiscard]] std::string names(const std::vector<MemberId>& members) const {
    std::vector<std::string> all;
    for (const MemberId m : members) all.push_back(name(m));
    return listed(all);
  }

  [[nodiscard]] std::string words_of(const Seats& seats) const {
    const std::string role = name_of(p_, seats.role);
    const std::string in = names(seats.in), out = names(seats.out);
    if (seats.in.empty()) return role + " loses " + out;
    const bool first = &seats == seats_.data();
    const char* takes = seats.in.size() == 1 ? " takes " : " take ";
    if (seats.out.empty())
      return first ? in + takes + "an empty seat"
                   : in + " then" + takes + "an empty seat of " + role;
    return first ? in + " for " + out : in + " then" + takes + role + " from " + out;
  }

  const Rules& rules_;
  const Problem& p_;
  std::vector<Seats> seats_;  ///< By role, in the order in which the moves name them.
  std::vector<OfNeed> needs_;
  std::vector<OfMember> members_;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
