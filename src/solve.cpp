// The compiled half of the layer solve: what its headers declare.
#include <turnout/solve/detail/bound.ipp>
#include <turnout/solve/detail/draft.ipp>
#include <turnout/solve/detail/flow.ipp>
#include <turnout/solve/detail/most_seats.ipp>
#include <turnout/solve/detail/musts.ipp>
#include <turnout/solve/detail/network.ipp>
#include <turnout/solve/detail/plan_network.ipp>
#include <turnout/solve/detail/repair.ipp>
#include <turnout/solve/detail/solve.ipp>
#include <turnout/solve/detail/structure.ipp>
