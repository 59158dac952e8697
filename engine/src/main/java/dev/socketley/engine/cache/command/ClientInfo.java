package dev.socketley.engine.cache.command;

/**
 * What {@code CLIENT LIST} tells of a client, and how it wants to be answered.
 *
 * <p>Thread: the cache's home loop.
 */
public final class ClientInfo {
    /** Whether a client gets replies, {@code CLIENT REPLY}. */
    enum Replies {
        ON, OFF,
        /** Not to the command after this one. */
        SKIP_NEXT,
        SKIP
    }

    String name = "";
    String libraryName = "";
    String libraryVersion = "";
    String command = "NULL";
    boolean noEvict;
    boolean noTouch;
    Replies replies = Replies.ON;
    long bornMs;
    long seenMs;
    long commands;

    /** A command of it begins. */
    public void begins(Command row, long nowMs) {
        command = row.lowerName();
        seenMs = nowMs;
        commands++;
        if (replies == Replies.SKIP) {
            replies = Replies.ON;
        } else if (replies == Replies.SKIP_NEXT) {
            replies = Replies.SKIP;
        }
    }

    /** Whether its commands are no use of the keys. */
    public boolean isUntouching() {
        return noTouch;
    }

    void reset() {
        name = "";
        replies = Replies.ON;
        noEvict = false;
        noTouch = false;
    }

    /** Notes when it came. */
    public void born(long nowMs) {
        bornMs = nowMs;
        seenMs = nowMs;
    }

    /** Whether the reply of the present command is to be sent. */
    public boolean wantsReply() {
        return replies == Replies.ON;
    }
}
