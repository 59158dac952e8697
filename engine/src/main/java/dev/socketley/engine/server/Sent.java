package dev.socketley.engine.server;

/** What became of a message to one client. */
public enum Sent {
    YES(true, null),
    /** On its way, behind more than {@code write-high-bytes}: {@code on_drain} tells when to go on. */
    QUEUED(true, "queued"),
    /** More than {@code write-bytes-max} is queued, and {@code write-overflow} is drop. */
    DROPPED(false, "dropped"),
    /** There is no such client. */
    GONE(false, null);

    private final boolean isUnderWay;
    private final String word;

    Sent(boolean isUnderWay, String word) {
        this.isUnderWay = isUnderWay;
        this.word = word;
    }

    public boolean isUnderWay() {
        return isUnderWay;
    }

    /** What scripts read beside true or false, or null. */
    public String word() {
        return word;
    }
}
