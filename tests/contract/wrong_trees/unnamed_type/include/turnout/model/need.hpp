// A public type that fwd.hpp lacks.
#pragma once
struct Need {};
