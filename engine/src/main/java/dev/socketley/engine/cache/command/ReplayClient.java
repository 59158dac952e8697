package dev.socketley.engine.cache.command;

/** Whoever runs the commands of a log again. Thread: one owner. */
public final class ReplayClient extends Client {
    public ReplayClient() {
        super(0);
    }

    /** Sets the database that the next commands work on. */
    public void choose(int database) {
        database(database);
    }

    @Override
    protected void push(
        Channels.Source source, byte[] pattern, byte[] channel, byte[] message) { }

    @Override
    protected boolean isText() {
        return false;
    }

    @Override
    protected boolean canSubscribe() {
        return false;
    }

    @Override
    public boolean isHooked() {
        return false;
    }

    @Override
    protected String address() {
        return "log";
    }
}
