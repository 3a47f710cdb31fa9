// The compiled half of the layer model: what its headers declare.
#include <turnout/model/detail/calendar.ipp>
#include <turnout/model/detail/cells.ipp>
#include <turnout/model/detail/error.ipp>
#include <turnout/model/detail/hash.ipp>
#include <turnout/model/detail/place.ipp>
#include <turnout/model/detail/plan.ipp>
#include <turnout/model/detail/policy.ipp>
#include <turnout/model/detail/problem.ipp>
#include <turnout/model/detail/table.ipp>
