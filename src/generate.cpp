// The compiled half of the layer generate: what its headers declare.
#include <turnout/generate/detail/around.ipp>
#include <turnout/generate/detail/city.ipp>
#include <turnout/generate/detail/history.ipp>
