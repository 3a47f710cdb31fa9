// turnout/eligibility/candidates.hpp -- who could do what: all pairs that pass every hard rule.
//
// Members stand in the order of a grid, so that those within reach of a need are a few runs, a
// row of the grid each. Who is free in a window of time is one bit a member, who holds a skill
// another; a run is searched by combining words of 64 members, and only who is left is measured.
// The result is every eligible pair with its cost, in compressed rows both ways.
//
//   const Candidates c = candidates(rules, {.threads = 2});
//   for (const Candidate& pair : c.of_role(role)) ...
//
// Exact: the pairs are those of Rules::failed() == 0, whatever the index.
// O(members in reach / 64 + pairs free and skilled within reach).
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
  /// Of each role only so many pairs: the nearest by distance, or the cheapest, ties by member_id;
  /// given both, the cheapest of the nearest. Too many pairs for the memory: set one. A plan over
  /// pairs that were left out proves nothing about all pairs: its bound holds for those kept.
  std::optional<std::uint32_t> nearest{}, cheapest{};
};

namespace detail {
struct CandidateChunk;
class CandidateBuilder;
}  // namespace detail

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
    const std::size_t m = index(member);
    return std::span(positions_).subspan(of_member_[m], of_member_[m + 1] - of_member_[m]);
  }
  /// Position of the pair, or nothing when it is not eligible. O(log n).
  [[nodiscard]] std::optional<std::size_t> find(RoleId role, MemberId member) const noexcept;

 private:
  friend class detail::CandidateBuilder;
  std::vector<std::size_t> first_;
  std::vector<Candidate> pairs_;
  std::vector<RoleId> role_;
  std::vector<std::uint32_t> of_member_, positions_;
};

/// Throws LimitError when the memory limit does not hold them, RangeError past 2^32 pairs.
[[nodiscard]] Candidates candidates(const Rules& rules, const CandidateOptions& options = {});

}  // namespace turnout::inline TURNOUT_ABI

#ifndef TURNOUT_COMPILED
#include <turnout/eligibility/detail/candidates.ipp>
#endif
