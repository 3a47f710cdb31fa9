// A public header that the umbrella forgot.
#pragma once
