// The compiled half of the layer eligibility: what its headers declare.
#include <turnout/eligibility/detail/candidates.ipp>
#include <turnout/eligibility/detail/clash.ipp>
#include <turnout/eligibility/detail/rules.ipp>
