/** A small strict JSON codec on plain Java values; scripts have their own on Lua values. */
package dev.socketley.engine.json;
