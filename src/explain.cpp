// The compiled half of the layer explain: what its headers declare.
#include <turnout/explain/detail/check.ipp>
#include <turnout/explain/detail/message.ipp>
#include <turnout/explain/detail/why_not.ipp>
