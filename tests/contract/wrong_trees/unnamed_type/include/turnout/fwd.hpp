#pragma once
struct Needless;
