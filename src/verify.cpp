// The compiled half of the layer verify: what its headers declare.
#include <turnout/verify/detail/verify.ipp>
