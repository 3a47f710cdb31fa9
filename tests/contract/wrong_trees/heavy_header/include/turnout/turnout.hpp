#include <turnout/solve/flow.hpp>
