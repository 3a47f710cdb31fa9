// The compiled half of the layer solve: what its headers declare.
#include <turnout/solve/detail/flow.ipp>
#include <turnout/solve/detail/network.ipp>
