/** The standard libraries of Lua 5.2, and the parts of 5.1, 5.3 and LuaJIT that scripts expect. */
package dev.socketley.lua.lib;
