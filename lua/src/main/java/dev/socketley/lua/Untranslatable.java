package dev.socketley.lua;

/** A function that stays with the interpreter. */
final class Untranslatable extends RuntimeException {
    private static final long serialVersionUID = 1;

    Untranslatable(String why) {
        super(why, null, false, false);
    }
}
