// A header of the lowest layer that reaches up.
#pragma once
#include <turnout/solve/solve.hpp>
