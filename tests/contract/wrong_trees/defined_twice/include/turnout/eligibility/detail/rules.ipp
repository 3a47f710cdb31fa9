// Takes the definitions of another layer, and so defines them again.
#pragma once
#include <turnout/model/detail/place.ipp>
