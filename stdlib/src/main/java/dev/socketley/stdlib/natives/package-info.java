/**
 * Natives: what the Lua half of the library needs of Java, as rows. A native converts, calls and
 * converts; defaults, checks and policy are Lua's. Users' scripts cannot reach them.
 */
package dev.socketley.stdlib.natives;
