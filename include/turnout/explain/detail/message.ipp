#pragma once

#include <algorithm>
#include <utility>

#include <turnout/explain/detail/words.ipp>
#include <turnout/explain/message.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// "medical (level 2 or above) and driver": what a role asks.
inline std::string asked_in_words(const Problem& problem, RoleId role) {
  const auto asked = problem.roles().asked[index(role)];
  std::string words;
  for (std::size_t i = 0; i < asked.size(); ++i) {
    if (i > 0) words += i + 1 == asked.size() ? " and " : ", ";
    words += problem.skills()[index(asked[i].skill)];
    if (asked[i].least_level > 1)
      words += " (level " + std::to_string(asked[i].least_level) + " or above)";
  }
  return words;
}

/// The counts of an entry of plan.unfilled(), which is sorted by need and role.
inline const RuleCounts* counts_of(const Plan& plan, const Unfilled& unfilled) {
  const auto all = plan.unfilled();
  const auto key = [](const Unfilled& u) { return std::pair(u.need, u.role); };
  const auto it = std::ranges::lower_bound(all, key(unfilled), {}, key);
  if (it == all.end() || key(*it) != key(unfilled)) return nullptr;
  const auto position = static_cast<std::size_t>(it - all.begin());
  return position < plan.data().counts.size() ? &plan.data().counts[position] : nullptr;
}

/// What is wrong (first) and what would be so if the rule were dropped (second).
inline std::pair<std::string, std::string> rule_sentence(const Problem& problem,
                                                         const Unfilled& unfilled) {
  const std::string asked = asked_in_words(problem, unfilled.role);
  switch (unfilled.reason) {
    case Reason::pinned_never: return {"Pins keep members from this need", "Without these pins"};
    case Reason::out_of_scope: {
      const auto scope = problem.needs().scope[index(unfilled.need)];
      const auto path = std::string(problem.branches().path[index(scope)]);
      return {path.empty() ? "Too few members belong to branches near enough"
                           : "Only members of " + path + " may serve, and too few qualify",
              "If it were open to everyone"};
    }
    case Reason::not_accepted:
      return {"Too few members accept this sort of service", "If all accepted it"};
    case Reason::no_skill:
      return {"Too few members have what is asked for: " + asked, "If it were not asked"};
    case Reason::level_too_low:
      return {"Too few members reach the level asked for: " + asked, "If any level would do"};
    case Reason::expired:
      return {"Too few members have it still valid on that day: " + asked,
              "If all were still valid"};
    case Reason::not_free:
      return {"Too few members are free for the whole time", "If all were free then"};
    case Reason::too_far: return {"Too few members live near enough", "If distance were no matter"};
    case Reason::limit_zero:
      return {"The limits of too many members leave no room even for this one service",
              "Without these limits"};
    default: return {};
  }
}

/// Why the eligible do not fill the seats; follows "So many members could serve, but ".
inline std::string among_eligible(const Unfilled& unfilled) {
  switch (unfilled.reason) {
    case Reason::clash: return "they serve elsewhere at that time";
    case Reason::limit_used_up: return "their other services use up their limits";
    case Reason::together: return "the need takes all or nobody, and not all seats can be filled";
    case Reason::taken: return "to send one of them would leave a seat empty that weighs more";
    default:
      return "to fill a seat would cost more than to leave it empty (" +
             with_commas(unfilled.short_by > 0 ? unfilled.cost / unfilled.short_by
                                               : unfilled.cost) +
             " m)";
  }
}

}  // namespace detail

TURNOUT_INLINE std::string in_words(Reason reason) {
  switch (reason) {
    case Reason::pinned_never: return "not pinned away";
    case Reason::out_of_scope: return "in the scope";
    case Reason::not_accepted: return "accept it";
    case Reason::no_skill: return "have the skill";
    case Reason::level_too_low: return "at the level asked";
    case Reason::expired: return "still valid";
    case Reason::not_free: return "free at that time";
    case Reason::too_far: return "near enough";
    case Reason::limit_zero: return "limits leave room";
    case Reason::clash: return "serve elsewhere at that time";
    case Reason::limit_used_up: return "limits used up";
    case Reason::together: return "all or nobody";
    case Reason::must_pin: return "pinned, but not allowed";
    case Reason::taken: return "better used elsewhere";
    case Reason::not_worth_it: return "dearer than an empty seat";
  }
  return "unknown";
}

TURNOUT_INLINE std::string message(const Plan& plan, const Unfilled& unfilled) {
  const Problem& problem = plan.problem();
  if (unfilled.reason == Reason::must_pin)
    return "A pin says that a member must serve here, and another hard rule forbids it.";
  const RuleCounts* counts = detail::counts_of(plan, unfilled);
  const auto rule = static_cast<std::size_t>(unfilled.reason);
  if (rule >= eligibility_rules) {
    const std::string why = detail::among_eligible(unfilled);
    if (counts == nullptr) return "Members could serve, but " + why + '.';
    return detail::count_of(counts->left.back(), "member") + " could serve, but " + why + '.';
  }
  const auto [wrong, otherwise] = detail::rule_sentence(problem, unfilled);
  if (counts == nullptr) return wrong + '.';
  const std::int64_t seats = problem.roles().seats[index(unfilled.role)];
  const std::int64_t left = counts->left[rule];
  return wrong + ". " +
         (left == 0 ? "Nobody is"
                    : detail::count_of(left, "member") + (left == 1 ? " is" : " are")) +
         " left for " + detail::count_of(seats, "seat") + ". " + otherwise + ", " +
         detail::with_commas(counts->if_dropped[rule]) + " could serve.";
}

}  // namespace turnout::inline TURNOUT_ABI
