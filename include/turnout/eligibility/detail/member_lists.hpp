#pragma once

// Members listed by what they have in common, for those who would else look at all of them.

#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/eligibility/detail/member_index.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// Numbers 0 to n - 1 by key, ascending within each: a counting sort.
class ByKey {
 public:
  ByKey() = default;
  template <class KeyOf>
  ByKey(std::size_t n, std::size_t keys, const KeyOf& key_of) : first_(keys + 1, 0), items_(n) {
    for (std::size_t i = 0; i < n; ++i) ++first_[key_of(i)];
    std::uint32_t sum = 0;
    for (std::uint32_t& f : first_) sum += std::exchange(f, sum);
    for (std::size_t i = 0; i < n; ++i) items_[first_[key_of(i)]++] = static_cast<std::uint32_t>(i);
    for (std::size_t k = keys; k > 0; --k) first_[k] = first_[k - 1];
    first_.front() = 0;
  }
  [[nodiscard]] std::span<const std::uint32_t> of(std::size_t key) const noexcept {
    return std::span(items_).subspan(first_[key], first_[key + 1] - first_[key]);
  }

 private:
  std::vector<std::uint32_t> first_, items_;
};

/// Positions in the grid. Only what some of the roles ask about is listed: O(members).
class MemberLists {
 public:
  MemberLists(const MemberIndex& index, std::span<const RoleId> roles) {
    const Rules& rules = index.rules();
    const Problem& p = rules.problem();
    const std::span<const Who> who = index.who();
    if (std::ranges::any_of(
            roles, [&](RoleId r) { return !p.roles().asked[turnout::index(r)].empty(); })) {
      with_profile_ = ByKey(who.size(), p.profiles().size(),
                            [&](std::size_t i) { return turnout::index(who[i].profile); });
      list_profiles(p);
    }
    if (rules.policy().max_climb || std::ranges::any_of(roles, [&](RoleId r) {
          return p.needs().scope[turnout::index(p.need_of(r))] != BranchId{};
        }))
      in_branch_ = ByKey(who.size(), p.branches().size(), [&](std::size_t i) {
        return turnout::index(p.members().branch[turnout::index(who[i].member)]);
      });
    if (std::ranges::any_of(p.pins(), [](const Pin& pin) { return pin.kind == PinKind::never; })) {
      position_.resize(who.size());
      for (std::size_t i = 0; i < who.size(); ++i)
        position_[turnout::index(who[i].member)] = static_cast<std::uint32_t>(i);
    }
    for (std::size_t i = 0; i < who.size(); ++i) {
      if ((who[i].flags & who_accepts) != 0) choosy_.push_back(static_cast<std::uint32_t>(i));
      if ((who[i].flags & who_limited) != 0)
        limited_.emplace_back(rules.longest_service(who[i].member), static_cast<std::uint32_t>(i));
    }
    std::ranges::sort(limited_);
  }

  /// Ascending. Listed where a role asks a skill.
  [[nodiscard]] std::span<const std::uint32_t> with_profile(ProfileId profile) const noexcept {
    return with_profile_.of(turnout::index(profile));
  }
  [[nodiscard]] std::span<const ProfileId> profiles_with(SkillId skill) const noexcept {
    return profiles_with_[turnout::index(skill)];
  }
  /// Ascending. Listed where a role's need has a scope, or climbs are limited.
  [[nodiscard]] std::span<const std::uint32_t> in_branch(BranchId branch) const noexcept {
    return in_branch_.of(turnout::index(branch));
  }
  /// Those who do not accept everything, ascending.
  [[nodiscard]] std::span<const std::uint32_t> choosy() const noexcept { return choosy_; }
  /// (longest service, position) of those who may have no room for some need; ascending.
  [[nodiscard]] std::span<const std::pair<std::int64_t, std::uint32_t>> limited() const noexcept {
    return limited_;
  }
  /// Listed where someone is pinned never to serve.
  [[nodiscard]] std::uint32_t position_of(MemberId member) const noexcept {
    return position_[turnout::index(member)];
  }

 private:
  void list_profiles(const Problem& p) {
    std::vector<ProfileId> of_item;
    of_item.reserve(p.profiles().items().size());
    for (std::size_t i = 0; i < p.profiles().size(); ++i)
      of_item.insert(of_item.end(), p.profiles()[i].size(), make_id<ProfileId>(i));
    const ByKey by_skill(of_item.size(), p.skills().size(), [&](std::size_t i) {
      return turnout::index(p.profiles().items()[i].skill);
    });
    profiles_with_.reserve(p.skills().size(), of_item.size());
    for (std::size_t s = 0; s < p.skills().size(); ++s) {
      for (const std::uint32_t i : by_skill.of(s)) profiles_with_.add(of_item[i]);
      profiles_with_.end_row();
    }
  }

  ByKey with_profile_, in_branch_;
  Rows<ProfileId> profiles_with_;  ///< By skill.
  std::vector<std::uint32_t> choosy_, position_;
  std::vector<std::pair<std::int64_t, std::uint32_t>> limited_;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
