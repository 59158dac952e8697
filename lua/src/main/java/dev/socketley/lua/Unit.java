package dev.socketley.lua;

/**
 * One class in the making.
 *
 * @param flow      the function's registers and ways
 * @param kinds     how registers are held
 * @param constants the objects that the class refers to
 * @param exits     its ways back into the interpreter
 * @param numbers   the function's numbers in {@link Sites}
 */
record Unit(Flow flow, Kinds kinds, Constants constants, Exits exits, int[] numbers) {}
