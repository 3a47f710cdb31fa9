// The compiled half of the layer explain: what its headers declare.
#include <turnout/explain/detail/message.ipp>
