package dev.socketley.lua.random;

/** What a generated variable is meant to hold. */
enum Kind { NUMBER, STRING, LIST, MAP, FUNCTION, OBJECT }
