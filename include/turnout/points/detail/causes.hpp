// What an entry names as its cause: a service, an event, or what was owed.
#pragma once

#include <string_view>

#include <turnout/points/detail/pass.ipp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

inline std::string_view cause_of(const Rulebook& book, const Services& services, const Pass& pass,
                                 const Fact& fact) {
  switch (fact.on) {
    case PointRule::On::services:
    case PointRule::On::received: return services.service_id(fact.index);
    case PointRule::On::events: return services.events().id(services.events().rows()[fact.index]);
    case PointRule::On::missed:
    case PointRule::On::met: break;
  }
  const Duty& duty = pass.duty(fact);
  return duty.due ? services.events().id(*duty.due)
                  : std::string_view(book.obligations()[duty.obligation].id);
}

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
