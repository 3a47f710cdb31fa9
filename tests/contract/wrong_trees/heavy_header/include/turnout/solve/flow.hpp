// A public header that makes every user parse Boost.
#pragma once
#include <boost/graph/adjacency_list.hpp>
