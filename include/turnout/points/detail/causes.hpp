// What an entry names as its cause: a service, an event, or what was owed.
#pragma once

#include <string>
#include <string_view>

#include <turnout/points/detail/pass.ipp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// `buffer` backs ids that came as numbers.
inline std::string_view cause_of(const Rulebook& book, const Services& services, const Pass& pass,
                                 const Fact& fact, std::string& buffer) {
  const Events& events = services.events();
  switch (fact.on) {
    case PointRule::On::services:
    case PointRule::On::received: return services.service_id(fact.index, buffer);
    case PointRule::On::events: return events.ids().at(events.rows()[fact.index].id, buffer);
    case PointRule::On::missed:
    case PointRule::On::met: break;
  }
  const Duty& duty = pass.duty(fact);
  return duty.due != Event::none ? events.ids().at(duty.due, buffer)
                                 : std::string_view(book.obligations()[duty.obligation].id);
}
/// The same, of ids that are written out and stay.
inline std::string_view lasting_cause_of(const Rulebook& book, const Services& services,
                                         const Pass& pass, const Fact& fact) {
  const Events& events = services.events();
  switch (fact.on) {
    case PointRule::On::services:
    case PointRule::On::received: return services.service_id(fact.index);
    case PointRule::On::events: return events.ids()[events.rows()[fact.index].id];
    case PointRule::On::missed:
    case PointRule::On::met: break;
  }
  const Duty& duty = pass.duty(fact);
  return duty.due != Event::none ? events.ids()[duty.due]
                                 : std::string_view(book.obligations()[duty.obligation].id);
}

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
