#include <turnout/eligibility/detail/rules.ipp>
