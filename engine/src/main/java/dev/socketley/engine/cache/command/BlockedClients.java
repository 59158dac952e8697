package dev.socketley.engine.cache.command;

/**
 * The clients whose commands wait for a key.
 *
 * <p>Thread: the cache's home loop.
 */
public interface BlockedClients {
    /** None, ever. */
    BlockedClients NONE = new BlockedClients() {
        @Override
        public int count() {
            return 0;
        }

        @Override
        public boolean isBlocked(long id) {
            return false;
        }

        @Override
        public boolean unblock(long id, boolean asError) {
            return false;
        }
    };

    /** How many there are. */
    int count();

    /** Whether a client's command waits. */
    boolean isBlocked(long id);

    /**
     * Ends the waiting of a client.
     *
     * @param asError whether it gets an error, or what it would get after its timeout
     * @return false when it does not wait
     */
    boolean unblock(long id, boolean asError);
}
