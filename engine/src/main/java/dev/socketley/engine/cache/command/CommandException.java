package dev.socketley.engine.cache.command;

/** Ends a handler with an error reply. Carries no stack trace: it is the caller's mistake. */
final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Reply reply;

    CommandException(Reply reply) {
        super(reply.line(), null, false, false);
        this.reply = reply;
    }

    Reply reply() {
        return reply;
    }
}
