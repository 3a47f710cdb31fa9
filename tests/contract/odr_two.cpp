#include "odr.hpp"

Addresses ODR_NAME(ODR_MODE, two)();
Addresses ODR_NAME(ODR_MODE, two)() { return addresses_in_this_unit(); }
