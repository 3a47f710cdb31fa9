#include <turnout/io/json.hpp>
