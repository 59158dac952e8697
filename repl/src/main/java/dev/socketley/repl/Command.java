package dev.socketley.repl;

import java.util.List;

/**
 * One word of the command line.
 *
 * @param name      what people type
 * @param arguments as help shows them: {@code <needed> [may be left out]}
 * @param summary   one sentence
 * @param kind      what of its arguments completion can offer
 * @param handler   does it
 */
record Command(String name, String arguments, String summary, Kind kind, Handler handler) {
    /** What the arguments are. */
    enum Kind { NOTHING, RUNTIMES, CREATE, EDIT, PROGRAM, COMMANDS, FILE }

    /** Does the work of a command. */
    @FunctionalInterface
    interface Handler {
        /**
         * @param words what follows the command's name
         * @return the exit status
         * @throws dev.socketley.engine.error.EngineException which is told to the user
         */
        int run(Invocation invocation, List<String> words);
    }

    String usage() {
        return "socketley " + name + (arguments.isEmpty() ? "" : " " + arguments);
    }
}
