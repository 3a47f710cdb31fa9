#pragma once
TURNOUT_INLINE int distance() { return 0; }
