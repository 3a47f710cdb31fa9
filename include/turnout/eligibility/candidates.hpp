// turnout/eligibility/candidates.hpp -- who could do what: all pairs that pass every hard rule.
//
// Members stand in strips of latitude, each ordered by longitude, so that a need looks
// only at members within reach; free time and skills are byte look-ups by calendar and
// profile. The result is every eligible pair with its cost, in compressed rows both ways.
//
//   const Candidates c = candidates(rules, {.threads = 2});
//   for (const Candidate& pair : c.of_role(role)) ...
//
// Exact: the pairs are those of Rules::failed() == 0, whatever the index. O(pairs in reach).
// The same on any number of threads.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/eligibility/rules.hpp>

namespace turnout::inline TURNOUT_ABI {

/// A member who may serve in a role, and what it costs.
struct Candidate {
  MemberId member;
  std::int64_t cost;
  friend bool operator==(const Candidate&, const Candidate&) = default;
};

struct CandidateOptions {
  int threads = 0;                              ///< 0: the CPUs that the process may use.
  std::optional<std::uint64_t> memory_limit{};  ///< Bytes for the result; LimitError beyond.
};

/// Immutable once built.
class Candidates {
 public:
  /// By member, ascending.
  [[nodiscard]] std::span<const Candidate> of_role(RoleId role) const noexcept {
    return std::span(pairs_).subspan(first_[index(role)], count(role));
  }
  [[nodiscard]] std::size_t size() const noexcept { return pairs_.size(); }
  /// Position of a role's first pair among all pairs.
  [[nodiscard]] std::size_t first(RoleId role) const noexcept { return first_[index(role)]; }
  [[nodiscard]] std::size_t count(RoleId role) const noexcept {
    return first_[index(role) + 1] - first_[index(role)];
  }
  [[nodiscard]] std::span<const Candidate> pairs() const noexcept { return pairs_; }
  [[nodiscard]] RoleId role_of(std::size_t pair) const noexcept { return role_[pair]; }
  /// Positions of a member's pairs, ascending.
  [[nodiscard]] std::span<const std::uint32_t> of_member(MemberId member) const noexcept {
    return by_member_[index(member)];
  }
  /// Position of the pair, or nothing when it is not eligible. O(log n).
  [[nodiscard]] std::optional<std::size_t> find(RoleId role, MemberId member) const noexcept;

 private:
  friend Candidates candidates(const Rules&, const CandidateOptions&);
  std::vector<std::size_t> first_;
  std::vector<Candidate> pairs_;
  std::vector<RoleId> role_;
  Rows<std::uint32_t> by_member_;
};

/// Throws LimitError when the memory limit does not hold them, RangeError past 2^32 pairs.
[[nodiscard]] Candidates candidates(const Rules& rules, const CandidateOptions& options = {});

}  // namespace turnout::inline TURNOUT_ABI

#ifndef TURNOUT_COMPILED
#include <turnout/eligibility/detail/candidates.ipp>
#endif
