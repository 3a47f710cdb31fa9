#pragma once

// Members as bits, and how many each rule of a role leaves.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/model/plan.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// One bit a member, in the order of the grid.
using MemberBits = std::vector<std::uint64_t>;

inline void set_bit(MemberBits& bits, std::size_t i) noexcept {
  bits[i / 64] |= std::uint64_t{1} << (i % 64);
}
inline void clear_bit(MemberBits& bits, std::size_t i) noexcept {
  bits[i / 64] &= ~(std::uint64_t{1} << (i % 64));
}

/// Some members of one word.
struct SomeOf {
  std::uint32_t word;
  std::uint64_t bits;
};

inline constexpr auto far_rule = static_cast<std::size_t>(Reason::too_far);
static_assert(far_rule + 2 == eligibility_rules);  // one rule behind it

/// What a role's rules do, as bits.
struct FailedBits {
  /// Members that break each rule; nullptr: nobody does. Of distance nothing is said here:
  std::array<const MemberBits*, eligibility_rules> of{};
  /// few words that hold all within reach, each member once.
  std::span<const SomeOf> near;
  /// The first rules may have been counted before: these are left by them.
  std::size_t counted = 0;
  const MemberBits* left = nullptr;
};

// A member out of reach can be counted for two things only: among those whom the rules before
// leave, and as one whom distance alone keeps away. So all but a few words are read for the rules
// that someone breaks, and the rest of the counting is done where someone is near.
//
// Popcounts are one instruction where the processor has it; the sums are the same without.

/// Takes away those who fail, and counts who stays.
[[gnu::always_inline]] inline std::uint32_t drop(const MemberBits& from, const MemberBits& failed,
                                                 MemberBits& to) {
  std::uint32_t count = 0;
  for (std::size_t w = 0; w < from.size(); ++w) {
    to[w] = from[w] & ~failed[w];
    count += static_cast<std::uint32_t>(std::popcount(to[w]));
  }
  return count;
}

/// `counts` has the rules counted before; `scratch` as many words as there are; `reached` gets
/// those whom no rule keeps away.
[[gnu::always_inline]] inline void count_bits_plain(const FailedBits& failed, MemberBits& scratch,
                                                    std::vector<SomeOf>& reached,
                                                    RuleCounts& counts) {
  const MemberBits* left = failed.left;
  std::uint32_t count = failed.counted == 0 ? counts.members : counts.left[failed.counted - 1];
  for (std::size_t rule = failed.counted; rule < far_rule; ++rule) {
    if (failed.of[rule] != nullptr) {
      count = drop(*left, *failed.of[rule], scratch);
      left = &scratch;
    }
    counts.left[rule] = count;
  }
  if (const MemberBits* last = failed.of[far_rule + 1]; last != nullptr) {
    count = 0;
    for (std::size_t w = 0; w < left->size(); ++w)
      count += static_cast<std::uint32_t>(std::popcount((*left)[w] & ~(*last)[w]));
  }
  counts.if_dropped[far_rule] = count;
  std::array<std::size_t, eligibility_rules> broken{};  // rules that someone breaks
  std::size_t n_broken = 0;
  for (std::size_t rule = 0; rule < eligibility_rules; ++rule)
    if (failed.of[rule] != nullptr) broken[n_broken++] = rule;
  reached.clear();
  for (const SomeOf& near : failed.near) {
    std::uint64_t one = 0, more = 0;
    for (std::size_t i = 0; i < n_broken; ++i) {
      const std::uint64_t f = (*failed.of[broken[i]])[near.word];
      more |= one & f;
      one |= f;
    }
    const std::uint64_t once = one & ~more & near.bits;
    for (std::size_t i = 0; i < n_broken && once != 0; ++i)
      counts.if_dropped[broken[i]] +=
          static_cast<std::uint32_t>(std::popcount((*failed.of[broken[i]])[near.word] & once));
    counts.left[far_rule] +=
        static_cast<std::uint32_t>(std::popcount((*left)[near.word] & near.bits));
    if (const std::uint64_t bits = near.bits & ~one; bits != 0) {
      counts.left[far_rule + 1] += static_cast<std::uint32_t>(std::popcount(bits));
      reached.push_back({near.word, bits});
    }
  }
  for (std::size_t rule = 0; rule < eligibility_rules; ++rule)
    if (rule != far_rule) counts.if_dropped[rule] += counts.left[far_rule + 1];
}
#if defined(__x86_64__)
__attribute__((target("popcnt"))) inline void count_bits_popcnt(const FailedBits& failed,
                                                                MemberBits& scratch,
                                                                std::vector<SomeOf>& reached,
                                                                RuleCounts& counts) {
  count_bits_plain(failed, scratch, reached, counts);
}
#endif
inline void count_bits(const FailedBits& failed, MemberBits& scratch, std::vector<SomeOf>& reached,
                       RuleCounts& counts) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("popcnt")) return count_bits_popcnt(failed, scratch, reached, counts);
#endif
  count_bits_plain(failed, scratch, reached, counts);
}

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
