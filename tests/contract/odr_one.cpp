#include "odr.hpp"

Addresses ODR_NAME(ODR_MODE, one)();
Addresses ODR_NAME(ODR_MODE, one)() { return addresses_in_this_unit(); }
