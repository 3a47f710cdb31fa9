// A public signature that is not made of standard types.
#pragma once
void write(const nlohmann::json& value);
