#include <turnout/model/need.hpp>
