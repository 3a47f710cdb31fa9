// A definition that the compiled library would lack.
#pragma once
