#include <turnout/model/detail/place.ipp>
